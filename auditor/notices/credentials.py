"""Which of the credentials that the auditor signs in with end soon: as the entry declares, and as the certificates that it names say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from auditor.files.bounded import PAGE, read_bounded

FILES = ("certificate_path", "ca_bundle")
"""Options of entries that name a file of certificates."""


class Credential(NamedTuple):
    """The entry of `accounts:` whose it is, what it is (an option of the entry that names a file, if any), and the day on which it ends."""

    entry: str
    what: str
    end: str


def credentials(accounts: Iterable[Mapping[str, object]]) -> Iterator[Credential]:
    """Every end that is known; a file that cannot be read, or is no PEM, is told when it is signed in with, and not here."""
    for entry in accounts:
        if entry.get("credential_ends"):
            yield Credential(str(entry["id"]), "", str(entry["credential_ends"]))
        for option in FILES:
            ends = [*_ends(Path(str(entry[option])))] if entry.get(option) else []
            if ends:
                # Of the authorities of a bundle one that ended is none that is missed, while others sign.
                yield Credential(str(entry["id"]), option, min(ends) if option == "certificate_path" else max(ends))


def _ends(path: Path) -> Iterator[str]:
    """The last day of each certificate of a file."""
    try:
        found = import_module("cryptography.x509").load_pem_x509_certificates(read_bounded(path, PAGE))
    except (ImportError, OSError, ValueError):
        return
    for each in found:
        yield each.not_valid_after_utc.date().isoformat()
