"""The run directory: `run.json`, and the findings it seals, beside the snapshot they were judged from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from auditor.errors import SnapshotError
from auditor.files import open_regular, unread, write_atomically
from auditor.findings import FINDINGS, Findings
from auditor.i18n import N_, _, filled
from auditor.inventory.page import Words, read_page
from auditor.inventory.seal import Sealing, unsealed
from auditor.inventory.searched import searched
from auditor.inventory.snapshot import MANIFEST
from auditor.masking import masked_line
from auditor.model import FORMER_VERSION, NO_ROLE, RUN_VERSION, Finding, Place, Run, Seal

RUN = "run.json"
SNAPSHOT = "snapshot"
SEALED_SNAPSHOT = f"{SNAPSHOT}/{MANIFEST}"


class _Entry(msgspec.Struct):
    id: str | int
    title: str | None = None
    categories: list[str] | None = None
    countries: list[str] | None = None
    retention: dict[str, str | None] | None = None


class _Cell(msgspec.Struct):
    file: str
    row: int
    column: str
    text: str


class _Context(msgspec.Struct):
    organisation: dict[str, Any] | str | None = None
    processing_activities: list[_Entry] | None = None
    allowed_countries: list[str] | None = None
    retention: dict[str, dict[str, Any]] | None = None
    to_complete: list[_Cell] = []


class _Requirement(msgspec.Struct):
    id: str
    title: dict[str, str] | str | None = None


class _Rule(msgspec.Struct):
    severity: str = ""
    force: str = ""
    revision: int = 0
    title: dict[str, str] | str | None = None
    requirements: list[_Requirement] | None = None


class _Point(msgspec.Struct):
    at: str
    fail: int
    waived: int
    unknown: int
    passed: int = msgspec.field(name="pass")
    partial: bool = False


class _Past(msgspec.Struct):
    trend: list[_Point] = []


class _Manifest(msgspec.Struct):
    context: _Context = msgspec.field(default_factory=_Context)


class _Shown(msgspec.Struct):
    """The shape of what a report reads of a run where the model leaves it free."""

    as_of: date
    snapshot: _Manifest
    rules: dict[str, _Rule]
    reference: dict[str, date]
    previous: _Past | None = None


_WORDS = Words(N_("%(path)s is not a run: %(why)s"), N_("Give the directory of a run."), N_("Judge the snapshot again."))
_encode = msgspec.json.Encoder(order="deterministic").encode


def routes(places: Sequence[Place]) -> Iterator[tuple[tuple[str | None, str | None, str], Place]]:
    """Where a resource's data goes from its original: (country left, country reached, role), each once, with one of the places reached.

    Where a place that may be reached may send it further is no way of its own.
    """
    seen: set[tuple[str | None, str | None, str]] = set()
    for place in places[1:]:
        way = places[0].country, place.country, place.role
        if way not in seen and place.role != NO_ROLE:
            seen.add(way)
            yield way, place


def write_run(directory: Path, judge: Callable[[Sealing], Run]) -> Run:
    """Let `judge` write the findings and answer the summary they add up to, sealed here to them and to the snapshot beside.

    Raises OutputError.
    """
    with write_atomically(directory / FINDINGS) as stream:
        sealing = Sealing(stream)
        run = judge(sealing)
    seal = sealing.seal()
    with open_regular(directory / FINDINGS) as written:
        searched.digested(written, seal.sha256)
        searched.add(written)
    seals = {FINDINGS: seal, **_of_snapshot(directory)}
    return write_summary(directory, msgspec.structs.replace(run, seals=seals))


def write_summary(directory: Path, run: Run) -> Run:
    """Write `run.json` alone; the run as it is read again. Raises OutputError."""
    content = masked_line(_encode(run))
    with write_atomically(directory / RUN) as stream:
        stream.write(msgspec.json.format(content, indent=1) + b"\n")
    return msgspec.json.decode(content, type=Run)


def read_run(directory: Path) -> Run:
    """The summary of a run. Raises SnapshotError when it is missing, damaged or of another version."""
    return read_page(
        directory / RUN, Run, (FORMER_VERSION, RUN_VERSION), _WORDS, lambda run: msgspec.convert(msgspec.to_builtins(run), _Shown)
    )


def check_whole(directory: Path, run: Run) -> None:
    """Hold findings and snapshot against the seals of the run. Raises SnapshotError when they are not those that it was made of."""
    for name, seal in run.seals.items():
        if name not in (FINDINGS, SEALED_SNAPSHOT):
            raise SnapshotError(
                _("%(path)s seals other files than those of a run") % {"path": directory / RUN}, _("Judge the snapshot again.")
            )
        try:
            with unsealed(directory / name, seal) as stream:
                if name == FINDINGS:
                    searched.digested(stream, seal.sha256)
        except OSError as error:
            raise unread(directory / name, error, _("Judge the snapshot again.")) from error
    if FINDINGS in run.seals:
        return
    found = sum(1 for _finding in Findings(directory))
    if found < sum(run.totals.values()):
        said = filled(
            "%(path)s holds %(found)s findings of the %(count)s that %(run)s counts",
            path=directory / FINDINGS,
            found=found,
            count=sum(run.totals.values()),
            run=RUN,
        )
        raise SnapshotError(said, _("Judge the snapshot again."))


def read_findings(directory: Path) -> Iterator[Finding]:
    """Every finding, streamed, in the order they were judged. Raises SnapshotError."""
    return iter(Findings(directory))


def identity(run: Run) -> str:
    """What tells a scan from another of the same second: a digest of its manifest, which seals what it read."""
    return hashlib.sha256(_encode(run.snapshot)).hexdigest()


def name_of(context: Mapping[str, object]) -> str:
    """How an organisation is called; empty for one that is not named."""
    told = context.get("organisation")
    return str(told.get("name") or "") if isinstance(told, dict) else str(told or "")


def organisation(context: Mapping[str, object]) -> str:
    """The key of an organisation in a history that holds many: its SIREN, else its name; empty for one that is not named."""
    told = context.get("organisation")
    return str(told["siren"]) if isinstance(told, dict) and told.get("siren") else name_of(context)


def _of_snapshot(directory: Path) -> dict[str, Seal]:
    """The seal of the manifest beside, which seals the rest; none where a run stands alone."""
    try:
        with open_regular(directory / SEALED_SNAPSHOT) as stream:
            content = stream.read()
    except FileNotFoundError:
        return {}
    return {SEALED_SNAPSHOT: Seal(content.count(b"\n"), hashlib.sha256(content).hexdigest())}
