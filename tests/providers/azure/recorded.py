"""Answers that Azure gave to others, published with Cloud Custodian's tests, as objects to fill an emulated tenant with."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

ARCHIVE = Path("shared/recorded/azure.tar.xz")
"""Looked for beside the checkout and above it: the recordings are another project's, and no part of ours."""
HOST = "https://management.azure.com/"
UNITED_STATES = "centralus eastus eastus2 northcentralus southcentralus westcentralus westus westus2 westus3".split()
COUNTRIES: Mapping[str, str | None] = {
    **dict.fromkeys(UNITED_STATES, "US"),
    **{"westeurope": "NL", "northeurope": "IE", "uksouth": "GB", "francecentral": "FR", "canadacentral": "CA", "global": None},
}
"""Where each location of the recordings is; a service without a region is in no one country."""
PAIRS = {
    **{"eastus": "westus", "westus": "eastus", "eastus2": "centralus", "centralus": "eastus2"},
    **{"westus2": "westcentralus", "southcentralus": "northcentralus", "northcentralus": "southcentralus"},
    **{"westeurope": "northeurope", "northeurope": "westeurope"},
}
MICROSOFT = "Microsoft.Storage"

Object = Mapping[str, Any]
Estate = dict[str, Object]
"""Resources by their id in lower case."""


@cache
def estates() -> list[Estate]:
    """Every resource that any answer shows, in as few tenants as hold each of its states once; none without the archive."""
    states: dict[str, dict[str, Object]] = {}
    for answer in _answers():
        for one in _resources(answer):
            key = identifier(one)
            whole = _merged(states.get(key, {}), one)
            states.setdefault(key, {})[json.dumps(whole, sort_keys=True)] = whole
    return [
        {key: list(known.values())[number] for key, known in states.items() if len(known) > number}
        for number in range(max(map(len, states.values()), default=0))
    ]


def identifier(one: Object) -> str:
    """The id of a resource in the one spelling."""
    return "/" + str(one["id"]).lower().strip("/")


def spelled(location: Any) -> str:
    """`South Central US` as `southcentralus`."""
    return str(location or "").replace(" ", "").lower()


def told_region(estate: Estate, one: Object) -> str:
    """Where a resource says that it is, else where the nearest one above it says so; empty when none does."""
    if str(one.get("type")).lower() == "microsoft.documentdb/databaseaccounts":
        # Its location is that of its metadata.
        return spelled(one["properties"]["writeLocations"][0]["locationName"])
    if spelled(one.get("location")):
        return spelled(one["location"])
    parts = identifier(one).split("/")
    above = ("/".join(parts[:count]) for count in range(len(parts) - 2, 6, -2))
    return next((spelled(estate[name]["location"]) for name in above if spelled(estate.get(name, {}).get("location"))), "")


def told_facts(one: Object) -> dict[str, Any]:
    """The facts that its properties decide by themselves, as somebody reads them who has not seen the collectors."""
    read = _READERS.get(str(one.get("type")).lower())
    return read(one, one["properties"]) if read and one.get("properties") else {}


def _account(one: Object, said: Mapping[str, Any]) -> dict[str, Any]:
    redundant = one["sku"]["name"].endswith(("GRS", "GZRS"))
    facts: dict[str, Any] = {"flows.replication": _to(one, said["secondaryLocation"]) if redundant else None}
    if said.get("encryption", {}).get("keySource") == MICROSOFT:
        facts["encryption.key"] = None
    if said.get("allowBlobPublicAccess") is False or said.get("networkAcls", {}).get("defaultAction") == "Deny":
        facts["public.access"] = False
    if "allowCrossTenantReplication" in said:
        facts["replication.foreign"] = said["allowCrossTenantReplication"]
    return facts


def _cosmos(one: Object, said: Mapping[str, Any]) -> dict[str, Any]:
    written, *others = [spelled(each["locationName"]) for each in said["locations"]]
    facts = {
        "flows.replication": [flow for each in others for flow in _to(one, each)] or None,
        "encryption.key": said.get("keyVaultKeyUri"),
    }
    periodic = said.get("backupPolicy", {}).get("periodicModeProperties")
    if periodic:
        # Periodic backups go to the pair unless somebody chose otherwise.
        local = periodic.get("backupStorageRedundancy", "Geo") in {"Local", "Zone"}
        facts["flows.backup"] = None if local else _to(one, PAIRS[written])
        facts["backup.retention"] = f"PT{periodic['backupRetentionIntervalInHours']}H"
    return facts


