"""What the department runs, and how it hangs together."""

from tickets.inventory.models.advisory import (
    SETTLED_MATCHES,
    Advisory,
    AdvisoryKind,
    AdvisoryMatch,
    MatchState,
)
from tickets.inventory.models.arriving import (
    ImportFormat,
    ImportRow,
    ImportState,
    ItemImport,
    Suggestion,
    SuggestionState,
    Verdict,
)
from tickets.inventory.models.asking import Lifecycle
from tickets.inventory.models.duty import (
    Checklist,
    Duty,
    DutyKind,
    DutyRecord,
    DutyResult,
)
from tickets.inventory.models.finding import (
    Finding,
    FindingKind,
)
from tickets.inventory.models.interface import (
    Effect,
    Interface,
    Standard,
)
from tickets.inventory.models.item import CHANGES_ITEMS, ConfigurationItem
from tickets.inventory.models.kind import (
    FieldKind,
    ItemGroup,
    ItemType,
    TypeField,
)
from tickets.inventory.models.maintenance import (
    MaintenanceWindow,
)
from tickets.inventory.models.map import (
    MapPlace,
    Symptom,
)
from tickets.inventory.models.naming import new_short_id
from tickets.inventory.models.node import (
    NetworkAE,
    NetworkConnection,
    TransferCapability,
    TransferRole,
)
from tickets.inventory.models.probe import (
    Probe,
    ProbeDay,
    ProbeKind,
    ProbeResult,
    ProbeState,
)
from tickets.inventory.models.record import (
    DocumentKind,
    ItemDocument,
    SoftwareSource,
    SoftwareVersion,
)
from tickets.inventory.models.service import (
    Contract,
    Vendor,
)
from tickets.inventory.models.state import (
    ItemState,
)

__all__ = [
    "CHANGES_ITEMS",
    "SETTLED_MATCHES",
    "Advisory",
    "AdvisoryKind",
    "AdvisoryMatch",
    "Checklist",
    "ConfigurationItem",
    "Contract",
    "DocumentKind",
    "Duty",
    "DutyKind",
    "DutyRecord",
    "DutyResult",
    "Effect",
    "FieldKind",
    "Finding",
    "FindingKind",
    "ImportFormat",
    "ImportRow",
    "ImportState",
    "Interface",
    "ItemDocument",
    "ItemGroup",
    "ItemImport",
    "ItemState",
    "ItemType",
    "Lifecycle",
    "MaintenanceWindow",
    "MapPlace",
    "MatchState",
    "NetworkAE",
    "NetworkConnection",
    "Probe",
    "ProbeDay",
    "ProbeKind",
    "ProbeResult",
    "ProbeState",
    "SoftwareSource",
    "SoftwareVersion",
    "Standard",
    "Suggestion",
    "SuggestionState",
    "Symptom",
    "TransferCapability",
    "TransferRole",
    "TypeField",
    "Vendor",
    "Verdict",
    "new_short_id",
]
