"""Lines that others may have written: searched for secrets and mistakes, what many resources say alike once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from auditor.inventory.seal import DAMAGED
from auditor.inventory.sound import wrong
from auditor.masking import harmless, masked_line
from auditor.model import Resource
from auditor.reference.facts import facts as dictionary

_REMEMBERED, _LONGEST = 8192, 2048
"""How many pieces are remembered, and the longest of them, in bytes: what bounds the memory."""
_WHOLE = 2048
"""How many times all facts of a resource are."""
_OWN = frozenset({"id", "name"})
"""What only one resource says."""
_resource = msgspec.json.Decoder(Resource).decode
_pieces = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_NONE = msgspec.Raw(b"{}")


class Search:
    """Reads lines that others may have written; `hid` tells whether there was a secret in one."""

    def __init__(self) -> None:
        self.hid = False

    def __call__(self, line: bytes) -> Resource:
        """The resource of a line, its secrets hidden. Raises ValueError for what no provider could have said."""
        facts = _facts(line)
        clean = line if facts is not None else masked_line(line)
        self.hid = self.hid or clean is not line
        resource = _resource(clean)
        sound = facts is not None and _sound(resource.kind, facts)
        if not sound and (mistake := wrong(resource.kind, resource.facts)):
            raise ValueError(mistake)
        return resource


def _facts(line: bytes) -> bytes | None:
    """The facts of a line that hides nothing; None where that has to be looked for in the whole of it."""
    try:
        pieces = _pieces(line)
        facts = bytes(pieces.pop("facts", _NONE))
        around = all(_harmless(name, bytes(piece)) for name, piece in pieces.items())
        return facts if around and _asked(_facts_harmless, facts) else None
    except DAMAGED:
        return None


def _harmless(name: str, piece: bytes) -> bool:
    return _piece_harmless.__wrapped__(name, piece) if name in _OWN else _asked(_piece_harmless, name, piece)


def _sound(kind: str, facts: bytes) -> bool:
    return kind in dictionary().kinds and _asked(_facts_sound, kind, facts)


def _asked(asked: Any, *told: Any) -> bool:
    """An answer that is remembered, but for what is long."""
    return bool(asked(*told) if len(told[-1]) <= _LONGEST else asked.__wrapped__(*told))


@lru_cache(_WHOLE)
def _facts_harmless(facts: bytes) -> bool:
    return all(_harmless(name, bytes(piece)) for name, piece in _pieces(facts).items())


@lru_cache(_REMEMBERED)
def _piece_harmless(name: str, piece: bytes) -> bool:
    return harmless(name, msgspec.json.decode(piece))


@lru_cache(_WHOLE)
def _facts_sound(kind: str, facts: bytes) -> bool:
    return all(_asked(_piece_sound, kind, name, bytes(piece)) for name, piece in _pieces(facts).items())


@lru_cache(_REMEMBERED)
def _piece_sound(kind: str, name: str, piece: bytes) -> bool:
    return not wrong(kind, {name: msgspec.json.decode(piece)})
