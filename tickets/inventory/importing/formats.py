"""Which program a file came from, by its headings, and what they mean there.

NetBox: the device list's “All data” or “Current view” export. GLPI: the CSV of the
computers' or devices' list. Snipe-IT: the asset list's export. Headings are compared
without case, spaces and signs."""

from collections.abc import Collection, Mapping
from typing import Final

from tickets.inventory.importing.fields import FIELDS, PLACE, SHORT_ID, label_of
from tickets.inventory.models import ImportFormat

Names = Mapping[str, tuple[str, ...]]

# A program's own headings: what only it says, and what its columns are here.
TELLING: Final[Mapping[ImportFormat, tuple[frozenset[str], ...]]] = {
    ImportFormat.NETBOX: (
        frozenset({"site", "role", "manufacturer", "type"}),
        frozenset({"site", "role", "devicetype"}),
        frozenset({"site", "devicerole", "devicetype"}),
    ),
    ImportFormat.SNIPEIT: (
        frozenset({"assettag", "category", "modelno"}),
        frozenset({"assettag", "checkedoutto", "category"}),
        frozenset({"assetname", "assettag", "category"}),
    ),
    ImportFormat.GLPI: (
        frozenset({"name", "entity", "serialnumber"}),
        frozenset({"name", "inventorynumber", "lastupdate"}),
        frozenset({"name", "status", "serialnumber", "operatingsystemname"}),
        frozenset({"name", "manufacturer", "model", "location", "lastupdate"}),
    ),
}
OWN: Final[Mapping[ImportFormat, Mapping[str, str]]] = {
    ImportFormat.TABLE: {},
    ImportFormat.NETBOX: {
        "role": "type",
        "devicerole": "type",
        "type": "model",
        "devicetype": "model",
        "site": "facility",
        "location": PLACE,
        "ipaddress": "host",
        "ipv4address": "host",
        "platform": "os_name",
        "status": "lifecycle",
        "description": "purpose",
    },
    ImportFormat.GLPI: {
        "type": "type",
        "types": "type",
        "location": PLACE,
        "locations": PLACE,
        "inventorynumber": "asset_tag",
        "status": "lifecycle",
        "operatingsystemname": "os_name",
        "manufacturers": "manufacturer",
        "technicianincharge": "",
        "comments": "purpose",
    },
    ImportFormat.SNIPEIT: {
        "assetname": "name",
        "category": "type",
        "location": PLACE,
        "defaultlocation": "",
        "modelno": "",
        "status": "lifecycle",
        "supplier": "vendor",
        "eol": "end_of_life_on",
        "company": "facility",
        "warrantyexpires": "warranty_ends_on",
        "notes": "purpose",
        "purchasedate": "installed_on",
        "id": "",
    },
}
SYNONYMS: Final[Names] = {
    SHORT_ID: ("shortid", "label", "labelid"),
    PLACE: ("where", "location", "standort"),
    "name": ("itemname", "devicename", "device", "assetname", "item", "system"),
    "type": ("kind", "category", "devicetype", "itemtype", "modality", "role"),
    "facility": ("site", "hospital", "campus", "clinic"),
    "department": ("dept", "unit"),
    "building": ("house",),
    "room": ("roomno", "roomnumber"),
    "phone": ("telephone", "extension", "phonenumber"),
    "lifecycle": ("status", "state", "condition"),
    "tier": ("criticality",),
    "purpose": ("description", "comment", "comments", "notes"),
    "manufacturer": ("maker", "make", "brand", "oem"),
    "model": ("modelname", "manufacturermodelname", "product"),
    "software_version": ("software", "version", "softwareversions", "sw", "swversion"),
    "serial": ("serialno", "sn", "deviceserialnumber", "serialnumber"),
    "asset_tag": ("tag", "asset", "assetno", "assetnumber", "inventorynumber"),
    "udi": ("udidi", "uniquedeviceidentifier"),
    "fda_product_code": ("productcode", "fdacode"),
    "ae_title": ("aet", "ae", "aetitle", "dicomaetitle", "callingaetitle"),
    "station_name": ("station",),
    "host": ("hostname", "ip", "ipaddress", "address", "ipv4", "hostip"),
    "port": ("dicomport", "tcpport"),
    "owner": ("responsible", "owneremail", "admin", "administrator"),
    "super_user": ("superuser", "keyuser"),
    "vendor": ("supplier", "servicevendor", "serviceprovider", "servicedby"),
    "vendor_site_id": ("siteid", "systemid", "vendorsiteid", "customernumber"),
    "contract": ("contractno", "contractnumber", "servicecontract"),
    "remote_access": ("remoteservice", "vpn"),
    "warranty_ends_on": ("warranty", "warrantyend", "warrantyuntil", "warrantyexpires"),
    "support_ends_on": ("supportends", "endofsupport", "eos"),
    "installed_on": ("installdate", "installed", "purchased", "commissioned", "golive"),
    "end_of_life_on": ("eol", "endoflife", "replaceby"),
    "os_name": ("os", "operatingsystem", "platform"),
    "os_ends_on": ("osends", "osendofsupport"),
    "tolerates_minutes": ("rto", "rtominutes"),
    "may_lose_minutes": ("rpo", "rpominutes"),
    "downtime_procedure": ("downtime", "procedure"),
    "whom_to_tell": ("tell", "notify"),
}


def plain(heading: str) -> str:
    return "".join(sign for sign in heading.lower() if sign.isalnum())


def format_of(columns: Collection[str]) -> ImportFormat:
    """Whose export this is; a table of somebody's own where none is recognised."""
    heads = {plain(column) for column in columns}
    for known, marks in TELLING.items():
        if "shortid" not in heads and any(mark <= heads for mark in marks):
            return known
    return ImportFormat.TABLE


def guess(columns: Collection[str], known: ImportFormat) -> dict[str, str]:
    """Heading → field, each field once; what nobody knows stays without one."""
    found: dict[str, str] = {}
    names = {**_common(), **OWN[known]}
    for column in columns:
        field = names.get(plain(column), "")
        found[column] = field if field not in found.values() else ""
    return found


def _common() -> dict[str, str]:
    """Words of many sheets; a field's own name and label win."""
    names = {word: field for field, words in SYNONYMS.items() for word in words}
    for field in (*FIELDS, SHORT_ID):
        names[plain(str(label_of(field)))] = field
        names[plain(field)] = field
    return names
