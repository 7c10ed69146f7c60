"""Resources as the bytes of a shard, and what is known of them without unpacking."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection, Iterable, Iterator
from io import BytesIO

import msgspec

from auditor.inventory.sound import encoded, fit
from auditor.masking import masked_line
from auditor.model import Resource
from auditor.reason import reason_of

GAPS = frozenset({"refused", "failed"})
"""Coverage statuses that make a scan incomplete; `skipped` is the configuration's own choice."""
SETTINGS = frozenset({"organization", "settings"})
"""Kinds that every account has and that hold no data."""
GZIP = 31
"""What zlib calls the gzip format."""

Place = tuple[str, str, str | None]
"""Provider, account, region."""

_resources = msgspec.json.Decoder(Resource)


class Packed(Collection[Resource]):
    """Resources as the bytes that a shard holds, a twentieth of what they are as objects; read anew at each iteration.

    `held` says which kinds lie in which places, `missed` the codes of what was not answered.
    `member` are the bytes: one gzip member, whole.
    """

    __slots__ = ("_count", "held", "member", "missed", "settings", "unread")

    def __init__(self, resources: Iterable[Resource]) -> None:
        pack = zlib.compressobj(5, zlib.DEFLATED, GZIP)
        parts: list[bytes] = []
        held: set[tuple[str, Place]] = set()
        missed: set[str] = set()
        self._count = self.settings = self.unread = 0
        for resource in map(fit, resources):
            parts.append(pack.compress(masked_line(encoded(resource)) + b"\n"))
            held.add((resource.kind, (resource.provider, resource.account, resource.region)))
            self._count += 1
            self.settings += resource.kind in SETTINGS
            codes = {reason.code for reason in map(reason_of, resource.unknown.values()) if reason.unanswered}
            self.unread += bool(codes)
            missed |= codes
        self.held, self.missed = frozenset(held), frozenset(missed)
        self.member = b"".join([*parts, pack.flush()]) if self._count else b""

    @classmethod
    def of(cls, resources: Iterable[Resource]) -> Packed:
        """The same when they are packed already."""
        return resources if isinstance(resources, cls) else cls(resources)

    @classmethod
    def kept(
        cls, member: bytes, count: int, settings: int, unread: int, missed: Iterable[str], held: Iterable[tuple[str, Place]]
    ) -> Packed:
        """What was packed once and kept, with what was known of it."""
        packed = cls(())
        packed.member, packed._count, packed.settings, packed.unread = member, count, settings, unread
        packed.missed, packed.held = frozenset(missed), frozenset(held)
        return packed

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Resource]:
        return resources_of(self.member)

    def __contains__(self, resource: object) -> bool:
        return any(one == resource for one in self)


def resources_of(member: bytes) -> Iterator[Resource]:
    """The resources of a gzip member, in order; none of an empty one."""
    if member:
        with gzip.GzipFile(fileobj=BytesIO(member)) as stream:
            yield from map(_resources.decode, stream)
