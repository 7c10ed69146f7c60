"""The machine room of the town hall: two datastores of its own, a file server in Dublin, and who runs it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from auditor.demo.stories import FAIL, PASS, UNKNOWN, Planted
from auditor.demo.vcenter import UUID, VCenter
from auditor.demo.vmware import (
    array,
    datastore,
    disk,
    field,
    key,
    machine,
    managers,
    permission,
    provider,
    reference,
    role,
    room,
    sent,
    server,
    snapshots,
    value,
)

ROOM = "Mairie"
HOSTS = ("h1-0-0", "h1-0-1")
CONTRACTOR = "INFOGERANT\\exploitation"
KEYS = "kms-mairie"


def vcenter() -> VCenter:
    """A stub of it, to be entered."""
    stub = VCenter(_objects(), {"cis/tagging/tag": [], "content/library": []})
    stub.permissions = [permission(reference("v3"), CONTRACTOR, 5)]
    return stub


def _objects() -> dict[str, Any]:
    sealed = key(KEYS)
    left = snapshots("v2", ("avant mise à jour", datetime(2024, 3, 4, tzinfo=UTC)))
    baie, nas = datastore(1, "baie-mairie", "VMFS", array(), *HOSTS), datastore(1, "nas-dublin", "NFS", server("10.20.0.9"), *HOSTS)
    baie[1]["customValue"] = nas[1]["customValue"] = _of("gestion-documentaire")
    return {
        **room(1, ROOM, {"Production": ["esx1.rivemont.lan", "esx2.rivemont.lan"]}),
        "s1": baie,
        "s2": nas,
        **_machines(sealed, left),
        **managers(
            fields=[field(1, "rgpd:traitement")],
            roles=[role(5, "Exploitant", "VirtualMachine.Interact.PowerOn", "VirtualMachine.State.CreateSnapshot")],
            keys=[provider(KEYS, "kms.rivemont.lan")],
            extensions=["com.veeam.vcenter.plugin"],
        ),
    }


def _machines(sealed: object, left: object) -> dict[str, Any]:
    return {
        "v1": machine(
            1, "srv-mediatheque", HOSTS[0], "baie-mairie", [disk(1, "s1", "baie-mairie", sealed)], by=sealed, values=_of("mediatheque")
        ),
        "v2": machine(
            1,
            "srv-etat-civil",
            HOSTS[1],
            "baie-mairie",
            [disk(1, "s1", "baie-mairie", sealed), disk(2, "s2", "nas-dublin", sealed)],
            by=sealed,
            values=_of("etat-civil"),
            snapshot=left,
        ),
        "v3": machine(1, "srv-police", HOSTS[0], "baie-mairie", [disk(1, "s1", "baie-mairie")], values=_of("police-municipale")),
        "v4": machine(
            1,
            "srv-finances",
            HOSTS[1],
            "baie-mairie",
            [disk(1, "s1", "baie-mairie", sealed)],
            by=sealed,
            values=_of("paie-comptabilite"),
            sent=sent("10.30.0.5", 1),
        ),
    }


def _of(activity: str) -> list[Any]:
    return [value(1, activity)]


def planted() -> list[Planted]:
    """Everything that is there, and what the auditor must say of it."""
    disks = {
        "v1:2000": ("hybride", {"LOC-001": PASS}),
        "v2:2000": ("salle-en-france", {"LOC-001": PASS}),
        "v2:2001": ("salle-disque-dublin", {"LOC-021": FAIL, "TRF-001": FAIL}),
        "v3:2000": ("salle-infogerant", {"SEC-011": FAIL, "SEC-002": FAIL}),
        "v4:2000": ("salle-en-france", {"LOC-001": PASS}),
    }
    return [
        *(Planted(_id("Host", host)) for host in HOSTS),
        *(Planted(_id("VirtualMachine", f"v{number}")) for number in (1, 2, 3, 4)),
        *(Planted(_id("VirtualDisk", id), story, expects) for id, (story, expects) in disks.items()),
        Planted(_id("Snapshot", "v2:snapshot-v2-0"), "salle-instantane", {"RET-021": FAIL}),
        Planted(_id("Replication", "v4"), "salle-replique-agglo", {"LOC-001": PASS}),
        Planted(_id("Datastore", "s1"), "salle-baie", {"SEC-002": UNKNOWN}),
        Planted(_id("Datastore", "s2"), "salle-nas", {"SEC-002": UNKNOWN}),
        Planted(_id("KeyProvider", KEYS), "salle-cle", {"SEC-004": PASS}),
    ]


def _id(native_type: str, identifier: str) -> str:
    return f"vsphere:{UUID}::VMware::{native_type}:{identifier}"
