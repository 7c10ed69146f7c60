"""The first page of a saved directory: one JSON object of a known version, which seals what lies beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

import msgspec

from auditor.errors import SnapshotError
from auditor.files import open_regular, unread
from auditor.files.bounded import whole
from auditor.files.garbled import plainly
from auditor.i18n import _, filled
from auditor.inventory.seal import DAMAGED
from auditor.masking import masked_line


class Versioned(Protocol):
    """A page says of which version it is."""

    @property
    def schema_version(self) -> int:
        """The version."""


Page = TypeVar("Page", bound=Versioned)


class Words(NamedTuple):
    """What is said of a page that is not there, or not one: msgids, of which `mistake` tells `path` and `why`."""

    mistake: str
    missing: str
    remedy: str


def read_page(path: Path, kind: type[Page], known: Collection[int], words: Words, check: Callable[[Page], object]) -> Page:
    """The page, without the secrets of one that others wrote; `check` raises ValueError for what its shape cannot say.

    Raises SnapshotError when it is missing, damaged or of a version that is not `known`, the last of which is today's.
    """
    try:
        with open_regular(path) as stream:
            page = msgspec.json.decode(masked_line(whole(stream)), type=kind)
        if page.schema_version in known:
            check(page)
    except OSError as error:
        raise unread(path, error, _(words.missing)) from error
    except DAMAGED as error:
        raise SnapshotError(filled(words.mistake, path=path, why=plainly(error)), _(words.remedy)) from error
    if page.schema_version not in known:
        told = {"path": path, "found": page.schema_version, "known": max(known)}
        raise SnapshotError(filled("%(path)s has version %(found)s; this auditor reads %(known)s", **told), _(words.remedy))
    return page