def _disk(one: Object, said: Mapping[str, Any]) -> dict[str, Any]:
    source = said["creationData"].get("sourceResourceId")
    platform = said.get("encryption", {}).get("type", "EncryptionAtRestWithPlatformKey") == "EncryptionAtRestWithPlatformKey"
    return {"encryption.at_rest": True, "origin": source.lower() if source else None} | ({"encryption.key": None} if platform else {})


def _server(one: Object, said: Mapping[str, Any]) -> dict[str, Any]:
    profile = said.get("storageProfile") or said.get("backup") or {}
    facts: dict[str, Any] = {"backup.retention": f"P{profile['backupRetentionDays']}D"} if "backupRetentionDays" in profile else {}
    if "geoRedundantBackup" in profile:
        geo = profile["geoRedundantBackup"] == "Enabled"
        facts["flows.backup"] = _to(one, PAIRS[spelled(one["location"])]) if geo else None
    return facts


def _vault(one: Object, said: Mapping[str, Any]) -> dict[str, Any]:
    # What a vault holds is in the paired region as well, and no property says so.
    return {"encryption.at_rest": True, "flows.replication": _to(one, PAIRS[spelled(one["location"])])}


def _database(one: Object, said: Mapping[str, Any]) -> dict[str, Any]:
    chosen = said.get("currentBackupStorageRedundancy") or said.get("requestedBackupStorageRedundancy")
    geo = {"Geo": True, "GeoZone": True, "Local": False, "Zone": False}.get(chosen or "")
    copies = _to(one, PAIRS[spelled(one["location"])]) if geo else None
    return {"origin": said.get("sourceDatabaseId", "").lower() or None} | ({} if geo is None else {"flows.backup": copies})


_READERS: Mapping[str, Callable[[Object, Mapping[str, Any]], dict[str, Any]]] = {
    "microsoft.storage/storageaccounts": _account,
    "microsoft.documentdb/databaseaccounts": _cosmos,
    "microsoft.compute/disks": _disk,
    "microsoft.dbformysql/servers": _server,
    "microsoft.dbformysql/flexibleservers": _server,
    "microsoft.dbforpostgresql/servers": _server,
    "microsoft.dbforpostgresql/flexibleservers": _server,
    "microsoft.dbformariadb/servers": _server,
    "microsoft.keyvault/vaults": _vault,
    "microsoft.sql/servers/databases": _database,
}


def _to(one: Object, region: str) -> list[dict[str, Any]]:
    return [{"region": spelled(region), "account": identifier(one).split("/")[2]}]


def _answers() -> Iterator[Any]:
    """The body of every answer of Resource Manager that is no error."""
    here = Path(__file__).resolve()
    archive = next((above / ARCHIVE for above in here.parents if (above / ARCHIVE).is_file()), None)
    if archive is None:
        return
    with tarfile.open(archive) as pack:
        for member in sorted((one for one in pack if one.name.endswith(".json")), key=lambda one: one.name):
            stream = pack.extractfile(member)
            assert stream is not None
            for one in json.load(stream)["interactions"]:
                if one["request"]["uri"].startswith(HOST) and one["response"]["status"]["code"] < 300:
                    yield _decoded(one["response"]["body"].get("data"))


def _decoded(body: Any) -> Any:
    text = body.lstrip("\ufeff") if isinstance(body, str) else ""
    return json.loads(text) if text.startswith(("{", "[")) else body


def _resources(node: Any) -> Iterator[Object]:
    """Whatever below an answer has the id of a resource or of a group, and says more of it."""
    if isinstance(node, Mapping):
        parts = str(node.get("id")).lower().strip("/").split("/")
        named = parts[0] == "subscriptions" and len(parts) % 2 == 0
        group = len(parts) == 4 and parts[2] == "resourcegroups"
        placed = "providers" in parts and len(parts) - 1 - parts[::-1].index("providers") <= len(parts) - 4
        if named and (group or placed) and {"name", "type", "location"} & node.keys() and isinstance(node.get("name"), str):
            yield node
    for below in node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ():
        yield from _resources(below)


def _merged(states: Mapping[str, Object], one: Object) -> Object:
    """A list shows less than the resource itself does: what it leaves out is as another answer said it."""
    fuller = next((state for state in states.values() if {**state, **one} == state), None)
    if fuller is None and not one.get("properties"):
        fuller = {**next(iter(states.values()), {}), **{name: value for name, value in one.items() if value is not None}}
    return fuller or one
