"""Clean one value: bytes as they stand in the file, to bytes that may stand in a
clean one, or None."""

from datetime import timedelta
from struct import iter_unpack

from pydicom._dicom_dict import DicomDictionary

from courses.dicom.deid import dates, descriptors, uids, values
from courses.dicom.deid.encoding import WHOLE, WIDTHS
from courses.dicom.deid.options import Option, Profile
from courses.dicom.deid.patients import Patient
from courses.dicom.deid.policy import Act, Plan
from courses.dicom.deid.texts import Codec, latin

# What the Specific Character Set does not touch (PS3.5 6.1.2.3).
_PLAIN = frozenset({"AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR"})


class Leaf:
    """What must be known of profile and patient to clean a value."""

    def __init__(self, profile: Profile, patient: Patient, secret: bytes) -> None:
        self.patient, self.secret = patient, secret
        self.keeps_uids = Option.RETAIN_UIDS in profile.options
        self.keeps_places = Option.RETAIN_INSTITUTION_IDENTITY in profile.options
        self.offset = timedelta(0) if profile.keeps_dates else patient.offset

    def cleaned(self, plan: Plan, value: bytes, codec: Codec) -> bytes | None:
        if plan.act is Act.NUMBER:
            return _numbers(plan, value)
        if plan.act in (Act.UID, Act.OWN_UID):
            own = plan.act is Act.OWN_UID
            uids = [self.uid(one, keep=own) for one in latin(value).split("\\")]
            return "\\".join(uids).encode()
        text = (latin if plan.vr in _PLAIN else codec)(value)
        parts = [text] if plan.vr in WHOLE else text.split("\\")
        kept: list[str] = []
        for part in parts:
            clean = self._part(plan, part)
            if clean is None:
                break
            kept.append(clean)
        if not kept:
            return None
        return "\\".join(kept).encode()

    def _part(self, plan: Plan, text: str) -> str | None:
        if not text.strip("\0 "):
            return ""
        if plan.act is Act.WORDS:
            return descriptors.known_words(text, self.patient.words)
        clean = self._by_kind(plan, text)
        return None if clean is not None and self._names(clean, plan) else clean

    def _by_kind(self, plan: Plan, text: str) -> str | None:
        if plan.act is Act.DATE:
            return dates.moved(plan.vr, text, self.offset)
        if plan.act is Act.FREE:
            return values.clean_free(text)
        if plan.keyword == "PatientSex":
            return values.clean_sex(text)
        clean = values.CLEANERS.get(plan.vr)
        return clean(text) if clean else values.clean_text(plan.keyword, text)

    def _names(self, text: str, plan: Plan) -> bool:
        """Whether a short word or a long number is one of the patient's own."""
        if plan.act is Act.VALUE and text in values.DEFINED:
            return False
        words = values.words_of(text)
        if plan.act is Act.FREE:
            told = any(word in self.patient.persons for word in words)
            return told or self._tells_where(text)
        return any(
            word in self.patient.words and word not in values.DEFINED for word in words
        )

    def _tells_where(self, text: str) -> bool:
        place = self.patient.place
        return not self.keeps_places and place != "" and place in text.upper()

    def uid(self, text: str, *, keep: bool = False) -> str:
        """Registered UIDs stay: they name classes. All others are a study's own, but
        a device's, which a profile may keep."""
        uid = text.strip("\0 ")
        if not uid or uids.is_registered(uid):
            return uid
        if (keep or self.keeps_uids) and uids.is_uid(uid):
            return uid
        return uids.replaced(uid, self.secret)


def _numbers(plan: Plan, value: bytes) -> bytes | None:
    """Whole numbers, and no more of them than there may be."""
    width = WIDTHS[plan.vr]
    if len(value) % width or (plan.most and len(value) > plan.most * width):
        return None
    return value if plan.vr != "AT" or _are_known(value) else None


def _are_known(value: bytes) -> bool:
    """Tags of the standard: four letters are not."""
    return all(
        group << 16 | number in DicomDictionary
        for group, number in iter_unpack("<HH", value)
    )
