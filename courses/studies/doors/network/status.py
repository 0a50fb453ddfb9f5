"""What a sender is told, in the codes of PS3.4 B.2.3 and PS3.7 C."""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType

from courses.dicom.deid import uids
from courses.studies.models import DeliveryLine, Instance
from courses.studies.secret import deid_secret

Code = DeliveryLine.Code


class Status(IntEnum):
    SUCCESS = 0x0000
    PROCESSING_FAILURE = 0x0110
    NOT_AUTHORISED = 0x0124
    OUT_OF_RESOURCES = 0xA700
    DOES_NOT_MATCH = 0xA900
    CANNOT_UNDERSTAND = 0xC000


_BY_CODE: Mapping[str, Status] = MappingProxyType(
    {
        Code.TAKEN: Status.SUCCESS,
        Code.BEFORE: Status.SUCCESS,
        Code.DISK_FULL: Status.OUT_OF_RESOURCES,
        Code.NO_WRITE: Status.OUT_OF_RESOURCES,
        Code.TOO_LARGE: Status.OUT_OF_RESOURCES,
        Code.MISMATCH: Status.DOES_NOT_MATCH,
        Code.BOMB: Status.CANNOT_UNDERSTAND,
        Code.NOT_DICOM: Status.CANNOT_UNDERSTAND,
        Code.DAMAGED: Status.CANNOT_UNDERSTAND,
        Code.TRUNCATED: Status.CANNOT_UNDERSTAND,
        Code.NO_STUDY: Status.CANNOT_UNDERSTAND,
        Code.EMPTY: Status.CANNOT_UNDERSTAND,
        Code.DICOMDIR: Status.CANNOT_UNDERSTAND,
        # A study that was released or refused takes in nothing more.
        Code.LIBRARY: Status.NOT_AUTHORISED,
        Code.REFUSED: Status.NOT_AUTHORISED,
        Code.PROFILE: Status.NOT_AUTHORISED,
    }
)


def status_of(line: DeliveryLine, sop_uid: str) -> Status:
    """For the instance of that UID, as its sender named it."""
    if line.code == Code.LIBRARY and _is_held(sop_uid):
        return Status.SUCCESS
    return _BY_CODE.get(line.code, Status.PROCESSING_FAILURE)


def _is_held(sop_uid: str) -> bool:
    """In the library already, so that sending it again is no failure."""
    uid = uids.replaced(sop_uid, deid_secret())
    return Instance.objects.filter(uid=uid).exists()
