"""A zip is unpacked member by member; what is wrong with one costs one line."""

import errno
import struct
import zipfile
from itertools import count

import pytest

from courses.studies.doors import unpacking
from courses.studies.doors.unpacking import is_zip, unpack
from courses.studies.keeping import quarantine
from courses.studies.models import DeliveryLine, IncomingFile
from tests.dicom_maker import make_ct, write
from tests.makers.deliveries import codes, make_delivery, make_zip
from tests.makers.studies import make_slices

Code = DeliveryLine.Code
pytestmark = pytest.mark.django_db


@pytest.fixture
def images(tmp_path) -> list[bytes]:
    return [path.read_bytes() for path in write(tmp_path / "in", *make_slices(3))]


def unpacked(path, **over: object) -> dict[str, str]:
    delivery = make_delivery()
    unpack(path, delivery=delivery, number=1, **over)
    return codes(delivery)


def test_each_member_has_a_line_and_no_name_is_used(tmp_path, images):
    path = make_zip(
        tmp_path / "a.zip",
        {
            "CT/Hollyhock/1": images[0],
            "../../../etc/cron.d/1": images[1],
            "/absolute/1": images[2],
            "readme.txt": b"no image",
            "empty/": b"",
        },
    )

    assert unpacked(path) == {
        "1.1": Code.TAKEN,
        "1.2": Code.TAKEN,
        "1.3": Code.TAKEN,
        "1.4": Code.NOT_DICOM,
    }
    inside = [one for one in quarantine.root().rglob("*") if one.is_file()]
    assert len(inside) == 3
    assert not any("Hollyhock" in str(one) for one in inside)


def test_a_link_in_a_zip_is_no_file(tmp_path, images):
    link = zipfile.ZipInfo("link.dcm")
    link.external_attr = 0o120777 << 16
    path = make_zip(tmp_path / "a.zip", {"1": images[0]})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")

    assert unpacked(path) == {"1.1": Code.TAKEN, "1.2": Code.LINK}


def test_a_zip_within_a_zip_is_sent_by_itself(tmp_path, images):
    inner = make_zip(tmp_path / "inner.zip", {"1": images[0]}).read_bytes()
    path = make_zip(tmp_path / "a.zip", {"inner.zip": inner, "2": images[1]})

    assert unpacked(path) == {"1.1": Code.NESTED, "1.2": Code.TAKEN}


def locked(data: bytes) -> bytes:
    """The same zip, each of its members marked as encrypted."""
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(sign)
        while place >= 0:
            flags = struct.unpack_from("<H", data, place + at)[0] | 1
            data = (
                data[: place + at] + struct.pack("<H", flags) + data[place + at + 2 :]
            )
            place = data.find(sign, place + 4)
    return data


def test_a_zip_with_a_password_is_one_line(tmp_path):
    path = make_zip(tmp_path / "a.zip", {"1": b"secret", "2": b"secret"})
    path.write_bytes(locked(path.read_bytes()))

    assert unpacked(path) == {"1": Code.ENCRYPTED}


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            with archive.open(str(number), "w", force_zip64=True) as member:
                for _ in range(50):
                    member.write(b"\0" * (1 << 20))
    assert path.stat().st_size < 1 << 20

    assert unpacked(path) == {"1": Code.BOMB}
    assert list(quarantine.inner(quarantine.ARRIVING).iterdir()) == []


def test_a_zip_of_more_than_the_house_unpacks(tmp_path, settings, images):
    path = make_zip(tmp_path / "a.zip", {str(n): one for n, one in enumerate(images)})

    settings.UNPACK_MAX_BYTES = 100
    assert unpacked(path) == {"1": Code.BOMB}
    settings.UNPACK_MAX_BYTES, settings.UNPACK_MAX_FILES = 1 << 30, 2
    assert unpacked(path) == {"1": Code.TOO_LARGE}


def test_a_member_larger_than_it_says_ends_at_its_word(tmp_path, images):
    path = make_zip(
        tmp_path / "a.zip", {"1": images[0]}, compression=zipfile.ZIP_STORED
    )
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, data.find(b"PK\x01\x02") + 24, 40)
    path.write_bytes(data)

    assert unpacked(path) == {"1.1": Code.BAD_ZIP}


@pytest.mark.parametrize("cut", [30, 200, 2000])
def test_a_zip_whose_end_is_missing(tmp_path, images, cut):
    path = make_zip(tmp_path / "a.zip", {str(n): one for n, one in enumerate(images)})
    path.write_bytes(path.read_bytes()[:-cut])

    assert unpacked(path) == {"1": Code.BAD_ZIP}


def test_one_damaged_member_costs_one_line(tmp_path, images):
    path = make_zip(
        tmp_path / "a.zip",
        {"1": images[0], "2": images[1]},
        compression=zipfile.ZIP_STORED,
    )
    data = bytearray(path.read_bytes())
    data[300] ^= 0xFF
    path.write_bytes(data)

    assert unpacked(path) == {"1.1": Code.BAD_ZIP, "1.2": Code.TAKEN}


def test_a_disk_that_fills_up_while_unpacking_costs_one_line_a_member(
    tmp_path, images, monkeypatch
):
    path = make_zip(tmp_path / "a.zip", {"1": images[0], "2": images[1]})
    delivery = make_delivery()

    def full(source, target, _size):
        target.write(source.read(100))
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(unpacking, "copyfileobj", full)
        unpack(path, delivery=delivery, number=1)
    assert set(codes(delivery).values()) == {Code.DISK_FULL}
    assert list(quarantine.inner(quarantine.ARRIVING).iterdir()) == []
    unpack(path, delivery=delivery, number=1)

    assert set(codes(delivery).values()) == {Code.TAKEN}


def test_unpacking_stops_in_time_and_goes_on_where_it_stopped(
    tmp_path, images, monkeypatch
):
    path = make_zip(tmp_path / "a.zip", {str(n): one for n, one in enumerate(images)})
    monkeypatch.setattr(unpacking, "monotonic", count().__next__)
    delivery = make_delivery()

    rest = unpack(path, delivery=delivery, number=1, seconds=0.5)
    assert rest == 1
    while rest is not None:
        rest = unpack(path, delivery=delivery, number=1, start=rest, seconds=0.5)

    assert codes(delivery) == {f"1.{n}": Code.TAKEN for n in (1, 2, 3)}


def test_a_part_that_is_unpacked_twice_doubles_nothing(tmp_path, images):
    path = make_zip(tmp_path / "a.zip", {str(n): one for n, one in enumerate(images)})
    delivery = make_delivery()

    for _ in range(2):
        unpack(path, delivery=delivery, number=1)

    assert set(codes(delivery).values()) == {Code.TAKEN}
    assert IncomingFile.objects.count() == 3


def test_an_image_whose_preamble_looks_like_a_zip_is_an_image(tmp_path):
    [path] = write(tmp_path, make_ct())
    data = path.read_bytes()
    path.write_bytes(b"PK\x03\x04" + data[4:])

    assert not is_zip(path)
