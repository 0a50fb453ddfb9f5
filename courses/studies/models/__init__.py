"""What the room keeps: studies, those on their way in, and grants."""

from courses.studies.models.batch import Batch, IncomingFile
from courses.studies.models.grant import Grant
from courses.studies.models.study import Instance, Series, Study

__all__ = ["Batch", "Grant", "IncomingFile", "Instance", "Series", "Study"]
