"""A form keeps what was typed, and says what is wrong where it is wrong."""

from django import forms


class ReportForm(forms.Form):
    place = forms.CharField(max_length=16, help_text="The AE title.")
    urgent = forms.BooleanField(label="Patient on the table", required=False)
    kind = forms.ChoiceField(choices=[("slow", "Slow")], widget=forms.RadioSelect)


def test_each_kind_of_field_has_its_class():
    form = ReportForm()

    assert 'class="form-control"' in str(form["place"])
    assert 'class="form-check-input"' in str(form["urgent"])
    assert 'class="form-check-input"' in str(form["kind"])


def test_a_wrong_field_keeps_the_text_and_points_to_the_reason():
    html = str(ReportForm({"place": "CT2_ED_EMERGENCY1"}))

    assert 'value="CT2_ED_EMERGENCY1"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_place_helptext id_place_error"' in html
    assert html.count('id="id_place_error"') == 1


def test_the_summary_leads_to_every_wrong_field():
    html = str(ReportForm({"place": ""}))

    assert "2 things to put right" in html
    assert 'href="#id_place"' in html
    assert 'href="#id_kind"' in html
    assert 'id="id_kind"' in html


def test_choices_stand_in_a_named_group():
    html = ReportForm()["kind"].as_field_group()

    assert "<fieldset" in html
    assert "<legend>Kind" in html
