"""AWS Storage Gateway: file shares, which write what is put on them to a bucket, and the volumes it keeps in AWS or on the spot."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import unshared
from auditor.providers.aws.common import key_arn, tags, to_arn
from auditor.providers.aws.services.ebs import snapshot_arn
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, sized

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.storagegateway import CachediSCSIVolume, NFSFileShareInfo, SMBFileShareInfo, VolumeInfo

SHARE = "AWS::StorageGateway::FileShare"
VOLUME = "AWS::StorageGateway::Volume"
ON_THE_SPOT = Unknown.of("not_collected", "a stored volume, whose data lies where its gateway runs")
FED = ("name", "flows.copy", "tags")
AT_A_TIME = 10

SHARES = Call("storagegateway", "ListFileShares", of=(SHARE,), path="FileShareInfoList", lists=True)
NFS = Call("storagegateway", "DescribeNFSFileShares", feeds=FED, of=(SHARE,), path="NFSFileShareInfoList")
SMB = Call("storagegateway", "DescribeSMBFileShares", feeds=FED, of=(SHARE,), path="SMBFileShareInfoList")

VOLUMES = Call("storagegateway", "ListVolumes", feeds=("size.allocated",), of=(VOLUME,), path="VolumeInfos", lists=True)
CACHED = Call("storagegateway", "DescribeCachediSCSIVolumes", feeds=("encryption.key", "origin"), of=(VOLUME,), path="CachediSCSIVolumes")
TAGS = Call("storagegateway", "ListTagsForResource", feeds=("tags",), of=(VOLUME,), path="Tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every file share of the region, described a few at a time."""
    shares = list(reader.pages(SHARES))
    for call in (NFS, SMB):
        ids = [one["FileShareARN"] for one in shares if (one["FileShareType"] == "NFS") == (call is NFS)]
        groups = [ids[start : start + AT_A_TIME] for start in range(0, len(ids), AT_A_TIME)]
        for described in reader.map(partial(_described, reader, call), groups):
            yield from (_share(reader, id, share) for id, share in described.items())
    yield from reader.map(partial(_volume, reader), reader.pages(VOLUMES))


def _described(reader: Reader, call: Call, ids: list[str]) -> dict[str, Any]:
    """Each share of a group as AWS describes it, or why it could not be."""
    answer = reader.get(call, FileShareARNList=ids)
    if isinstance(answer, Unknown):
        return dict.fromkeys(ids, answer)
    return dict.fromkeys(ids, Unknown(call.reason("empty_answer"))) | {one["FileShareARN"]: one for one in answer}


def _share(reader: Reader, id: str, share: object) -> Resource:
    facts = {"flows.copy": lift(_sent, share)}
    name = lift(lambda one: one.get("FileShareName") or one["FileShareId"], share)
    return reader.resource(SHARE, id, name, facts, lift(lambda one: tags(one.get("Tags")), share))


def _sent(share: NFSFileShareInfo | SMBFileShareInfo) -> Any:
    """The bucket behind a location, `arn:aws:s3:::bucket/prefix/`, or the access point to one; then who is told who opened what."""
    where = {"region": share["BucketRegion"]} if share.get("BucketRegion") else {}
    location = share["LocationARN"]
    told = share.get("AuditDestinationARN")
    bucket = {"to": location.split("/")[0] if ":::" in location else location.rstrip("/"), **where}
    return flows([bucket, *([to_arn(told.removesuffix(":*"))] if told else [])])


def _volume(reader: Reader, volume: VolumeInfo) -> Resource:
    """A cached volume lies in AWS, always encrypted; of a stored one AWS knows only its snapshots, which are EBS's."""
    id = volume["VolumeARN"]
    cached = volume.get("VolumeType") == "CACHED"
    described = reader.get(CACHED, VolumeARNs=[id]) if cached else ON_THE_SPOT
    facts = {
        "encryption.at_rest": cached or ON_THE_SPOT,
        "encryption.key": lift(lambda found: key_arn(reader, found[0].get("KMSKey")) if found else GONE, described),
        "origin": lift(lambda found: _made_from(reader, found[0]) if found else GONE, described),
        **(sized(allocated=volume.get("VolumeSizeInBytes")) if cached else {}),
    }
    labels = tags(reader.all(TAGS, ResourceARN=id))
    return reader.resource(VOLUME, id, volume["VolumeId"], facts, labels, region=reader.region if cached else ON_THE_SPOT)


def _made_from(reader: Reader, volume: CachediSCSIVolume) -> str | None:
    return snapshot_arn(reader, volume["SourceSnapshotId"]) if volume.get("SourceSnapshotId") else None


GONE = Unknown(CACHED.reason("empty_answer"))
COLLECTOR = Collector(
    service="storagegateway",
    native_types={SHARE: "transfer", VOLUME: "volume"},
    calls=(SHARES, NFS, SMB, VOLUMES, CACHED, TAGS),
    collect=collect,
    never=(unshared(),),
)
