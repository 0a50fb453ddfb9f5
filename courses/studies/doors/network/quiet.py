"""pynetdicom as we want it: datasets go to quarantine by chunks, and nothing of them
is logged."""

import logging

from pynetdicom import _config, dimse_messages
from pynetdicom.association import Association

from courses.studies.doors.arriving import Arriving


def prepare() -> None:
    """Have pynetdicom write datasets by us, and say nothing of what is in them."""
    _config.STORE_RECV_CHUNKED_DATASET = True
    _config.LOG_HANDLER_LEVEL = "none"
    _config.LOG_REQUEST_IDENTIFIERS = False
    _config.LOG_RESPONSE_IDENTIFIERS = False
    vars(dimse_messages)["NamedTemporaryFile"] = Arriving
    # Its words may quote a dataset; ours say who and how many, and no more.
    logging.getLogger("pynetdicom").setLevel(logging.CRITICAL + 1)


def drop_half(association: Association) -> None:
    """What came of a dataset when the line broke."""
    half = getattr(association.dimse.message, "_data_set_file", None)
    if isinstance(half, Arriving):
        half.drop()
