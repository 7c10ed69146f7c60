"""Lines that others may have written: searched for secrets and mistakes, what many resources say alike once."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from auditor.inventory.seal import DAMAGED
from auditor.inventory.sound import wrong
from auditor.masking import harmless, masked_line
from auditor.model import Resource
from auditor.reference.facts import facts as dictionary

_REMEMBERED, _LONGEST = 8192, 2048
"""How many pieces are remembered, and the longest of them, in bytes: what bounds the memory."""
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
        sound = facts is not None and resource.kind in dictionary().kinds and all(_sound(resource.kind, *piece) for piece in facts)
        if not sound and (mistake := wrong(resource.kind, resource.facts)):
            raise ValueError(mistake)
        return resource


def _facts(line: bytes) -> list[tuple[str, bytes]] | None:
    """The facts of a line that hides nothing; None where that has to be looked for in the whole of it."""
    try:
        pieces = _pieces(line)
        facts = [(name, bytes(piece)) for name, piece in _pieces(pieces.pop("facts", _NONE)).items()]
        around = [(name, bytes(piece)) for name, piece in pieces.items()]
        return facts if all(_harmless(*piece) for piece in (*around, *facts)) else None
    except DAMAGED:
        return None


def _harmless(name: str, piece: bytes) -> bool:
    """What only this resource says, its texts first of all, need not be remembered here."""
    alike = len(piece) <= _LONGEST and piece[:1] in b"{["
    return _read_harmless(name, piece) if alike else _read_harmless.__wrapped__(name, piece)


def _sound(kind: str, name: str, piece: bytes) -> bool:
    return (_read_sound if len(piece) <= _LONGEST else _read_sound.__wrapped__)(kind, name, piece)


@lru_cache(_REMEMBERED)
def _read_harmless(name: str, piece: bytes) -> bool:
    return harmless(name, msgspec.json.decode(piece))


@lru_cache(_REMEMBERED)
def _read_sound(kind: str, name: str, piece: bytes) -> bool:
    return not wrong(kind, {name: msgspec.json.decode(piece)})
