"""What a unit brought, as it is kept: a head that says what it is, and one gzip member of resources. What ties both is a hash."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from auditor.inventory.packed import GAPS, GZIP, Packed, Place
from auditor.inventory.sound import encoded
from auditor.masking import masked_line
from auditor.model import Coverage
from auditor.reason import SETTLED, reason_of


class Ending(NamedTuple):
    """Something that ends by itself: what sort of thing, its name and its day; without a name, `why` nobody knows of that sort.

    Of an `access_key`, which never ends, the day on which it was made.
    """

    what: str
    name: str = ""
    day: str = ""
    why: str = ""


class Traces(NamedTuple):
    """What a unit leaves for the next time: a mark of what each of its resources was made of, in order (0 where none can be told), when
    the oldest of those that it took over was read, which events it heeded, and of what, looked at when, nothing was made; and what ends."""

    marks: tuple[int, ...] = ()
    oldest: str = ""
    seen: tuple[int, ...] = ()
    silent: tuple[tuple[str, tuple[int, ...]], ...] = ()
    ends: tuple[Ending, ...] = ()


class Head(msgspec.Struct, frozen=True, omit_defaults=True):
    """One unit that was read: a line of `units.jsonl.gz`.

    `key` is what it read, and under which options; `began` is before its first call, `calls` are the requests it cost.
    `coverage` are its lines as it said them. `missed` are the codes of what was asked and not answered.
    `marks`, `oldest`, `seen`, `silent` and `ends` are its Traces.
    `size` and `sha256` are of its member, which lies in `file` from byte `offset` on; in none, where there was no resource.
    """

    key: str
    provider: str
    account: str
    region: str | None
    service: str
    began: str
    calls: int = 0
    resources: int = 0
    settings: int = 0
    unread: int = 0
    missed: tuple[str, ...] = ()
    held: tuple[tuple[str, Place], ...] = ()
    coverage: tuple[Coverage, ...] = ()
    size: int = 0
    sha256: str = ""
    file: str = ""
    offset: int = 0
    marks: tuple[int, ...] = ()
    oldest: str = ""
    seen: tuple[int, ...] = ()
    silent: tuple[tuple[str, tuple[int, ...]], ...] = ()
    ends: tuple[Ending, ...] = ()

    @property
    def since(self) -> str:
        """When the oldest thing that it brought was asked for."""
        return self.oldest or self.began

    @property
    def whole(self) -> bool:
        """Whether all that it asked was answered."""
        return not self.missed

    @property
    def settled(self) -> bool:
        """Whether asking again would answer the same while nothing changes: a refusal stays one, what was lost on the way may come."""
        return SETTLED.issuperset(self.missed)


class Shard(NamedTuple):
    """A head and its member."""

    head: Head
    packed: Packed

    @property
    def sound(self) -> bool:
        """Whether the member is the one that the head speaks of."""
        member = self.packed.member
        return len(member) == self.head.size and (not member or hashlib.sha256(member).hexdigest() == self.head.sha256)


def shard(
    key: str,
    where: tuple[str, str, str | None, str],
    began: str,
    packed: Packed,
    coverage: Iterable[Coverage],
    calls: int,
    traces: Traces = Traces(),  # noqa: B008 - never changes
) -> Shard:
    """What a unit brought; `where` is its provider, account, region and service."""
    lines = (*coverage,)
    missed = {*packed.missed, *(reason_of(line.reason).code or line.status for line in lines if line.status in GAPS)}
    head = Head(
        key,
        *where,
        began,
        calls=calls,
        resources=len(packed),
        settings=packed.settings,
        unread=packed.unread,
        missed=(*sorted(missed),),
        held=(*sorted(packed.held, key=repr),),
        coverage=lines,
        size=len(packed.member),
        sha256=hashlib.sha256(packed.member).hexdigest() if packed.member else "",
        **traces._asdict(),
    )
    return Shard(head, packed)


def again(head: Head, member: bytes) -> Shard:
    """A shard that was kept: `sound` says whether both belong together."""
    return Shard(head, Packed.kept(member, head.resources, head.settings, head.unread, head.missed, head.held))


class Listing:
    """The heads of a snapshot, packed as they come."""

    def __init__(self) -> None:
        self.lines = 0
        self._pack = zlib.compressobj(5, zlib.DEFLATED, GZIP)
        self._parts: list[bytes] = []

    def add(self, head: Head) -> None:
        """One more line."""
        self._parts.append(self._pack.compress(line_of(head) + b"\n"))
        self.lines += 1

    def packed(self) -> bytes:
        """All of them: `units.jsonl.gz`."""
        return b"".join([*self._parts, self._pack.flush()])


def line_of(head: Head) -> bytes:
    """A head as it is written."""
    return masked_line(encoded(head))


head_of = msgspec.json.Decoder(Head).decode
"""A head as it was written."""
