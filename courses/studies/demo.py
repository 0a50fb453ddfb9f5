"""Studies of the demo hospital: the sample files of pydicom, through the real intake.

Three are in the library when the site starts; the worker prepares the rest. One has
a hospital's name in its pixels: it waits in review, and the reviewer sees why."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

import pgtrigger
from django.db import connection
from django.utils import timezone
from pydicom.data import get_testdata_file

from courses.studies import intake
from courses.studies.cases import starter
from courses.studies.models import IncomingFile, Study
from courses.studies.work import cleaning
from portal.jobs.queue import work_through
from portal.lib.seeds import Size, demo, volume
from portal.people.models import User

LICENCE = "pydicom sample file {name}, MIT licence"
EDUCATOR = "educator@demo.example"
GROWN = "Synthetic volume"


@dataclass(frozen=True, slots=True)
class Case:
    """A sample file, and what we say of it: only what can be seen."""

    name: str
    title: str
    body_part: str
    note: str
    may_release: bool = True
    carries_text: bool = False


FIRST = (
    Case(
        "RG1_UNCR",
        "Chest radiograph with round opacities",
        "Chest",
        "Teaching example. Many round opacities of different size lie in both lungs. "
        "Count them zone by zone before you name a cause: systematic search finds "
        "more than the first glance.",
    ),
    Case(
        "RG3_UNCR",
        "Distal tibia, lucent lesion with a side marker",
        "Leg",
        "Teaching example. A lucent lesion with a sclerotic rim in the distal tibia; "
        "the file calls it a non-ossifying fibroma. Note the side marker: it is "
        "mirrored. Say what that tells about how the image was flipped.",
    ),
    Case(
        "693_UNCR",
        "Head CT, one axial slice",
        "Head",
        "Teaching example. One slice without contrast. Compare the two sides, then "
        "open it in a brain window (centre 40, width 100) and in a bone window: what "
        "does each hide?",
    ),
)
LATER = (
    Case(
        "MR2_UNCR",
        "Shoulder MR, one oblique slice",
        "Shoulder",
        "Teaching example. Humeral head and glenoid on one slice. Measure the head's "
        "width; the pixel spacing of the header makes it millimetres.",
    ),
    Case(
        "MR-SIEMENS-DICOM-WithOverlays",
        "Liver MR, axial reformat",
        "Abdomen",
        "Teaching example. A round lesion with a bright rim in the liver. The original "
        "file carried overlays with a reader's marks; de-identification dropped them, "
        "as an overlay may hold a name.",
    ),
    Case(
        "color3d_jpeg_baseline",
        "Echocardiogram, cine of 120 frames",
        "Heart",
        "Teaching example. A colour cine: scroll through one beat. It was stored as "
        "lossy JPEG by the scanner; what is shown here adds no further loss.",
        carries_text=True,
    ),
    Case(
        "JPGLosslessP14SV1_1s_1f_8b",
        "Echocardiogram, still with a measured diameter",
        "Heart",
        "Teaching example. The measurement is burned into the pixels: no software can "
        "read it from the header, and no window hides it.",
        carries_text=True,
    ),
    Case(
        "eCT_Supplemental",
        "Enhanced CT with a supplemental palette",
        "Head",
        "Teaching example. An enhanced multi-frame object: one file, several frames, "
        "the geometry in functional groups instead of the top level.",
    ),
    Case(
        "JPEG-LL",
        "Whole-body bone scan",
        "Whole body",
        "Teaching example. Nuclear medicine: pixel values are counts, and a low "
        "resolution is no fault of the display.",
        carries_text=True,
    ),
    Case(
        "US1_UNCR",
        "Power Doppler of a lymph node, text in the pixels",
        "Neck",
        "A hospital's name and numbers stand in the pixels, where no header rule "
        "reaches them. Mask what tells who or where, or refuse it and say why.",
        may_release=False,
        carries_text=True,
    ),
)


def sample(name: str) -> Path | None:
    """On this machine only: pydicom would fetch a missing file from the network."""
    found = importlib.util.find_spec("data_store")
    for folder in (found.submodule_search_locations or []) if found else []:
        path = Path(folder) / "data" / f"{name}.dcm"
        if path.is_file():
            return path
    own = get_testdata_file(f"{name}.dcm", download=False)
    return Path(str(own)) if own else None


@demo(40)
def plant() -> None:
    """The educator saw each of these files when this page was written, and vouches
    for all but the last."""
    educator = User.objects.get(email=EDUCATOR)
    for case in FIRST:
        _take(case, educator)
    work_through(IncomingFile, cleaning.clean_one)
    starter.load_of({case.name for case in FIRST}, by=educator)
    for case in LATER:
        _take(case, educator)
    starter.order(by=educator)


def _take(case: Case, educator: User) -> None:
    path = sample(case.name)
    if path is None:
        return
    words = intake.Words(
        title=case.title,
        body_part=case.body_part,
        note=case.note,
        source=LICENCE.format(name=case.name),
    )
    vouch = intake.Vouch(pixels_clear=case.carries_text) if case.may_release else None
    intake.receive([path], by=educator, words=words, vouch=vouch)


@volume(40)
def grow(size: Size) -> None:
    """Up to so many released studies, for measuring lists and search: rows alone,
    no pixels. What has grown already is kept."""
    have = Study.objects.filter(source=GROWN).count()
    keeper = User.objects.filter(email=EDUCATOR).first() or User.objects.earliest("pk")
    with connection.cursor() as cursor, pgtrigger.ignore("studies.Study:insert_insert"):
        cursor.execute(_STUDIES, [timezone.now(), keeper.pk, have + 1, size.studies])
        # Each table is analysed before rows refer to it: on stale figures every
        # single foreign key would be checked by reading the whole table.
        cursor.execute("ANALYZE studies_study")
        cursor.execute(_SERIES)
        cursor.execute("ANALYZE studies_series")
        cursor.execute(_INSTANCES)


_STUDIES = """
INSERT INTO studies_study (uid, title, modality, body_part, patient_id,
    patient_sex, patient_age, study_date, note, source, images, reserved,
    released_at, released_by_id, created_at)
