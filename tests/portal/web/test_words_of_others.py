from django import forms
from django.utils.translation import gettext, override


def test_what_django_says_is_said_in_our_words():
    form = forms.Form()
    form.fields["day"] = forms.DateField()
    form.data, form.is_bound = {"day": ""}, True

    assert form.errors["day"] == ["Fill this in."]


def test_the_catalogue_of_our_words_is_compiled():
    with override("en"):
        assert gettext("You have signed out.") == "You are signed out."
