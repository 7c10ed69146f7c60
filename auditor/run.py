"""The run directory: `run.json` and `findings.jsonl` beside the snapshot they were judged from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from io import BufferedReader
from pathlib import Path
from typing import Any

import msgspec

from auditor.errors import SnapshotError
from auditor.files import write_atomically
from auditor.masking import masked_line
from auditor.model import SCHEMA_VERSION, Finding, Place, Run

RUN = "run.json"
FINDINGS = "findings.jsonl"
SNAPSHOT = "snapshot"


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


_encode = msgspec.json.Encoder(order="deterministic").encode
_finding = msgspec.json.Decoder(Finding)


def routes(places: Sequence[Place]) -> Iterator[tuple[tuple[str | None, str | None, str], Place]]:
    """Where a resource's data goes from its original: (country left, country reached, role), each once, with one of the places reached."""
    seen: set[tuple[str | None, str | None, str]] = set()
    for place in places[1:]:
        way = places[0].country, place.country, place.role
        if way not in seen:
            seen.add(way)
            yield way, place


def write_run(directory: Path, findings: Iterable[Finding], summary: Callable[[], Run]) -> Run:
    """Stream the findings, then write the summary they add up to. Raises OutputError."""
    with write_atomically(directory / FINDINGS) as stream:
        for finding in findings:
            stream.write(_encode(finding) + b"\n")
    return write_summary(directory, summary())


def write_summary(directory: Path, run: Run) -> Run:
    """Write `run.json` alone. Raises OutputError."""
    with write_atomically(directory / RUN) as stream:
        stream.write(msgspec.json.format(masked_line(_encode(run)), indent=1) + b"\n")
    return run


def read_run(directory: Path) -> Run:
    """The summary of a run. Raises SnapshotError when it is missing, damaged or of another version."""
    path = directory / RUN
    try:
        run = msgspec.json.decode(path.read_bytes(), type=Run)
    except OSError as error:
        raise SnapshotError(f"{path} cannot be read: {error.strerror}", "Give the directory of a run.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SnapshotError(f"{path} is not a run: {error}", "Judge the snapshot again.") from error
    if run.schema_version != SCHEMA_VERSION:
        raise SnapshotError(f"{path} has version {run.schema_version}; this auditor reads {SCHEMA_VERSION}", "Judge the snapshot again.")
    try:
        msgspec.convert(msgspec.to_builtins(run), _Shown)
    except msgspec.ValidationError as error:
        raise SnapshotError(f"{path} is not a run: {error}", "Judge the snapshot again.") from error
    return run


def check_whole(directory: Path, run: Run) -> None:
    """Count the findings without reading them. Raises SnapshotError when some of those that the run counted are gone."""
    with _opened(directory) as stream:
        found = sum(1 for _line in stream)
    if found < sum(run.totals.values()):
        said = f"{directory / FINDINGS} holds {found} findings of the {sum(run.totals.values())} that {RUN} counts"
        raise SnapshotError(said, "Judge the snapshot again.")


def read_findings(directory: Path) -> Iterator[Finding]:
    """Every finding, streamed, in the order they were judged. Raises SnapshotError."""
    with _opened(directory) as stream:
        yield from map(_finding.decode, stream)


def read_findings_at(directory: Path, places: Iterable[int]) -> Iterator[Finding]:
    """The findings whose lines begin at these bytes. Raises SnapshotError."""
    with _opened(directory) as stream:
        for place in places:
            stream.seek(place)
            yield _finding.decode(stream.readline())


def places_of_findings(directory: Path) -> Iterator[tuple[int, Finding]]:
    """Every finding and the byte at which its line begins, to read it again. Raises SnapshotError."""
    place = 0
    with _opened(directory) as stream:
        for line in stream:
            yield place, _finding.decode(line)
            place += len(line)


@contextmanager
def _opened(directory: Path) -> Iterator[BufferedReader]:
    path = directory / FINDINGS
    try:
        with path.open("rb") as stream:
            yield stream
    except OSError as error:
        raise SnapshotError(f"{path} cannot be read: {error.strerror}", "Judge the snapshot again.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SnapshotError(f"{path} is damaged: {error}", "Judge the snapshot again.") from error
