"""When two values of an attribute say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.assessment.grading.values import same

SAME = [
    ("DA", "19600312", "1960-03-12"),
    ("DA", "19600312", " 1960.03.12 "),
    ("TM", "093000.000", "09:30"),
    ("TM", "114218.120", "11:42:18.12"),
    ("AS", "045Y", "45y"),
    ("AS", "045Y", "45 years"),
    ("DS", "2.50", "2.5"),
    ("DS", "120.0", "120 kV"),
    ("DS", "0.7421875", "0.742"),
    ("DS", "0.5", "0,5"),
    ("IS", "512", "512"),
    ("DS", "0.625\\0.625", "0.625 / 0.625"),
    ("DS", "0.625\\0.625", "[0.625, 0.625]"),
    ("DS", "1\\0\\0", "1 0 0"),
    ("PN", "ROWAN^NORA^^^", "Rowan, Nora"),
    ("PN", "TRAINING^ASH", "training^ash"),
    ("CS", "CHEST ", "chest"),
    ("CS", "ORIGINAL\\PRIMARY\\AXIAL", "original / primary / axial"),
    ("LO", "Larch  CT 64\0", "larch ct 64"),
    ("UI", "1.2.840.10008.5.1.4.1.1.2", "CT Image Storage"),
]
OTHER = [
    ("DA", "19600312", "12.03.1960"),
    ("DA", "19600312", "19601203"),
    ("TM", "093000", "0931"),
    ("AS", "045Y", "45M"),
    ("AS", "045Y", "45"),
    ("DS", "2.5", "25"),
    ("DS", "0.7421875", "0.74"),
    ("DS", "0.7421875", "0.743"),
    ("DS", "0.625\\0.6", "0.625"),
    ("DS", "0.625", "six"),
    ("PN", "ROWAN^NORA", "NORA^ROWAN"),
    ("PN", "ROWAN^NORA", "ROWAN"),
    ("SH", "TRN-A00123", "TRN-A00132"),
    ("UI", "1.2.840.10008.5.1.4.1.1.2", "MR Image Storage"),
    ("CS", "ORIGINAL\\PRIMARY", "PRIMARY\\ORIGINAL"),
]


@pytest.mark.parametrize(("vr", "held", "told"), SAME)
def test_a_value_may_be_written_in_another_way(vr, held, told):
    assert same(vr, held, told)


@pytest.mark.parametrize(("vr", "held", "told"), OTHER)
def test_another_value_stays_another(vr, held, told):
    assert not same(vr, held, told)


@given(st.sampled_from(["DA", "TM", "AS", "PN", "UI", "LO", "CS", "SH"]), st.text())
def test_every_text_says_the_same_as_itself_padded(vr, text):
    assert same(vr, text, f" {text} ")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_every_number_says_the_same_as_itself(number):
    assert same("DS", f"{number:f}", f"{number:f}")
