"""Why a person must look at these pixels, in plain words."""

from types import MappingProxyType

from courses.dicom.deid import facts
from courses.dicom.deid.facts import Facts
from courses.dicom.deid.options import Option, Profile

# Where text in the pixels is usual, or where the image may be of paper.
RISKY_MODALITIES = frozenset({"US", "SC", "OT", "XA", "RF", "ES", "GM", "XC", "IVUS"})
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
_BY_CLASS = MappingProxyType(
    {
        SECONDARY_CAPTURE: "A secondary capture may show a screen or a paper.",
        "1.2.840.10008.5.1.4.1.1.88": "A report: its text was removed, look at what "
        "is left.",
        "1.2.840.10008.5.1.4.1.1.104": "A document: what it held was removed, look at "
        "what is left.",
    }
)


def reasons(known: Facts, profile: Profile) -> list[str]:
    found = []
    if Option.CLEAN_PIXELS in profile.options and known.number(facts.ROWS):
        found.append("The profile asks for a look at every image.")
    if known.text(facts.BURNED_IN) == "YES":
        found.append("The header says that text is burned in.")
    modality, sop_class = known.text(facts.MODALITY), known.text(facts.SOP_CLASS)
    if modality in RISKY_MODALITIES:
        found.append(f"{modality} images often carry text.")
    for arc, reason in _BY_CLASS.items():
        screen = arc == SECONDARY_CAPTURE and modality in RISKY_MODALITIES
        if not screen and (sop_class == arc or sop_class.startswith(f"{arc}.")):
            found.append(reason)
    if known.has_overlay_in_pixels:
        found.append("An overlay was drawn into the pixels' unused bits.")
    if known.text(facts.FACE) == "YES":
        found.append("The header says that a face can be recognised.")
    return found
