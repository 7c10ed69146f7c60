"""Volumes, snapshots and machine images of the demonstration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.demo.accounts import CCAS, CONTRACTOR, IRELAND, PARIS, STRANGER, TOWN, Account, Accounts, pairs, tags
from auditor.demo.keys import CARE, CHILDHOOD, COMMON, PEOPLE, POPULATION, SAFETY, Keys
from auditor.demo.stories import FAIL, PASS, Planted
from auditor.model import Outcome

Expects = Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class Disk:
    """A server's volume, in Paris; `key` None leaves it in clear. `snapshot` takes one.

    The emulator forgets which key a snapshot is encrypted with: those of sensitive data are left to the stories.
    """

    name: str
    activity: str
    category: str
    key: str | None = COMMON
    gigabytes: int = 100
    account: str = TOWN
    snapshot: bool = False
    shared_with: str = ""
    copied_to: str = ""
    story: str = ""
    expects: Expects = field(default_factory=dict)
    snapshot_expects: Expects = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Image:
    """A machine image. The emulator makes each with a snapshot of its own, both in clear and in Paris."""

    name: str
    activity: str = ""
    category: str = ""
    public: bool = False
    story: str = ""
    expects: Expects = field(default_factory=dict)


_CLEAR, _LEAK, _TRUSTED = {"SEC-002": FAIL}, {"LOC-011": FAIL}, {"LOC-011": PASS}

DISKS = (
    Disk("srv-ged-donnees", "gestion-documentaire", "messagerie_bureautique", gigabytes=500, snapshot=True),
    Disk("srv-fichiers-mairie", "gestion-documentaire", "messagerie_bureautique", gigabytes=2000, snapshot=True),
    Disk("srv-messagerie", "gestion-documentaire", "messagerie_bureautique", gigabytes=800),
    Disk("srv-urbanisme", "urbanisme", "urbanisme", snapshot=True),
    Disk("srv-sig", "urbanisme", "urbanisme", gigabytes=400, snapshot=True, copied_to=IRELAND),
    Disk("srv-parapheur", "deliberations", "deliberations"),
    Disk("srv-etat-civil", "etat-civil", "etat_civil", POPULATION),
    Disk("srv-elections", "elections", "elections", POPULATION),
    Disk("srv-cimetieres", "etat-civil", "etat_civil", POPULATION, 50),
    Disk("srv-cantine", "cantine-periscolaire", "enfance_scolaire", CHILDHOOD),
    Disk("srv-creches", "petite-enfance", "enfance_scolaire", CHILDHOOD, 50),
    Disk("srv-carriere", "ressources-humaines", "rh", PEOPLE),
    Disk("srv-paie", "paie-comptabilite", "paie_compta", None, 200, story="paie-en-clair", expects=_CLEAR),
    Disk("srv-finances", "paie-comptabilite", "paie_compta", PEOPLE, 200),
    Disk("srv-police-municipale", "police-municipale", "police_municipale", SAFETY, 80),
    Disk("srv-mediatheque", "mediatheque", "culture_mediatheque", snapshot=True),
    Disk("srv-portail", "relation-usagers", "usagers_gru", snapshot=True),
    Disk(
        "srv-telephonie", "gestion-documentaire", "messagerie_bureautique",
        snapshot=True, shared_with=CONTRACTOR, story="partage-declare", snapshot_expects=_TRUSTED,
    ),
    Disk("srv-aides-sociales", "action-sociale", "action_sociale", account=CCAS),
    Disk("srv-portage-repas", "action-sociale", "action_sociale", gigabytes=50, account=CCAS),
    Disk(
        "srv-soins-a-domicile", "soins-a-domicile", "sante", CARE, 200, CCAS,
        snapshot=True, shared_with=STRANGER, story="sante-partagee", snapshot_expects=_LEAK,
    ),
    Disk("disque-detache-2021", "", "", gigabytes=30, story="sans-categorie", expects={"GOV-001": FAIL}),
)  # fmt: skip

IMAGES = (
    Image("image-serveur-paie", "paie-comptabilite", "paie_compta", story="paie-en-clair", expects=_CLEAR),
    Image("modele-debian-12", story="sans-categorie", expects={"GOV-001": FAIL}),
    Image(
        "image-poste-mediatheque", "mediatheque", "culture_mediatheque", public=True,
        story="image-publique", expects={"SEC-001": FAIL, "LOC-011": FAIL},
    ),
)  # fmt: skip


def build(accounts: Accounts, keys: Keys) -> Iterator[Planted]:
    """Make the volumes, what was taken from them, then the machine images."""
    for disk in DISKS:
        account = accounts[disk.account]
        volume = _volume(account, disk, keys)
        # A volume is part of the story unless the story is about its snapshot.
        yield Planted(account.arn("ec2", PARIS, f"volume/{volume}"), "" if disk.snapshot_expects else disk.story, disk.expects)
        if disk.snapshot:
            yield from _snapshots(account, disk, volume, keys)
    for image in IMAGES:
        yield from _image(accounts[TOWN], image)


def _volume(account: Account, disk: Disk, keys: Keys) -> str:
    locked = {"Encrypted": True, "KmsKeyId": keys[disk.account, PARIS, disk.key]} if disk.key else {"Encrypted": False}
    made = account.client("ec2").create_volume(
        AvailabilityZone=f"{PARIS}a", Size=disk.gigabytes, VolumeType="gp3", TagSpecifications=_tagged("volume", disk), **locked
    )
    return str(made["VolumeId"])


def _snapshots(account: Account, disk: Disk, volume: str, keys: Keys) -> Iterator[Planted]:
    ec2 = account.client("ec2")
    made = ec2.create_snapshot(
        VolumeId=volume, Description=f"Avant mise à jour de {disk.name}", TagSpecifications=_tagged("snapshot", disk)
    )
    snapshot = made["SnapshotId"]
    if disk.shared_with:
        ec2.modify_snapshot_attribute(
            SnapshotId=snapshot, Attribute="createVolumePermission", OperationType="add", UserIds=[disk.shared_with]
        )
    yield Planted(_arn(PARIS, f"snapshot/{snapshot}"), disk.story, disk.snapshot_expects)
    if disk.copied_to:
        copy = account.client("ec2", disk.copied_to).copy_snapshot(
            SourceRegion=PARIS, SourceSnapshotId=snapshot, TagSpecifications=_tagged("snapshot", disk),
            Encrypted=True, KmsKeyId=keys[disk.account, disk.copied_to, COMMON],
        )  # fmt: skip
        yield Planted(_arn(disk.copied_to, f"snapshot/{copy['SnapshotId']}"))


def _image(account: Account, image: Image) -> Iterator[Planted]:
    ec2 = account.client("ec2")
    identifier = ec2.register_image(Name=image.name, RootDeviceName="/dev/xvda")["ImageId"]
    [described] = ec2.describe_images(ImageIds=[identifier])["Images"]
    snapshot = described["BlockDeviceMappings"][0]["Ebs"]["SnapshotId"]
    ec2.create_tags(Resources=[identifier, snapshot], Tags=pairs(tags(image.name, image.activity, image.category)))
    if image.public:
        ec2.modify_image_attribute(ImageId=identifier, Attribute="launchPermission", OperationType="add", UserGroups=["all"])
    yield Planted(_arn(PARIS, f"image/{identifier}"), image.story, image.expects)
    yield Planted(_arn(PARIS, f"snapshot/{snapshot}"), image.story)


def _tagged(kind: str, disk: Disk) -> list[dict[str, Any]]:
    return [{"ResourceType": kind, "Tags": pairs(tags(disk.name, disk.activity, disk.category))}]


def _arn(region: str, rest: str) -> str:
    """Snapshots and images have no account in their ARN."""
    return f"arn:aws:ec2:{region}::{rest}"