SELECT '2.25.9' || lpad(n::text, 12, '0') || floor(random() * 1e9)::bigint,
    (ARRAY['Head CT', 'Chest radiograph', 'Knee MR', 'Abdomen CT',
        'Liver ultrasound', 'Spine MR'])[1 + n %% 6] || ', volume case ' || n,
    (ARRAY['CT', 'CR', 'MR', 'CT', 'US', 'MR'])[1 + n %% 6],
    (ARRAY['Head', 'Chest', 'Knee', 'Abdomen', 'Abdomen', 'Spine'])[1 + n %% 6],
    'TRN-' || lpad((n %% 99999999)::text, 8, '0'),
    (ARRAY['F', 'M'])[1 + n %% 2], lpad((20 + n %% 60)::text, 3, '0') || 'Y',
    DATE '2015-01-01' + n %% 3000, '', 'Synthetic volume', 1, false,
    start.at - n * interval '1 minute', start.keeper, start.at
FROM (SELECT %s::timestamptz AS at, %s::bigint AS keeper) start,
    generate_series(%s::int, %s::int) n
"""
_SERIES = """
INSERT INTO studies_series (study_id, uid, number, modality, body_part,
    description, frame_of_reference_uid)
SELECT id, uid || '.1', 1, modality, '', modality || ' series', ''
FROM studies_study made
WHERE source = 'Synthetic volume'
    AND NOT EXISTS (SELECT FROM studies_series own WHERE own.study_id = made.id)
"""
_INSTANCES = """
INSERT INTO studies_instance (series_id, uid, sop_class_uid, number, rows, columns,
    frames, folder, burned_in)
SELECT series.id, series.uid || '.1', '1.2.840.10008.5.1.4.1.1.7', 1, 0, 0, 0, '', false
FROM studies_series series
JOIN studies_study made ON made.id = series.study_id
WHERE made.source = 'Synthetic volume'
    AND NOT EXISTS (SELECT FROM studies_instance own WHERE own.series_id = series.id)
"""
