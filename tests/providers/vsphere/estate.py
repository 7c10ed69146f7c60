"""Two rooms and a vCenter over them: something of every kind, and what is to be found of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pyVmomi import vim

from auditor.demo.vcenter import UUID, VCenter
from auditor.demo.vmware import (
    array,
    datastore,
    disk,
    encrypted,
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
    vsan,
)

SITES = {"Mairie": "FR", "Mairie/Secours": "BE", "Mairie/nas-*": "IE", "10.9.0.5": "CH", "kms.mairie.lan": "FR"}
ENTRY = {
    "id": "salle",
    "provider": "vsphere",
    "operator": "private",
    "sites": SITES,
    "domains": ["MAIRIE", "mairie.lan"],
    "max_attempts": 1,
}
STRANGER = "PRESTA\\exploitation"
REST: dict[str, Any] = {
    "cis/tagging/tag": ["t1", "t2"],
    "cis/tagging/tag/t1": {"id": "t1", "name": "etat-civil", "category_id": "c1"},
    "cis/tagging/tag/t2": {"id": "t2", "name": "paie", "category_id": "c1"},
    "cis/tagging/category/c1": {"id": "c1", "name": "categorie"},
    "POST /api/cis/tagging/tag-association": lambda asked: [
        {"tag_id": tag, "object_ids": [{"id": "v1", "type": "VirtualMachine"}]} for tag in asked["tag_ids"]
    ],
    "content/library": ["l1", "l2"],
    "content/library/l1": {
        "id": "l1",
        "name": "modeles",
        "type": "LOCAL",
        "storage_backings": [{"type": "DATASTORE", "datastore_id": "s1"}],
        "publish_info": {"published": True, "authentication_method": "BASIC"},
    },
    "content/library/l2": {
        "id": "l2",
        "name": "d-ailleurs",
        "type": "SUBSCRIBED",
        "storage_backings": [{"type": "DATASTORE", "datastore_id": "s3"}],
        "publish_info": {"published": False},
        "subscription_info": {"subscription_url": "https://vc.editeur.example/cls/lib.json", "authentication_method": "NONE"},
    },
}


def vcenter() -> VCenter:
    """It, empty of requests."""
    stub = VCenter(
        {
            **room(1, "Mairie", {"Production": ["esx1", "esx2"], "Secours": ["esx3"]}),
            "s1": datastore(1, "baie", "VMFS", array(), "h1-0-0", "h1-0-1"),
            "s2": datastore(1, "nas-dublin", "NFS", server("10.9.0.1"), "h1-0-0"),
            "s3": datastore(1, "vsan", "vsan", vsan(), "h1-0-0", "h1-0-1"),
            "s4": datastore(1, "local-esx3", "VMFS", array(local=True), "h1-1-0"),
            "s5": datastore(1, "nfs-loin", "NFS", server("nfs.example"), "h1-0-0"),
            "v1": machine(
                1,
                "srv-etat-civil",
                "h1-0-0",
                "baie",
                [disk(1, "s1", "baie"), disk(2, "s2", "nas-dublin", key("kms"))],
                values=[value(7, "sensible")],
                snapshot=snapshots("v1", ("avant", datetime(2025, 1, 1, tzinfo=UTC)), ("apres", datetime(2026, 1, 1, tzinfo=UTC))),
            ),
            "v2": machine(
                1, "srv-paie", "h1-1-0", "local-esx3", [disk(1, "s4", "local-esx3", key("kms"))], by=key("kms"), sent=sent("10.9.0.5", 1)
            ),
            "v3": machine(1, "srv-web", "h1-0-1", "nfs-loin", [disk(1, "s3", "vsan")]),
            **managers(
                fields=[field(7, "niveau")],
                roles=[
                    role(-2, "ReadOnly", "System.Anonymous", "System.Read", "System.View"),
                    role(5, "Exploitant", "VirtualMachine.Interact.PowerOn"),
                ],
                keys=[provider("kms", "kms.mairie.lan", "kms.dublin.lan"), provider("natif", native=True)],
                extensions=["com.vmware.vcDr", "com.vmware.vim.ls"],
            ),
        },
        REST,
    )
    stub.permissions = [
        permission(reference("f1-machines"), STRANGER, 5),
        permission(vim.Folder("rootFolder", None), "MAIRIE\\admins", 5),
        permission(vim.Folder("rootFolder", None), "AUDIT\\lecteur", -2),
        # Nearer than the folder: it looks, and takes nothing.
        permission(reference("v3"), STRANGER, -2),
    ]
    stub.clusters = {"c1-0": encrypted("kms")}
    return stub


def id_of(kind: str, identifier: str) -> str:
    """The id of one of its things."""
    return f"vsphere:{UUID}::VMware::{kind}:{identifier}"


KMS = id_of("KeyProvider", "kms")
TAKEN = [{"holder": STRANGER, "region": "Mairie", "site": "FR"}]
EXPECTED: dict[str, dict[str, dict[str, Any]]] = {
    "machines": {
        id_of("VirtualMachine", "v1"): {
            "region": "Mairie",
            "tags": {"niveau": "sensible", "categorie": "etat-civil, paie"},
            "name": "srv-etat-civil",
        },
        id_of("VirtualDisk", "v1:2000"): {
            "region": "Mairie",
            "encryption.at_rest": False,
            "encryption.key": None,
            "origin": id_of("VirtualMachine", "v1"),
            "flows.share": TAKEN,
        },
        id_of("VirtualDisk", "v1:2001"): {
            "region": "10.9.0.1",
            "encryption.at_rest": True,
            "encryption.key": KMS,
            "flows.share": [{"holder": STRANGER, "region": "10.9.0.1", "site": "IE"}],
        },
        id_of("Snapshot", "v1:snapshot-v1-0"): {
            "region": "Mairie",
            "encryption.at_rest": False,
            "lock.min": None,
            "snapshot.taken": "2025-01-01",
        },
        id_of("Snapshot", "v1:snapshot-v1-1"): {"name": "srv-etat-civil@apres", "flows.share": TAKEN},
        id_of("VirtualMachine", "v2"): {"region": "Mairie", "tags": {}},
        id_of("VirtualDisk", "v2:2000"): {"encryption.key": KMS, "flows.share": [{"holder": STRANGER, "region": "Mairie", "site": "BE"}]},
        id_of("Replication", "v2"): {"flows.copy": [{"source": id_of("VirtualDisk", "v2:2000"), "region": "10.9.0.5", "site": "CH"}]},
        id_of("VirtualMachine", "v3"): {"region": "Mairie"},
        id_of("VirtualDisk", "v3:2000"): {"region": "Mairie", "encryption.at_rest": True, "encryption.key": KMS, "flows.share": None},
        id_of("MachineFolder", "v3"): {"region": "nfs.example", "encryption.at_rest": False, "flows.share": None},
    },
    "datastores": {
        id_of("Datastore", "s1"): {"region": "Mairie", "flows.share": None, "public.access": False, "backup.retention": None},
        id_of("Datastore", "s2"): {"region": "10.9.0.1", "name": "nas-dublin"},
        id_of("Datastore", "s3"): {"region": "Mairie", "encryption.at_rest": True, "encryption.key": KMS},
        id_of("Datastore", "s4"): {"region": "Mairie", "flows.replication": None},
        id_of("Datastore", "s5"): {"region": "nfs.example"},
    },
    "hosts": {id_of("Host", f"h1-{at}"): {"region": "Mairie", "site.country": None} for at in ("0-0", "0-1", "1-0")},
    "key-providers": {
        KMS: {
            "region": "kms.mairie.lan",
            "key.manager": "external",
            "key.origin": "external_store",
            "key.holder": "kms.mairie.lan",
            "flows.replication": [{"to": "kmip://kms.dublin.lan", "region": "kms.dublin.lan"}],
        },
        id_of("KeyProvider", "natif"): {"key.manager": "customer", "key.holder": None},
    },
    "libraries": {
        id_of("ContentLibrary", "l1"): {"region": "Mairie", "name": "modeles", "origin": None, "flows.share": [{"to": "subscribers:l1"}]},
        id_of("ContentLibrary", "l2"): {
            "encryption.at_rest": True,
            "origin": "https://vc.editeur.example/cls/lib.json",
            "flows.share": None,
            "public.access": False,
        },
    },
    "extensions": {},
}
SITED = {
    id_of("VirtualDisk", "v1:2000"): "FR",
    id_of("VirtualDisk", "v1:2001"): "IE",
    id_of("VirtualMachine", "v2"): "BE",
    id_of("VirtualDisk", "v2:2000"): "BE",
    id_of("VirtualDisk", "v3:2000"): "FR",
    id_of("MachineFolder", "v3"): None,
    id_of("Datastore", "s2"): "IE",
    id_of("Datastore", "s5"): None,
    id_of("Host", "h1-1-0"): "BE",
    KMS: "FR",
}
"""What is declared of each: by room, cluster, datastore and server."""
