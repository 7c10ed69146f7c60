"""The servers of the Azure half: machines, their disks and network, what was taken from them, and the galleries of images."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.demo.azure.keyvaults import encryption_set
from auditor.demo.azure.things import AMSTERDAM, CARE, CREATED, PARIS, STRANGER, Thing, arm
from auditor.demo.stories import FAIL, PASS, UNKNOWN
from auditor.model import Outcome


@dataclass(frozen=True, slots=True)
class Server:
    """A virtual machine with its disk; `snapshot` takes one of the disk, `exported` leaves a link to that one open."""

    name: str
    group: str
    activity: str = ""
    category: str = ""
    key: str = ""
    gigabytes: int = 128
    snapshot: bool = False
    exported: bool = False
    story: str = ""
    expects: Mapping[str, Outcome] = field(default_factory=dict)


_MAIL, _OFFICE = "gestion-documentaire", "messagerie_bureautique"

SERVERS = (
    Server("vm-annuaire-1", "rg-socle", "cles-et-secrets", "systeme_cle", "socle"),
    Server("vm-annuaire-2", "rg-socle", "cles-et-secrets", "systeme_cle", "socle"),
    Server("vm-fichiers", "rg-bureautique", _MAIL, _OFFICE, gigabytes=2048, snapshot=True),
    Server("vm-impression", "rg-bureautique", _MAIL, _OFFICE),
    Server("vm-parapheur", "rg-bureautique", "deliberations", "deliberations", snapshot=True),
    Server("vm-guichet", "rg-demarches"),
    Server("vm-sig", "rg-territoire", "urbanisme", "urbanisme", gigabytes=1024),
    Server("vm-ecoles", "rg-enfance", "cantine-periscolaire", "enfance_scolaire", "enfance", snapshot=True),
    Server("vm-paie", "rg-agents", "paie-comptabilite", "paie_compta", "agents",
           snapshot=True, exported=True, story="azure-lien-export", expects={"LOC-011": UNKNOWN}),
    Server("vm-aides", "rg-ccas-social", "action-sociale", "action_sociale", "social"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an image in a gallery: the regions it is copied to, whom the gallery is shared with."""

    gallery: str
    image: str
    activity: str
    category: str
    regions: tuple[str, ...] = (PARIS,)
    shared_with: str = ""
    story: str = ""
    expects: Mapping[str, Outcome] = field(default_factory=dict)


VERSIONS = (
    Version("gal_rivemont_socle", "poste-agent", _MAIL, _OFFICE, shared_with=CARE, story="azure-galerie-ccas", expects={"LOC-011": PASS}),
    Version("gal_rivemont_editeur", "serveur-parapheur", _MAIL, _OFFICE, shared_with=STRANGER,
            story="azure-galerie-etrangere", expects={"LOC-011": FAIL}),
    Version("gal_rivemont_copies", "serveur-reseau", "journalisation", "journaux"),
)  # fmt: skip

ARC = ("srv-mairie-sauvegarde", "srv-mairie-telephonie")
"""Machines in the basement of the town hall, which Azure only manages: their location is that of a description."""


def things() -> Iterator[Thing]:
    """Networks, machines, images, then the machines of the town hall."""
    yield from _network()
    for server in SERVERS:
        yield from _server(server)
    for version in VERSIONS:
        yield from _gallery(version)
    for name in ARC:
        said = {"osName": "linux", "status": "Connected", "machineFqdn": f"{name}.rivemont.example"}
        yield Thing(f"Microsoft.HybridCompute/machines/{name}", "rg-socle", said, region=AMSTERDAM)


def _network() -> Iterator[Thing]:
    for name, group, prefix in (("vnet-rivemont", "rg-socle", "10.75.0.0/16"), ("vnet-ccas", "rg-ccas-socle", "10.76.0.0/16")):
        yield Thing(f"Microsoft.Network/virtualNetworks/{name}", group, {"addressSpace": {"addressPrefixes": [prefix]}, "subnets": []})
        yield Thing(f"Microsoft.Network/networkSecurityGroups/nsg-{name[5:]}", group, {"securityRules": []})
    yield Thing("Microsoft.Network/publicIPAddresses/pip-bastion", "rg-socle", {"publicIPAllocationMethod": "Static"})
    yield Thing("Microsoft.Network/bastionHosts/bas-rivemont", "rg-socle", {"scaleUnits": 2})


def _server(server: Server) -> Iterator[Thing]:
    data = (server.activity, server.category)
    machine = Thing(f"Microsoft.Compute/virtualMachines/{server.name}", server.group, data=data)
    disk = Thing(
        f"Microsoft.Compute/disks/{server.name}-os",
        server.group,
        _kept(server) | {"diskState": "Attached", "creationData": {"createOption": "FromImage"}},
        more={"managedBy": machine.id, "sku": {"name": "Premium_ZRS", "tier": "Premium"}},
        data=data,
    )
    profile = {
        "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
        "storageProfile": {"osDisk": {"osType": "Linux", "managedDisk": {"id": disk.id}}, "dataDisks": []},
        "networkProfile": {"networkInterfaces": [{"id": arm(f"Microsoft.Network/networkInterfaces/{server.name}-nic", server.group)}]},
    }
    yield Thing(machine.path, server.group, profile, data=data)
    yield disk
    if server.snapshot:
        copied = {"createOption": "Copy", "sourceResourceId": disk.id}
        yield Thing(
            f"Microsoft.Compute/snapshots/{server.name}-avant-mise-a-jour",
            server.group,
            _kept(server) | {"diskState": "ActiveSAS" if server.exported else "Unattached", "creationData": copied, "incremental": True},
            more={"sku": {"name": "Standard_ZRS", "tier": "Standard"}},
            story=server.story,
            expects=server.expects,
            data=data,
        )


def _kept(server: Server) -> dict[str, Any]:
    sealed: dict[str, Any] = {"type": "EncryptionAtRestWithPlatformKey"}
    if server.key:
        sealed = {"type": "EncryptionAtRestWithCustomerKey", "diskEncryptionSetId": encryption_set(server.key)}
    return {
        "osType": "Linux",
        "diskSizeGB": server.gigabytes,
        "encryption": sealed,
        "networkAccessPolicy": "DenyAll",
        "publicNetworkAccess": "Disabled",
        "timeCreated": CREATED,
    }


def _gallery(version: Version) -> Iterator[Thing]:
    gallery = f"Microsoft.Compute/galleries/{version.gallery}"
    shared: dict[str, Any] = {"permissions": "Private"}
    if version.shared_with:
        kind = "Subscriptions" if version.shared_with == CARE else "AADTenants"
        shared = {"permissions": "Groups", "groups": [{"type": kind, "ids": [version.shared_with]}]}
    yield Thing(gallery, "rg-socle", {"identifier": {"uniqueName": version.gallery}, "sharingProfile": shared})
    yield Thing(f"{gallery}/images/{version.image}", "rg-socle", {"osType": "Linux", "osState": "Generalized", "hyperVGeneration": "V2"})
    targets = [{"name": region, "regionalReplicaCount": 1, "storageAccountType": "Standard_ZRS"} for region in version.regions]
    yield Thing(
        f"{gallery}/images/{version.image}/versions/1.0.0",
        "rg-socle",
        {
            "publishingProfile": {"targetRegions": targets, "replicationMode": "Full", "publishedDate": CREATED},
            "storageProfile": {"source": {"id": arm("Microsoft.Compute/virtualMachines/vm-impression", "rg-bureautique")}},
        },
        data=(version.activity, version.category),
        story=version.story,
        expects=version.expects,
    )
