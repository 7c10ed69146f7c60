"""The OVHcloud part of Rivemont: a project in Gravelines, made of the shapes that OVHcloud publishes."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor.demo.accounts import tags
from auditor.demo.json_stub import JsonStub
from auditor.demo.stories import FAIL, PASS, Planted

SHAPES = Path(__file__).with_name("ovh_shapes.json")
"""Written by tests/providers/ovh/shapes.py from the published types."""
EMPTY: Mapping[str, Any] = {"string": "", "number": 0, "boolean": False}
PROJECT, CUSTOMER = "3f2a9c01", "rm17500-ovh"
ROOT = f"/1.0/cloud/project/{PROJECT}"
OF_A_PROJECT = "volume/snapshot snapshot kube containerRegistry acl"
OF_A_CUSTOMER = (
    "dedicated/server vps dedicatedCloud hosting/web domain/zone email/domain email/exchange dedicated/nasha storage/netapp "
    "veeamCloudConnect dbaas/logs"
)


@functools.cache
def _shapes() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = json.loads(SHAPES.read_text())
    return found


def made(name: str, /, **values: object) -> dict[str, Any]:
    """An answer of that published shape: every field that it always has, and those given, which it must know. Raises KeyError."""
    shape = _shapes()[name]
    if unknown := values.keys() - shape.keys():
        raise KeyError(f"{name} has no {', '.join(unknown)}")
    always = {field: [] if kind.endswith("[]") else EMPTY.get(kind, "") for field, kind in shape.items() if not kind.endswith("?")}
    return {**always, **values}


def build(stub: JsonStub) -> list[Planted]:
    """Fill an empty stub."""
    here = made("cloud/Region", name="GRA", countryCode="fr", services=[made("cloud/Component", name="storage-s3-standard")])
    empty: dict[str, Any] = {f"{ROOT}/{path}": [] for path in OF_A_PROJECT.split()} | {f"/1.0/{path}": [] for path in OF_A_CUSTOMER.split()}
    stub.routes |= empty | {
        "/1.0/auth/time": 1796000000,
        "/1.0/me": made("nichandle/Nichandle", nichandle=CUSTOMER, ovhSubsidiary="FR", ovhCompany="ovh"),
        "/1.0/cloud/project": [PROJECT],
        "/v2/zimbra/platform": [],
        "/v2/okms/resource": [],
        "/v2/iam/policy": [],
        "/v2/backupServices/tenant": [],
        "/v2/vmwareCloudDirector/organization": [],
        "/v2/vmwareCloudDirector/backup": [],
        "/1.0/me/supportLevel": made("me/supportLevel/Level", level="business"),
        f"{ROOT}/serviceInfos": made("services/Service", contactAdmin=CUSTOMER, contactBilling=CUSTOMER, contactTech=CUSTOMER),
        f"{ROOT}/region": ["GRA"],
        f"{ROOT}/region/GRA": here,
        **_buckets(),
        **_databases(),
        f"{ROOT}/instance": [made("cloud/instance/Instance", id="i-portail", name="srv-portail-mediatheque", region="GRA11")],
        f"{ROOT}/volume": [made("cloud/volume/Volume", id="v-portail", name="mediatheque-portail", region="GRA11", type="classic-luks")],
    }
    return [
        Planted(_id("Bucket", "rivemont-fonds-patrimonial", "GRA"), "ovh-canada", {"LOC-003": FAIL, "LOC-009": FAIL, "TRF-001": FAIL}),
        Planted(_id("Bucket", "rivemont-affiches", "GRA"), "ovh-en-clair", {"SEC-002": FAIL}),
        Planted(_id("Database", "d-reservations"), "ovh-sauvegardes-strasbourg", {"LOC-009": PASS}),
        Planted(_id("Instance", "i-portail", "GRA11")),
        Planted(_id("Volume", "v-portail", "GRA11"), "hybride", {"LOC-001": PASS, "SEC-002": PASS}),
    ]


def _id(native_type: str, identifier: str, region: str = "") -> str:
    return f"ovh:{PROJECT}:{region}:OVH::{native_type}:{identifier}"


def _buckets() -> dict[str, Any]:
    """The library's own collections, replicated to Canada; the posters of its exhibitions, which nobody encrypts."""
    destination = made("cloud/StorageReplicationRuleDestination", name="rivemont-fonds-patrimonial-bhs", region="BHS")
    rule = made("cloud/storage/ReplicationRule", status="enabled", destination=destination)
    fonds = _bucket("rivemont-fonds-patrimonial", "AES256", made("cloud/StorageReplicationObject", rules=[rule]))
    affiches = _bucket("rivemont-affiches", "plaintext", made("cloud/StorageReplicationObject"))
    every = {str(one["name"]): one for one in (fonds, affiches)}
    listed = [
        made("cloud/StorageContainerList", name=name, region="GRA", virtualHost=f"https://{name}.s3.gra.io.cloud.ovh.net") for name in every
    ]
    return {f"{ROOT}/region/GRA/storage": listed} | {f"{ROOT}/region/GRA/storage/{name}": one for name, one in every.items()}


def _bucket(name: str, algorithm: str, replication: Mapping[str, object]) -> dict[str, Any]:
    return made(
        "cloud/StorageContainer",
        name=name,
        region="GRA",
        encryption=made("cloud/StorageEncryptionObject", sseAlgorithm=algorithm),
        versioning=made("cloud/StorageVersioningObject", status="disabled"),
        objectLock=made("cloud/StorageLockConfiguration", status="disabled"),
        replication=replication,
        tags=tags(name, "mediatheque", "culture_mediatheque"),
    )


def _databases() -> dict[str, Any]:
    """The bookings of its rooms, with backups in another region of France."""
    name = "d-reservations"
    service = made(
        "cloud/project/database/Service",
        id=name,
        description="reservations-mediatheque",
        nodes=[made("cloud/project/database/service/Node", region="GRA")],
        backups=made("cloud/project/database/service/Backup", regions=["GRA", "SBG"], retentionDays=14),
        networkType="private",
    )
    return {f"{ROOT}/database/service": [name], f"{ROOT}/database/service/{name}": service}
