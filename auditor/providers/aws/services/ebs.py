"""Amazon EBS: volumes, and the account's own snapshots with whom they are shared and how long they are locked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import UNOFFERED, arn, encryption, lies_in, said, tags
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import GIB, days, flows, sized

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.ebs import CreateVolumePermission, LockedSnapshotsInfo, Snapshot, Volume

VOLUME = "AWS::EC2::Volume"
SNAPSHOT = "AWS::EC2::Snapshot"
LISTED = ("encryption.at_rest", "encryption.key", "origin", "size.allocated", "tags")
NO_VOLUME = "vol-ffffffff"
"""What EC2 writes for a snapshot that was copied or imported: the volume is not of this account and region."""
COPIED = re.compile(r"\[Copied (snap-[0-9a-f]+) from ([a-z0-9-]+)\]")
"""How EC2 describes a copy, when whoever made it says nothing else."""
CLOSED = "block-all-sharing"
LOCKED = frozenset({"governance", "compliance", "compliance-cooloff"})

VOLUMES = Call("ec2", "DescribeVolumes", feeds=LISTED, of=(VOLUME,), path="Volumes", lists=True)
SNAPSHOTS = Call("ec2", "DescribeSnapshots", feeds=(*LISTED, "size.used"), of=(SNAPSHOT,), path="Snapshots", lists=True)
SHARES = Call("ec2", "DescribeSnapshotAttribute", feeds=("public.access", "flows.share"), of=(SNAPSHOT,), path="CreateVolumePermissions")
# Where nobody knows the question nothing is closed.
BLOCK = Call(
    "ec2",
    "GetSnapshotBlockPublicAccessState",
    feeds=("public.access",),
    of=(SNAPSHOT,),
    path="State",
    absent=UNOFFERED,
)
LOCKS = Call("ec2", "DescribeLockedSnapshots", feeds=("lock.min",), of=(SNAPSHOT,), path="Snapshots", absent=UNOFFERED)


def collect(reader: Reader) -> Iterator[Resource]:
    """Volumes of the region, then snapshots the account owns there; locks are asked for once, where there is something to lock."""
    for volume in reader.pages(VOLUMES):
        yield _volume(reader, volume)
    # Said twice: an emulator may know one way of leaving out what others share, and AWS knows both.
    own = {"OwnerIds": ["self"], "Filters": [{"Name": "owner-id", "Values": [reader.account]}]}
    snapshots = reader.pages(SNAPSHOTS, **own)
    for first in snapshots:
        locks = lift(_by_snapshot, reader.all(LOCKS))
        yield from reader.map(partial(_snapshot, reader, locks), chain([first], snapshots))


def _volume(reader: Reader, volume: Volume) -> Resource:
    made_from = volume.get("SnapshotId")
    facts = {
        **encryption(reader, said(volume, "Encrypted", VOLUMES), volume.get("KmsKeyId")),
        "origin": snapshot_arn(reader, made_from) if made_from else None,
        **sized(allocated=volume.get("Size"), unit=GIB),
    }
    return _named(reader, VOLUME, arn(reader, "ec2", f"volume/{volume['VolumeId']}"), volume["VolumeId"], facts, volume)


def _snapshot(reader: Reader, locks: object, snapshot: Snapshot) -> Resource:
    id = snapshot["SnapshotId"]
    shares = reader.get(SHARES, SnapshotId=id, Attribute="createVolumePermission")
    facts = {
        **encryption(reader, said(snapshot, "Encrypted", SNAPSHOTS), snapshot.get("KmsKeyId")),
        "origin": origin(reader, snapshot),
        "public.access": lift(partial(_public, reader), shares),
        "flows.share": lift(partial(shared_with, reader), shares),
        "lock.min": lift(lambda known: known.get(id), locks),
        # As large as the volume was; older endpoints do not tell how much of it was written.
        **sized(allocated=snapshot.get("VolumeSize"), unit=GIB),
        **sized(used=snapshot.get("FullSnapshotSizeInBytes")),
    }
    return _named(reader, SNAPSHOT, snapshot_arn(reader, id), id, facts, snapshot)


def snapshot_arn(reader: Reader, identifier: str) -> str:
    """Snapshots, like images, have no account in their ARN."""
    return f"arn:{reader.partition}:ec2:{reader.region}::snapshot/{identifier}"


def origin(reader: Reader, snapshot: Snapshot) -> str | None:
    """The volume it was taken of, or the snapshot of another region it is a copy of."""
    volume = snapshot.get("VolumeId") or NO_VOLUME
    if volume != NO_VOLUME:
        return arn(reader, "ec2", f"volume/{volume}")
    copied = COPIED.search(snapshot.get("Description") or "")
    return snapshot_arn(reader.at(copied[2]), copied[1]) if copied else None


def open_to_all(permissions: list[CreateVolumePermission]) -> bool:
    """Whether anyone may copy it."""
    return any(one.get("Group") == "all" for one in permissions)


def shared_with(reader: Reader, permissions: list[CreateVolumePermission]) -> Any:
    """A flow to each account, or organization, that may copy it."""
    return flows(
        {"account": one["UserId"], "region": reader.region}
        if one.get("UserId")
        else {"holder": _organization(one), "region": reader.region}
        for one in permissions
        if one.get("UserId") or _organization(one)
    )


def _public(reader: Reader, permissions: list[CreateVolumePermission]) -> Any:
    """Open to all, unless the region is closed even to what was shared before."""
    return open_to_all(permissions) and lift(lambda state: state != CLOSED, reader.get(BLOCK))


def _by_snapshot(locks: list[LockedSnapshotsInfo] | None) -> dict[str, str | None]:
    """For how long each was locked; a lock that has expired holds nothing."""
    return {one["SnapshotId"]: days(one.get("LockDuration")) for one in locks or () if one.get("LockState") in LOCKED}


def _organization(permission: Mapping[str, Any]) -> str | None:
    """The id of the organisation that is named, or of which a unit is: what is shared with a part of it has not left it."""
    arn = permission.get("OrganizationArn") or permission.get("OrganizationalUnitArn")
    return arn.split(":", 5)[5].split("/")[1] if arn else None


def _named(reader: Reader, native_type: str, id: str, fallback: str, facts: Mapping[str, object], described: Volume | Snapshot) -> Resource:
    labels = tags(described.get("Tags"))
    return reader.resource(native_type, id, labels.get("Name") or fallback, facts, labels, region=lies_in(reader, described))


COLLECTOR = Collector(
    service="ebs",
    native_types={VOLUME: "volume", SNAPSHOT: "snapshot"},
    calls=(VOLUMES, SNAPSHOTS, SHARES, BLOCK, LOCKS),
    collect=collect,
    never=(
        Absence(
            ("flows.share",),
            f"{DOCS}/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html: a snapshot is shared, never a volume",
            (VOLUME,),
        ),
    ),
)
