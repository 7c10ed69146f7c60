"""Cosmos DB accounts: the regions they write to and read from, and their backups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import LOCATIONS, Row, at, described, everybody, found, geo, key_uri, listed, place, within
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown
from auditor.providers.shapes import flows

ACCOUNT = "Microsoft.DocumentDB/databaseAccounts"
FACTS = ("encryption.at_rest", "encryption.key", "backup.retention", "public.access", "origin", "flows.replication", "flows.backup")
ACCOUNTS = listed(ACCOUNT, *FACTS, "tags")
UNSAID = Unknown(ACCOUNTS.reason("empty_answer"))
CONTINUOUS = {"Continuous7Days": "P7D", "Continuous30Days": "P30D"}


def collect(reader: Reader) -> Iterator[Resource]:
    """Every account; its databases lie wherever it does."""
    yield from found(reader, ACCOUNTS, partial(_account, reader))


def _account(reader: Reader, row: Row) -> Resource:
    properties = row["properties"]
    regions = _regions(properties) or [row["location"]]
    told = {
        "encryption.at_rest": True,
        "encryption.key": key_uri(properties.get("keyVaultKeyUri")),
        "backup.retention": _kept(properties.get("backupPolicy")),
        "public.access": _public(properties),
        "origin": _origin(properties),
        "flows.replication": flows(within(reader, region) for region in regions[1:]),
        "flows.backup": _backups(reader, regions[0], properties.get("backupPolicy") or {}),
    }
    # The location of the account is that of its metadata; the data is where the first write region is.
    return described(reader, ACCOUNT, row, told, region=regions[0])


def _regions(properties: Mapping[str, Any]) -> list[Any]:
    """Every region, the one that is written to first, each once."""
    listed = [*(properties.get("writeLocations") or ()), *sorted(properties.get("locations") or (), key=_priority)]
    listed += properties.get("readLocations") or ()
    return list(dict.fromkeys(place(one.get("locationName")) for one in listed if one.get("locationName")))


def _priority(location: Mapping[str, Any]) -> int:
    return int(location.get("failoverPriority") or 0)


def _kept(policy: Mapping[str, object] | None) -> Any:
    """Continuous backups last 7 or 30 days; periodic ones as many hours as they say, 8 by default."""
    if policy is None:
        return UNSAID
    if str(policy.get("type")).lower() == "continuous":
        return CONTINUOUS.get(str(at(policy, "continuousModeProperties", "tier")), "P30D")
    return f"PT{int(at(policy, 'periodicModeProperties', 'backupRetentionIntervalInHours') or 8)}H"


def _backups(reader: Reader, region: str, policy: Mapping[str, object]) -> Any:
    """Periodic backups are geo-redundant unless told otherwise; continuous ones stay in each region."""
    if str(policy.get("type")).lower() == "continuous":
        return None
    redundancy = str(at(policy, "periodicModeProperties", "backupStorageRedundancy") or "Geo").lower()
    return geo(reader, region, geo_redundant=redundancy == "geo")


def _public(properties: Mapping[str, Any]) -> bool:
    """Open unless its network is closed, or only some addresses or networks are let in."""
    closed = str(properties.get("publicNetworkAccess")).lower() in {"disabled", "securedbyperimeter"}
    if closed or properties.get("isVirtualNetworkFilterEnabled"):
        return False
    old = [{"ipAddressOrRange": one} for one in str(properties.get("ipRangeFilter") or "").split(",") if one]
    rules = [str(one.get("ipAddressOrRange")).strip() for one in properties.get("ipRules") or old]
    return not rules or everybody(rules)


def _origin(properties: Mapping[str, object]) -> str | None:
    source = at(properties, "restoreParameters", "restoreSource")
    return str(source).lower() if source else None


COLLECTOR = Collector(service="cosmos", native_types={ACCOUNT: "database"}, calls=(ACCOUNTS, LOCATIONS), collect=collect, where="account")
