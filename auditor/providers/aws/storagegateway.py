"""AWS Storage Gateway: file shares, which write what is put on them to a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.aws.common import flows, tags
from auditor.providers.base import Call, Collector, Reader, Unknown, lift

SHARE = "AWS::StorageGateway::FileShare"
FED = ("name", "flows.copy", "tags")
AT_A_TIME = 10

SHARES = Call("storagegateway", "ListFileShares", path="FileShareInfoList", lists=True)
NFS = Call("storagegateway", "DescribeNFSFileShares", feeds=FED, path="NFSFileShareInfoList")
SMB = Call("storagegateway", "DescribeSMBFileShares", feeds=FED, path="SMBFileShareInfoList")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every file share of the region, described a few at a time."""
    shares = list(reader.pages(SHARES))
    for call in (NFS, SMB):
        ids = [one["FileShareARN"] for one in shares if (one["FileShareType"] == "NFS") == (call is NFS)]
        groups = [ids[start : start + AT_A_TIME] for start in range(0, len(ids), AT_A_TIME)]
        for described in reader.map(partial(_described, reader, call), groups):
            yield from (_share(reader, id, share) for id, share in described.items())


def _described(reader: Reader, call: Call, ids: list[str]) -> dict[str, Any]:
    """Each share of a group as AWS describes it, or why it could not be."""
    answer = reader.get(call, FileShareARNList=ids)
    if isinstance(answer, Unknown):
        return dict.fromkeys(ids, answer)
    return dict.fromkeys(ids, Unknown(f"empty_answer: {call.detail}")) | {one["FileShareARN"]: one for one in answer}


def _share(reader: Reader, id: str, share: Any) -> Resource:
    facts = {"flows.copy": lift(_bucket, share), "flows.share": None}
    name = lift(lambda one: one.get("FileShareName") or one["FileShareId"], share)
    return reader.resource(SHARE, id, name, facts, lift(lambda one: tags(one.get("Tags")), share))


def _bucket(share: dict[str, Any]) -> Any:
    """The bucket behind a location, `arn:aws:s3:::bucket/prefix/`, or the access point that leads to one."""
    where = {"region": share["BucketRegion"]} if share.get("BucketRegion") else {}
    location = share["LocationARN"]
    return flows([{"to": location.split("/")[0] if ":::" in location else location.rstrip("/"), **where}])


COLLECTOR = Collector(service="storagegateway", native_types={SHARE: "transfer"}, calls=(SHARES, NFS, SMB), collect=collect)
