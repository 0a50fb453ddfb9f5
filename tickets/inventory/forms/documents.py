"""Papers and photographs, as they are sent."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.inventory import papers
from tickets.inventory.documents import Sent
from tickets.inventory.models import ItemDocument

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

AT_ONCE: Final = 12


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Each file is looked into; what is wrong is said with its name."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Sent]:
        files = [one for one in data or [] if one]
        if not files:
            raise ValidationError(_("Choose a file."))
        if len(files) > AT_ONCE:
            raise ValidationError(_("At most %(n)s at once.") % {"n": AT_ONCE})
        sent, wrong = [], []
        for one in files:
            try:
                sent.append(_sent(one))
            except ValidationError as said:
                wrong.append(f"{one.name}: {said.messages[0]}")
        if wrong:
            raise ValidationError(wrong)
        return sent


def _sent(file: "UploadedFile[Any]") -> Sent:
    name = str(file.name)
    if (file.size or 0) > papers.LIMIT:
        raise ValidationError(_("The file is larger than 25 MB."))
    return Sent(name, papers.examined(file.read(), name))


class DocumentForm(forms.ModelForm):  # type: ignore[type-arg]
    sent = FilesField(
        label=gettext_lazy("Files"),
        help_text=gettext_lazy(
            "PDF, Office, text, CSV, JSON, XML, zip or pictures, 25 MB each. "
            "No patient in a photograph, and no patient's data on a screen."
        ),
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Empty: what the file is called."),
    )
    field_order = ["sent", "kind", "title", "software_version"]

    class Meta:
        model = ItemDocument
        fields = ["kind", "title", "software_version"]
