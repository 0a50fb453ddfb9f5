"""Labels on paper: what they say, and that a phone can read them."""

from io import BytesIO

import cv2
import numpy as np
import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.makers.inventory import make_item
from tests.makers.people import make_facility, make_user
from tickets.inventory import sheets

pytestmark = pytest.mark.django_db
MARKUP = "CT *2* #panic(1) $x$ _q_ <a> @b \\ [c]"


def text_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def squares_of(png: bytes) -> set[str]:
    image = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
    _found, texts, _points, _codes = cv2.QRCodeDetector().detectAndDecodeMulti(image)
    return set(texts)


def test_a_label_says_what_the_item_is_and_its_square_opens_its_report_form(settings):
    settings.SITE_URL = "https://help.hospital.example"
    facility = make_facility(name="Westbrook")
    items = [
        make_item(name=f"CT {n}", room=f"R.{n}", ae_title=f"CT{n}", facility=facility)
        for n in range(3)
    ]

    (text,) = text_of(sheets.as_pdf(items))
    seen = squares_of(sheets.drawn(items, layout=sheets.SHEET, to="png"))

    for n, item in enumerate(items):
        assert {f"CT {n}", f"CT{n}", item.short_id} <= set(text.split("\n")), text
        assert f"Westbrook, R.{n}" in text
    assert seen == {f"https://help.hospital.example/t/{one.short_id}" for one in items}


def test_a_name_is_set_as_it_is_written():
    (text,) = text_of(sheets.as_pdf([make_item(name=MARKUP)], layout=sheets.SINGLE))

    assert "#panic(1)" in text
    assert "*2*" in text.replace("\n", " ")


def test_a_begun_sheet_is_used_up_and_the_next_one_follows():
    items = [make_item() for _n in range(3)]

    assert len(text_of(sheets.as_pdf(items, skip=21))) == 1
    assert len(text_of(sheets.as_pdf(items, skip=22))) == 2
    assert len(text_of(sheets.as_pdf(items, layout=sheets.SINGLE))) == 3


def test_labels_are_chosen_on_the_list(client):
    client.force_login(make_user())
    one, two, _three = (make_item(name=f"CT {n}") for n in range(3))
    page, pdf = reverse("inventory:label_sheets"), reverse("inventory:labels_pdf")
    how = {"layout": "single", "skip": "0"}

    ticked = client.get(page, {"item": [one.short_id, two.short_id]})
    made = client.get(pdf, {"item": [one.short_id, two.short_id], **how})
    every = client.get(pdf, {"all": "1", "q": "CT", **how})

    assert ticked.context["count"] == 2
    assert made.headers["content-type"] == "application/pdf"
    assert len(text_of(made.content)) == 2
    assert len(text_of(every.content)) == 3
    assert client.get(page).status_code == 200
    assert client.get(pdf).status_code == 409
