"""What the room keeps: studies, those on their way in, and grants."""

from courses.studies.models.batch import Batch, IncomingFile
from courses.studies.models.case import CaseVersion, TeachingCase
from courses.studies.models.case_file import CaseFile
from courses.studies.models.case_words import WORDS, Anatomy, Difficulty
from courses.studies.models.delivery import Delivery, DeliveryLine
from courses.studies.models.grant import Grant
from courses.studies.models.look import Look, Reading, TextBox
from courses.studies.models.node import Listener, RemoteNode, UnknownCaller
from courses.studies.models.playlist import Playlist, PlaylistEntry
from courses.studies.models.profile import DeidProfile
from courses.studies.models.proof import Proof
from courses.studies.models.sighting import Sighting
from courses.studies.models.study import Instance, Series, Study
from courses.studies.models.teaching import Selection
from courses.studies.models.upload import Upload

__all__ = [
    "WORDS",
    "Anatomy",
    "Batch",
    "CaseFile",
    "CaseVersion",
    "DeidProfile",
    "Delivery",
    "DeliveryLine",
    "Difficulty",
    "Grant",
    "IncomingFile",
    "Instance",
    "Listener",
    "Look",
    "Playlist",
    "PlaylistEntry",
    "Proof",
    "Reading",
    "RemoteNode",
    "Selection",
    "Series",
    "Sighting",
    "Study",
    "TeachingCase",
    "TextBox",
    "UnknownCaller",
    "Upload",
]
