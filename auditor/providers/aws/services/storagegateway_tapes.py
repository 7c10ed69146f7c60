"""Virtual tapes of AWS Storage Gateway, in a library or archived: backups, and how long their pool forbids deleting them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS, unshared
from auditor.providers.aws.common import key_arn, tags
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import days, sized

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.storagegateway_tapes import PoolInfo, Tape, TapeArchive, TapeInfo

TAPE = "AWS::StorageGateway::Tape"
NO_LOCK = "NONE"

TAPES = Call("storagegateway", "ListTapes", feeds=("size.allocated",), path="TapeInfos", lists=True)
IN_LIBRARY = Call("storagegateway", "DescribeTapes", feeds=("encryption.key",), path="Tapes")
ARCHIVED = Call("storagegateway", "DescribeTapeArchives", feeds=("encryption.key",), path="TapeArchives")
POOLS = Call("storagegateway", "ListTapePools", feeds=("lock.min",), path="PoolInfos")
TAGS = Call("storagegateway", "ListTagsForResource", feeds=("tags",), path="Tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every tape of the region; keys are asked for once a library and once for the archive, locks once for all pools."""
    tapes = list(reader.pages(TAPES))
    if not tapes:
        return
    gateways = dict.fromkeys(one.get("GatewayARN") for one in tapes)
    keys = {gateway: lift(_keys, _described(reader, gateway)) for gateway in gateways}
    pools = lift(_locks, reader.all(POOLS))
    yield from reader.map(partial(_tape, reader, keys, pools), tapes)


def _described(reader: Reader, gateway: str | None) -> Any:
    """The tapes of one library; an archived one is in none."""
    return reader.all(IN_LIBRARY, GatewayARN=gateway) if gateway else reader.all(ARCHIVED)


def _keys(described: list[Tape | TapeArchive]) -> dict[str, str | None]:
    return {one["TapeARN"]: one.get("KMSKey") for one in described}


def _locks(pools: list[PoolInfo]) -> dict[str, str | None]:
    """By pool, how long a tape cannot be deleted."""
    return {
        one["PoolARN"].rsplit("/", 1)[1]: days(one.get("RetentionLockTimeInDays")) if one.get("RetentionLockType") != NO_LOCK else None
        for one in pools
    }


def _tape(reader: Reader, keys: Mapping[str | None, object], pools: object, tape: TapeInfo) -> Resource:
    id = tape["TapeARN"]
    key = lift(lambda known: known.get(id, Unknown(IN_LIBRARY.reason("empty_answer"))), keys[tape.get("GatewayARN")])
    facts = {
        # A tape is always encrypted, with the service's key when no other is named.
        "encryption.at_rest": True,
        "encryption.key": lift(lambda one: key_arn(reader, one), key),
        "public.access": False,
        # The two pools that AWS made itself have no ARN, and no lock.
        "lock.min": lift(lambda known: known.get(tape.get("PoolId")), pools),
        **sized(allocated=tape.get("TapeSizeInBytes")),
    }
    return reader.resource(TAPE, id, tape.get("TapeBarcode") or id.rsplit("/", 1)[1], facts, tags(reader.all(TAGS, ResourceARN=id)))


COLLECTOR = Collector(
    service="storagegateway-tapes",
    native_types={TAPE: "snapshot"},
    calls=(TAPES, IN_LIBRARY, ARCHIVED, POOLS, TAGS),
    collect=collect,
    never=(
        unshared(),
        Absence(("origin",), f"{DOCS}/storagegateway/latest/APIReference/API_CreateTapes.html: a tape is made blank"),
    ),
)
