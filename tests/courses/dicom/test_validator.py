"""dciodvfy's word on a copy: what is wrong by name, and never what it printed."""

import numpy as np
import pytest
from pydicom import dcmread

from courses.dicom.deid.cleaner import clean_file
from courses.dicom.deid.profiles import named
from courses.dicom.proof import validator
from tests.dicom_maker import give_pixels, make_ct, write

needs_dciodvfy = pytest.mark.skipif(
    validator.program() is None, reason="dciodvfy is not installed"
)


@pytest.fixture
def pair(tmp_path):
    dataset = make_ct()
    give_pixels(dataset, np.zeros((16, 16), "<i2"))
    original, copy = write(tmp_path, dataset)[0], tmp_path / "copy.dcm"
    clean_file(original, copy, secret=b"a secret for tests", profile=named("teaching"))
    return original, copy


@needs_dciodvfy
def test_a_clean_copy_is_as_sound_as_its_original(pair):
    opinion = validator.opinion(*pair)

    assert opinion.asked
    assert (opinion.faults, opinion.lacking) == ([], [])


@needs_dciodvfy
def test_what_the_original_had_and_the_copy_lacks_is_named(pair):
    original, copy = pair
    clean = dcmread(copy)
    del clean.FrameOfReferenceUID
    clean.save_as(copy, enforce_file_format=True)

    opinion = validator.opinion(original, copy)

    assert opinion.faults == []
    assert opinion.lacking == ["FrameOfReferenceUID is missing."]


@needs_dciodvfy
def test_a_new_value_that_is_wrong_is_a_fault_and_is_not_quoted(pair):
    original, copy = pair
    clean = dcmread(copy)
    clean.PhotometricInterpretation = "HOLLYHOCK"
    clean.save_as(copy, enforce_file_format=True)

    opinion = validator.opinion(original, copy)

    unknown = "PhotometricInterpretation has a value that its class does not know."
    assert opinion.faults == [unknown]
    assert "HOLLYHOCK" not in str(opinion)


def test_without_the_program_nothing_is_claimed(pair, monkeypatch):
    monkeypatch.setattr(validator, "program", lambda: None)

    assert validator.opinion(*pair) == validator.Opinion()
