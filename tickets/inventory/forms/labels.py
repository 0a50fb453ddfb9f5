"""How labels are printed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.inventory.sheets import PLACES, SHEET, SINGLE


class SheetForm(forms.Form):
    layout = forms.ChoiceField(
        label=_("Print on"),
        choices=[
            (SHEET, _("A4 sheets, 3 by 8 labels of 70 by 37 mm")),
            (SINGLE, _("a label printer, 62 mm wide, one after the other")),
        ],
        widget=forms.RadioSelect,
        initial=SHEET,
    )
    skip = forms.IntegerField(
        label=_("Labels already used on the first sheet"),
        initial=0,
        min_value=0,
        max_value=PLACES - 1,
        help_text=_("Counted from the top left, row by row."),
    )
