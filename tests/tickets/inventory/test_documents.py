"""Papers and photographs: told by what is in them, kept apart, given back unharmed."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.makers.inventory import make_asset_manager, make_item
from tests.makers.people import make_user
from tickets.inventory import papers
from tickets.inventory.models import ItemDocument

LARGE = (2000, 1000)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (2400, 1200)) -> bytes:
    """A photograph that says where and by which camera it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "A camera of ours"
    exif[0x8825] = {2: (47.0, 22.0, 0.0)}
    kept = BytesIO()
    Image.new("RGB", size, "teal").save(kept, kind, exif=exif)
    return kept.getvalue()


def packed(*names: str) -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name in names:
            # without a time of day: two workers must collect the same tests
            archive.writestr(zipfile.ZipInfo(name), "x")
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (packed("a.txt"), "application/zip"),
        (packed("[Content_Types].xml", "xl/a.xml"), papers.OFFICE["xl/"]),
        (b'{"bomFormat": "CycloneDX"}', "application/json"),
        (b'<?xml version="1.0"?><!-- so --><bom/>', "application/xml"),
        ("Prüfung, gültig".encode("cp1252"), "text/plain"),
        ("Prüfung".encode("utf-16"), "text/plain"),
    ],
)
def test_a_paper_is_known_by_what_is_in_it(content, kind):
    assert papers.examined(content, "named.exe").content_type == kind


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (PDF[:20], "breaks off"),
        (packed("a.txt")[:60], "breaks off"),
        (packed("[Content_Types].xml", "xl/vbaProject.bin"), "macros"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "none of"),
        (b"<!DOCTYPE html><p>hello", "Web pages"),
        (b"\xef\xbb\xbf <!-- x --><svg onload='x'/>", "Web pages"),
        (b'<?xml version="1.0"?><x:html xmlns:x="y"/>', "Web pages"),
        (b"\0" * 128 + b"DICM", "study intake"),
        (picture()[:400], "to its end"),
        (b"a" * (papers.LIMIT + 1), "25 MB"),
    ],
)
def test_what_is_not_taken_is_told_in_a_sentence(content, said):
    with pytest.raises(ValidationError, match=said):
        papers.examined(content, "report.pdf")


def test_a_photograph_keeps_neither_place_nor_camera_and_is_no_larger_than_needed():
    paper = papers.examined(picture(), "console.jpg")

    with Image.open(BytesIO(paper.content)) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == (
            "JPEG",
            (2000, 1000),
            {},
        )
    assert b"A camera of ours" not in paper.content
    with Image.open(BytesIO(paper.thumbnail)) as small:
        assert small.size == (320, 160)


def sent(client, item, *files: tuple[str, bytes], **over):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    door = reverse("inventory:documents", args=[item.short_id])
    return client.post(door, {"kind": "conformance", "sent": uploads, **over})


@pytest.mark.django_db
def test_several_files_are_kept_at_once_under_names_that_say_nothing(client):
    client.force_login(make_asset_manager())
    item = make_item()

    sent(client, item, ("statement.pdf", PDF), ("console.png", picture("PNG")))

    kept = list(ItemDocument.objects.order_by("pk"))
    assert [one.title for one in kept] == ["statement", "console"]
    assert [one.file_name for one in kept] == ["statement.pdf", "console.jpg"]
    assert not any("statement" in one.stored_as for one in kept)
    assert all(default_storage.exists(one.stored_as) for one in kept)


@pytest.mark.django_db
def test_one_wrong_file_keeps_all_out_and_is_named(client):
    client.force_login(make_asset_manager())
    item = make_item()

    response = sent(client, item, ("good.pdf", PDF), ("bad.pdf", b"MZ\0\0"))

    assert "bad.pdf" in str(response.context["form"].errors["sent"])
    assert not ItemDocument.objects.exists()


@pytest.mark.django_db
def test_a_paper_is_saved_and_never_shown_and_a_photograph_is_a_picture(client):
    client.force_login(make_asset_manager())
    item = make_item()
    sent(client, item, ("notes.xml", b"<bom/>"), ("console.jpg", picture()))
    paper, photograph = ItemDocument.objects.order_by("pk")
    client.force_login(make_user())

    def get(name, document):
        return client.get(
            reverse(f"inventory:{name}", args=[item.short_id, document.pk])
        )

    given = get("document", paper)
    assert given.headers["content-disposition"] == 'attachment; filename="notes.xml"'
    assert given.headers["x-content-type-options"] == "nosniff"
    assert b"".join(given.streaming_content) == b"<bom/>"
    for name in ("document", "thumbnail"):
        shown = get(name, photograph)
        assert shown.headers["content-type"] == "image/jpeg"
        assert shown.headers["content-disposition"].startswith("inline")
        assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
    assert get("thumbnail", paper).status_code == 404


@pytest.mark.django_db
def test_a_statement_of_another_version_is_marked(client):
    client.force_login(make_asset_manager())
    item = make_item(software_version="5.4.2")

    sent(client, item, ("old.pdf", PDF), software_version="5.4.1")

    page = client.get(item.get_absolute_url()).content.decode()
    assert "Holds for 5.4.1; 5.4.2 runs here" in page


@pytest.mark.django_db
def test_a_removed_paper_takes_its_file_along(
    client, django_capture_on_commit_callbacks
):
    client.force_login(make_asset_manager())
    item = make_item()
    sent(client, item, ("console.jpg", picture()))
    document = ItemDocument.objects.get()
    door = reverse("inventory:remove_document", args=[item.short_id, document.pk])

    with django_capture_on_commit_callbacks(execute=True):
        client.post(door)

    assert not ItemDocument.objects.exists()
    assert not default_storage.exists(document.stored_as)
    assert not default_storage.exists(document.stored_as + ".small")


@pytest.mark.django_db
def test_only_who_may_change_items_keeps_or_removes_papers(client):
    client.force_login(make_asset_manager())
    item = make_item()
    sent(client, item, ("statement.pdf", PDF))
    document = ItemDocument.objects.get()
    client.force_login(make_user())
    away = reverse("inventory:remove_document", args=[item.short_id, document.pk])

    assert sent(client, item, ("x.pdf", PDF)).status_code == 403
    assert client.post(away).status_code == 403
    elsewhere = [make_item().short_id, document.pk]
    assert client.get(reverse("inventory:document", args=elsewhere)).status_code == 404
    assert ItemDocument.objects.count() == 1
