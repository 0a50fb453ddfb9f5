"""A device as PS3.15 annex H writes it: attribute names in JSON, and as LDIF."""

import base64
import re
from collections.abc import Iterator
from typing import Any, Final

from tickets.inventory.models import (
    ConfigurationItem,
    Lifecycle,
    NetworkAE,
    NetworkConnection,
)

ROOT: Final = "cn=Devices,cn=DICOM Configuration"
# RFC 2849: what may stand as it is after the colon.
_SAFE: Final = re.compile(r"^(?![ :<])[\x01-\x09\x0b\x0c\x0e-\x7f]*(?<! )$")
_SPECIAL: Final = re.compile(r'([,+"\\<>;=])')
Facts = dict[str, Any]


def device_of(item: ConfigurationItem) -> Facts:
    """Table H.1-2, with its connections (H.1-3) and AEs (H.1-4, H.1-5) inside."""
    connections = list(item.connections.all())
    aes = item.network_aes.select_related("connection").prefetch_related(
        "transfer_capabilities"
    )
    return _said(
        {
            "dicomDeviceName": item.name,
            "dicomDescription": item.purpose,
            "dicomManufacturer": item.manufacturer,
            "dicomManufacturerModelName": item.model,
            "dicomSoftwareVersion": item.software_version,
            "dicomStationName": item.station_name,
            "dicomDeviceSerialNumber": item.serial,
            "dicomInstitutionName": item.facility.name,
            "dicomInstitutionDepartmentName": (
                item.department.name if item.department else ""
            ),
            "dicomInstalled": item.lifecycle != Lifecycle.RETIRED,
            "dicomNetworkConnection": [_connection(one) for one in connections],
            "dicomNetworkAE": [_ae(one) for one in aes],
        }
    )


def _connection(connection: NetworkConnection) -> Facts:
    return _said(
        {
            "cn": str(connection),
            "dicomHostname": connection.host,
            "dicomPort": connection.port,
            "dicomInstalled": connection.installed,
        }
    )


def _ae(ae: NetworkAE) -> Facts:
    return _said(
        {
            "dicomAETitle": ae.title,
            "dicomDescription": ae.description,
            "dicomAssociationInitiator": ae.initiates,
            "dicomAssociationAcceptor": ae.accepts,
            "dicomInstalled": ae.installed,
            "dicomSupportedCharacterSet": ae.character_sets,
            "dicomNetworkConnectionReference": (
                str(ae.connection) if ae.connection else ""
            ),
            "dicomTransferCapability": [
                _said(
                    {
                        "cn": f"{one.sop_class} {one.role}",
                        "dicomSOPClass": one.sop_class,
                        "dicomTransferRole": one.role,
                        "dicomTransferSyntax": one.transfer_syntaxes,
                    }
                )
                for one in ae.transfer_capabilities.all()
            ],
        }
    )


def _said(facts: Facts) -> Facts:
    return {name: value for name, value in facts.items() if value not in ("", None, [])}


def as_ldif(device: Facts) -> str:
    """One entry for the device, then one for each that stands below it."""
    dn = f"dicomDeviceName={_escaped(device['dicomDeviceName'])},{ROOT}"
    return "".join(_entries("dicomDevice", dn, device))


# Which attribute names an entry below another.
_BELOW: Final = {
    "dicomNetworkConnection": "cn",
    "dicomNetworkAE": "dicomAETitle",
    "dicomTransferCapability": "cn",
}


def _entries(kind: str, dn: str, facts: Facts) -> Iterator[str]:
    own = [(name, value) for name, value in facts.items() if name not in _BELOW]
    lines = [_line("dn", dn), _line("objectClass", kind)]
    for name, value in own:
        values = value if isinstance(value, list) else [value]
        lines.extend(_line(name, _reference(name, one, dn)) for one in values)
    yield "\n".join(lines) + "\n\n"
    for below, key in _BELOW.items():
        for one in facts.get(below, []):
            yield from _entries(below, f"{key}={_escaped(one[key])},{dn}", one)


def _reference(name: str, value: Any, dn: str) -> str:
    """A connection is referred to by its distinguished name, beside the AE's."""
    if name == "dicomNetworkConnectionReference":
        return f"cn={_escaped(value)},{dn.split(',', 1)[1]}"
    return str(value).upper() if isinstance(value, bool) else str(value)


def _line(name: str, value: str) -> str:
    if _SAFE.match(value):
        return f"{name}: {value}"
    return f"{name}:: {base64.b64encode(value.encode()).decode()}"


def _escaped(value: str) -> str:
    """RFC 4514."""
    return _SPECIAL.sub(r"\\\1", value)
