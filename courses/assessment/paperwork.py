"""What exercises on paper have in common: headers drawn from a seed, listed as a viewer
of headers lists them, and order lists in the words of a worklist."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from pydicom import DataElement, Dataset
from pydicom._uid_dict import UID_dictionary
from pydicom.datadict import dictionary_description, dictionary_VR
from pydicom.multival import MultiValue
from pydicom.tag import Tag

from courses import phantoms
from courses.assessment.answers import Unfit
from courses.assessment.grading.values import normal
from courses.catalog.yaml_spec import Spec
from courses.phantoms import paper

Key = Mapping[str, Any]
Row = dict[str, str]
# PS3.5 6.2, what one value may have.
LONGEST: Final = {"LO": 64, "SH": 16, "CS": 16, "PN": 64, "DA": 10, "AS": 8, "UI": 64}
_DAY: Final = re.compile(r"(\d{4})(\d\d)(\d\d)")
_AGE: Final = re.compile(r"\d{1,3}[DWMY]")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


def read_source(spec: Spec) -> str:
    """The headers that an author names; none where the images of a phantom have
    them."""
    if "phantom" in spec:
        return ""
    code = spec.text("headers", longest=40)
    if code not in paper.CATALOGUE:
        spec.fail(f"{code} is none of {', '.join(paper.CATALOGUE)}", "headers")
    return code


def drawn(key: Key, *, seed: int) -> phantoms.Made:
    """The study of one learner, with pixels only where a phantom was named."""
    recipe = key.get("phantom")
    if recipe:
        return phantoms.make(recipe["code"], seed=seed, **recipe.get("options", {}))
    return phantoms.Made(paper.study(key["headers"], seed=seed), phantoms.Truth())


def listing(image: Dataset) -> list[Row]:
    """Every attribute of the top level, as it stands; sequences and pixels apart."""
    return [
        row_of(element)
        for element in image
        if element.VR not in ("SQ", "OB", "OW", "UN") and element.tag.group % 2 == 0
    ]


def row_of(element: DataElement) -> Row:
    said = text_of(element.value)
    return {
        "tag": str(element.tag),
        "keyword": element.keyword,
        "name": element.name,
        "vr": element.VR,
        "value": said,
        "means": UID_dictionary[said][0] if said in UID_dictionary else "",
    }


def text_of(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, MultiValue | list | tuple):
        return "\\".join(map(str, value))
    return str(value)


def value_of(image: Dataset, keyword: str) -> str:
    return text_of(image.get(keyword))


def name_of(keyword: str) -> str:
    return dictionary_description(keyword)


def vr_of(keyword: str) -> str:
    return dictionary_VR(keyword)


def tag_of(keyword: str) -> str:
    return str(Tag(keyword))


def spoken_day(text: str) -> str:
    """A DICOM date as people write one; as it stands where it is none."""
    found = _DAY.fullmatch(text)
    return f"{found[1]}-{found[2]}-{found[3]}" if found else text


def spoken_time(text: str) -> str:
    return f"{text[:2]}:{text[2:4]}" if len(text) >= 4 else text


def spoken_name(text: str) -> str:
    return ", ".join(part for part in text.split("^") if part)


def spoken(order: Mapping[str, str]) -> Row:
    """A row of the worklist as it is read on a screen."""
    return {
        **order,
        "patient_name": spoken_name(order["patient_name"]),
        "birth_date": spoken_day(order["birth_date"]),
        "date": spoken_day(order["date"]),
        "time": spoken_time(order["time"]),
    }


def checked(keyword: str, value: Any) -> str:
    """A value as it may be typed for an attribute; what cannot be one is refused with
    the reason."""
    said = " ".join(value.split()) if isinstance(value, str) else None
    name, vr = name_of(keyword), vr_of(keyword)
    if said is None or _CONTROL.search(said):
        raise Unfit(_("%s is a text.") % name)
    most = LONGEST.get(vr, 64)
    if any(len(one) > most for one in said.split("\\")):
        raise Unfit(
            _("%(name)s has %(n)d characters. DICOM allows %(most)d.")
            % {"name": name, "n": len(said), "most": most}
        )
    if said and vr == "DA" and not is_day(said):
        raise Unfit(
            _("%(name)s: “%(said)s” is no date. Write it as 19600312 or 1960-03-12.")
            % {"name": name, "said": said}
        )
    if said and vr == "AS" and not _AGE.fullmatch(said.upper()):
        raise Unfit(
            _("%(name)s: “%(said)s” is no age. Write it as 045Y.")
            % {"name": name, "said": said}
        )
    return said


def is_day(text: str) -> bool:
    try:
        date.fromisoformat(spoken_day(normal("DA", text)))
    except ValueError:
        return False
    return True


def shuffled(rng: Any, things: Iterable[Any]) -> list[Any]:
    held: Sequence[Any] = list(things)
    return [held[int(at)] for at in rng.permutation(len(held))]
