"""A multipart body that is read as it comes."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.studies.dicomweb.multipart import BrokenMultipartError, Reader
from tests.makers.network import MARK, body_of


@given(
    files=st.lists(st.binary(max_size=300) | st.just(b"\r\n--a-boundar"), max_size=4),
    size=st.integers(1, 40),
)
def test_parts_are_the_same_however_the_line_cuts_them(files, size):
    line = BytesIO(b"A preamble.\r\n" + body_of(*files))

    parts = [
        (part.kind, b"".join(part.chunks))
        for part in Reader(lambda _: line.read(size), MARK.encode())
    ]

    assert parts == [("application/dicom", one) for one in files]


@given(cut=st.integers(0, 240))
def test_a_body_that_ends_early_is_never_taken_for_a_whole_one(cut):
    whole = body_of(b"one" * 20, b"two" * 20).rstrip()
    line = BytesIO(whole[: min(cut, len(whole) - 1)])

    with pytest.raises(BrokenMultipartError):
        [b"".join(part.chunks) for part in Reader(line.read, MARK.encode())]
