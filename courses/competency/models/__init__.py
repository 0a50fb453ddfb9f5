"""What people must be able to do, how we know that they can, what is missing."""

from courses.competency.models.duties import (
    AssessorAuthority,
    LearningNeed,
    RoleRequirement,
    Waiver,
)
from courses.competency.models.evidence import (
    Evidence,
    EvidenceKind,
    EvidenceLink,
    Method,
    Withdrawal,
)
from courses.competency.models.framework import (
    Competency,
    Domain,
    Framework,
    FrameworkVersion,
    Level,
    LevelDescriptor,
)
from courses.competency.models.ledger import (
    Assessment,
    AssessmentBasis,
    Outcome,
    Revocation,
)
from courses.competency.models.sources import NeedSource

__all__ = [
    "Assessment",
    "AssessmentBasis",
    "AssessorAuthority",
    "Competency",
    "Domain",
    "Evidence",
    "EvidenceKind",
    "EvidenceLink",
    "Framework",
    "FrameworkVersion",
    "LearningNeed",
    "Level",
    "LevelDescriptor",
    "Method",
    "NeedSource",
    "Outcome",
    "Revocation",
    "RoleRequirement",
    "Waiver",
    "Withdrawal",
]
