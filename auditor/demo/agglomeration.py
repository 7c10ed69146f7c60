"""The tenant that the agglomeration's OpenStack gives the town: archives, their backups, and a public journal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor.demo.json_stub import Answer
from auditor.demo.openstack_stub import OpenStackStub, linked, marked
from auditor.demo.stories import FAIL, NOT_APPLICABLE, PASS, Planted

PROJECT, REGION = "4f1a2b3c4d5e6f708192a3b4c5d6e7f8", "Agglo"
SERVICES = ("volumev3", "image", "object-store")
KEY = "8b7c6d5e-0000-4000-8000-000000000001"


def tenant() -> OpenStackStub:
    """A stub of it, to be entered."""
    stub = OpenStackStub({PROJECT: "rivemont"}, (REGION,), services=SERVICES)
    volumes, swift = f"/{REGION}/volume/v3/{PROJECT}", f"/{REGION}/object/v1/AUTH_{PROJECT}"
    archives = {"id": "v1", "name": "archives-versements", "availability_zone": "nova", "encrypted": True, "encryption_key_id": KEY}
    backup = {"id": "b1", "name": "archives-versements-nuit", "volume_id": "v1", "availability_zone": "dublin", "encryption_key_id": KEY}
    container = {"name": "journal-municipal", "count": 3, "bytes": 1024}
    stub.routes |= {
        f"{volumes}/volumes/detail": linked(
            [{**archives, "metadata": _of("archives"), "snapshot_id": None, "source_volid": None}], "volumes"
        ),
        f"{volumes}/snapshots/detail": linked([], "snapshots"),
        f"{volumes}/backups/detail": linked([backup], "backups"),
        f"{volumes}/os-volume-transfer/detail": {"transfers": []},
        f"/{REGION}/image/v2/images": {"images": []},
        swift: marked([container]),
        f"HEAD {swift}": Answer(None, {"X-Account-Container-Count": "1"}, 204),
        f"HEAD {swift}/journal-municipal": Answer(
            None,
            {"X-Container-Object-Count": "3", "X-Container-Read": ".r:*,.rlistings"},
            204,
        ),
    }
    return stub


def clouds(stub: OpenStackStub, folder: Path) -> Path:
    """A clouds.yaml that leads to it."""
    target = folder / "clouds.yaml"
    text = "clouds:\n  agglo:\n    auth_type: password\n    auth:\n"
    target.write_text(text + "".join(f"      {name}: {value}\n" for name, value in stub.cloud()["auth"].items()), "utf-8")
    return target


def planted() -> list[Planted]:
    """Everything that is there, and what the auditor must say of it."""
    return [
        Planted(_id("Cinder::Volume", "v1"), "agglo-archives", {"LOC-005": PASS, "SEC-002": PASS}),
        Planted(_id("Cinder::Backup", "b1"), "agglo-sauvegarde-dublin", {"TRF-001": FAIL}),
        Planted(_id("Swift::Container", "journal-municipal"), "agglo-journal", {"SEC-001": NOT_APPLICABLE}),
    ]


def _of(activity: str) -> Mapping[str, Any]:
    return {"rgpd:traitement": activity}


def _id(native_type: str, identifier: str) -> str:
    return f"openstack:{PROJECT}:{REGION}:OpenStack::{native_type}:{identifier}"
