"""findings.jsonl: what was found, written once. One line a resource for what it passes, a whole line for what fails or is unknown.

A part of the file begins with its version. A line with `as` names what a rule says of all that passes it alike, until the part ends; one
with `pass` tells by these names what a resource passes, its places and categories once. Any other line is a whole finding, and a part about
few resources holds nothing else, so that whatever reads lines of JSON reads a small run; so does a file of before there were versions.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol

import msgspec

from auditor.errors import SnapshotError
from auditor.files import open_regular, unread
from auditor.files.bounded import lines
from auditor.files.garbled import plainly
from auditor.i18n import _, filled
from auditor.inventory.seal import DAMAGED
from auditor.inventory.searched import searched
from auditor.masking import masked, masked_line, without
from auditor.model import Because, Citation, Confidence, Finding, Outcome, Place, ResourceRef, Severity
from auditor.remembered import Remembered

FINDINGS = "findings.jsonl"
VERSION = 2
FEW = 1_000
"""A part about fewer resources is written plainly."""
_SHIFT, _MOST = 12, 1 << 12
"""A place is the byte at which a line begins, and in its last bits which of the line's findings is meant."""


def fingerprint(rule: str, resource: str) -> str:
    """The stable name of a finding: the same rule and resource have the same one for ever."""
    return hashlib.sha256(f"{rule}\0{resource}".encode()).hexdigest()[:16]


class Standing(msgspec.Struct, frozen=True, eq=False):
    """What a rule says of every resource that passes it alike; one object for all of them."""

    rule: str
    revision: int
    severity: Severity
    requirements: list[str]
    confidence: Confidence
    force: str = ""
    unconfirmed: list[Citation] = []


class Judged(msgspec.Struct, frozen=True):
    """All that was found of one resource: what it passes, and the findings that ask for something; both in the order of their rules."""

    resource: ResourceRef
    categories: list[str]
    activities: list[str]
    places: list[Place]
    passed: list[Standing]
    asking: list[Finding]

    def findings(self) -> Iterator[Finding]:
        """Every finding, in the order of the rules."""
        found = [*map(self.passing, self.passed), *self.asking]
        return iter(sorted(found, key=_rule) if self.passed and self.asking else found)

    def passing(self, standing: Standing) -> Finding:
        """That it passes a rule."""
        rule = standing.rule
        return Finding(
            fingerprint(rule, self.resource.id), rule, standing.revision, standing.severity, Outcome.PASS, False, self.resource,
            self.categories, self.activities, self.places, [], standing.requirements, standing.confidence, None, standing.force,
            standing.unconfirmed,
        )  # fmt: skip


class _Part(msgspec.Struct):
    schema_version: int


class _Name(msgspec.Struct):
    called: str = msgspec.field(name="as")
    standing: Standing


class _Pass(msgspec.Struct):
    passed: list[str] = msgspec.field(name="pass")
    resource: ResourceRef
    categories: list[str]
    activities: list[str]
    places: list[Place]


class _Passed(msgspec.Struct):
    """The same, as it is read."""

    passed: list[str] = msgspec.field(name="pass")
    resource: msgspec.Raw
    categories: msgspec.Raw
    activities: msgspec.Raw
    places: msgspec.Raw


class _Reason(msgspec.Struct):
    """A reason of it."""

    fact: str
    actual: msgspec.Raw
    expected: str
    rule_line: str
    call: str
    at: str


class _Whole(msgspec.Struct):
    """A finding in which all that others may have written is still to be read."""

    fingerprint: str
    rule: str
    revision: int
    severity: Severity
    outcome: Outcome
    waived: bool
    resource: msgspec.Raw
    categories: msgspec.Raw
    activities: msgspec.Raw
    places: msgspec.Raw
    reasons: list[_Reason]
    requirements: msgspec.Raw
    confidence: Confidence
    waiver: msgspec.Raw = msgspec.Raw(b"null")
    force: str = ""
    unconfirmed: msgspec.Raw = msgspec.Raw(b"[]")


_ABSENT = msgspec.Raw()


class _Kind(msgspec.Struct):
    """Which of these a line is; a whole finding has none of their keys."""

    schema_version: int | None = None
    called: msgspec.Raw = msgspec.field(name="as", default=_ABSENT)
    passed: msgspec.Raw = msgspec.field(name="pass", default=_ABSENT)


_encode = msgspec.json.Encoder(order="deterministic").encode
_some_kind = msgspec.json.Decoder(_Kind).decode
_name = msgspec.json.Decoder(_Name).decode
_pass, _whole = msgspec.json.Decoder(_Passed).decode, msgspec.json.Decoder(_Whole).decode
_PIECES = {field.name: msgspec.json.Decoder(field.type).decode for field in msgspec.structs.fields(Finding)}
_PLAIN, _BEGINS = _Kind(), b'{"fingerprint":'
"""What a whole finding is, and how we begin it."""
_KEPT = 4096
"""How many pieces of lines are kept: those of one resource follow each other, and texts and requirements are the same everywhere."""
_NO_SECRET = re.compile(r"[0-9a-f]{16}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
"""A fingerprint, a moment: what nearly every line has one of its own of."""


class Sink(Protocol):
    """Takes whole lines."""

    def write(self, data: bytes, lines: int = 1) -> Any:
        """Take so many of them."""


def write_part(judged: Iterable[Judged], sink: Sink, few: int = FEW) -> None:
    """Write a part of the file: it stands by itself, whatever stands before it. What was judged was masked as it was read."""
    judged = iter(judged)
    first = [*islice(judged, few)]
    if len(first) < few:
        for finding in chain.from_iterable(one.findings() for one in first):
            sink.write(_encode(finding) + b"\n")
    else:
        _write_packed(chain(first, judged), sink)


def _write_packed(judged: Iterable[Judged], sink: Sink) -> None:
    names: dict[Standing, str] = {}
    counts: dict[str, int] = {}
    sink.write(_encode(_Part(VERSION)) + b"\n")
    for one in judged:
        if one.passed:
            for standing in one.passed:
                if standing not in names:
                    counts[standing.rule] = counts.get(standing.rule, 0) + 1
                    names[standing] = f"{standing.rule}.{counts[standing.rule]}"
                    sink.write(_encode(_Name(names[standing], standing)) + b"\n")
            told = [names[standing] for standing in one.passed]
            sink.write(_encode(_Pass(told, one.resource, one.categories, one.activities, one.places)) + b"\n")
        for finding in one.asking:
            sink.write(_encode(finding) + b"\n")


def _kind(line: bytes) -> _Kind:
    return _PLAIN if line.startswith(_BEGINS) else _some_kind(line)


class Findings:
    """The findings of a run directory. Raises SnapshotError for what is missing or damaged, and for a version that is not known."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._starts: list[int] = []
        self._names: list[dict[str, Standing]] = []

    def __iter__(self) -> Iterator[Finding]:
        return (finding for _place, finding in self.places())

    def places(self) -> Iterator[tuple[int, Finding]]:
        """Every finding, streamed, in the order they were judged, and a number by which it is read again."""
        held: list[tuple[int, Finding]] = []
        for line in self._lines():
            if held:
                if not line.passing and line.found[0][1].resource.id == held[0][1].resource.id:
                    held += line.found
                    continue
                yield from sorted(held, key=_rule_there)
                held = []
            if line.passing:
                held = line.found
            else:
                yield from line.found
        yield from sorted(held, key=_rule_there)

    def at(self, places: Iterable[int]) -> Iterator[Finding]:
        """The findings of these numbers, once all were read."""
        with opened(self._directory) as stream:
            reading = _Reading(known=searched.has(stream))
            for place in places:
                start, position = place >> _SHIFT, place % _MOST
                stream.seek(start)
                names = self._names[bisect(self._starts, start) - 1] if self._starts else {}
                line = stream.readline()
                yield reading.findings(line, _kind(line), names)[position]

    def _lines(self) -> Iterator[_Line]:
        """What each line tells. A file in which a first reading hides nothing is not searched again."""
        self._starts, self._names = [], []
        names: dict[str, Standing] = {}
        start = 0
        with opened(self._directory) as stream:
            reading = _Reading(known=searched.has(stream))
            for line in lines(stream):
                kind = _kind(line)
                if kind.schema_version is not None:
                    names = self._begin(kind.schema_version, start)
                elif kind.called is not _ABSENT:
                    name = _name(reading.clean(line))
                    names[name.called] = name.standing
                else:
                    found = [(start << _SHIFT | position, one) for position, one in enumerate(reading.findings(line, kind, names))]
                    yield _Line(kind.passed is not _ABSENT, found)
                start += len(line)
            if not reading.hid:
                searched.add(stream)

    def _begin(self, version: int, start: int) -> dict[str, Standing]:
        """A part begins, and knows no names."""
        if version != VERSION:
            raise ValueError(filled("version %(found)s; this auditor reads %(known)s", found=version, known=VERSION))
        self._starts.append(start)
        self._names.append({})
        return self._names[-1]


class _Line(NamedTuple):
    """What a line tells, each finding with its place."""

    passing: bool
    found: list[tuple[int, Finding]]


class _Reading:
    """One reading of a file. What lines say alike is searched for secrets once, and is one object for all of them.

    `known` says that nothing has to be searched, `hid` whether anything was hidden.
    """

    def __init__(self, *, known: bool) -> None:
        self._known, self.hid = known, False
        self._pieces = {name: Remembered[bytes, Any](_KEPT) for name in _PIECES}
        self._clean: set[str] = set()

    def clean(self, told: bytes) -> bytes:
        """A piece of JSON without its secrets."""
        if self._known:
            return told
        clean = masked_line(told)
        self.hid = self.hid or clean is not told
        return clean

    def findings(self, line: bytes, kind: _Kind, names: Mapping[str, Standing]) -> list[Finding]:
        """Those of a line: that of a whole one, or each that it passes."""
        if kind.passed is _ABSENT:
            return [self._whole(_whole(line))]
        told = _pass(line)
        passed = [self._text(name) for name in told.passed]
        if not 0 < len(passed) <= _MOST or not names.keys() >= {*passed}:
            raise ValueError(_("it passes what no line before names"))
        piece = self._piece
        about = piece("resource", told.resource), piece("categories", told.categories), piece("activities", told.activities)
        judged = Judged(*about, piece("places", told.places), [], [])
        return [judged.passing(names[name]) for name in passed]

    def _whole(self, told: _Whole) -> Finding:
        piece = self._piece
        return Finding(
            self._text(told.fingerprint), self._text(told.rule), told.revision, told.severity, told.outcome, told.waived,
            piece("resource", told.resource), piece("categories", told.categories), piece("activities", told.activities),
            piece("places", told.places), [*map(self._reason, told.reasons)], piece("requirements", told.requirements),
            told.confidence, piece("waiver", told.waiver), self._text(told.force), piece("unconfirmed", told.unconfirmed),
        )  # fmt: skip

    def _reason(self, told: _Reason) -> Because:
        """What it is, each finding says by itself; what was asked, where and by which call, many say alike."""
        text, said = self._text, (told.fact, told.expected, told.rule_line, told.call)
        actual = msgspec.json.decode(told.actual)
        if self._known:
            return Because(told.fact, actual, told.expected, told.rule_line, told.call, told.at)
        clean = without(actual)
        self.hid = self.hid or (clean is not actual and clean != actual)
        fact, expected, line, call = said if self._clean.issuperset(said) else map(text, said)
        return Because(fact, clean, expected, line, call, told.at if _NO_SECRET.fullmatch(told.at) else text(told.at))

    def _text(self, text: str) -> str:
        if self._known or text in self._clean or _NO_SECRET.fullmatch(text):
            return text
        clean = masked(text)
        if clean != text:
            self.hid = True
        elif len(self._clean) < _KEPT:
            self._clean.add(text)
        else:
            self._clean = {text}
        return clean

    def _piece(self, name: str, told: msgspec.Raw) -> Any:
        raw, known = bytes(told), self._pieces[name]
        found = known.get(raw, _ABSENT)
        if found is _ABSENT:
            found = known[raw] = _PIECES[name](self.clean(raw))
        return found


def _rule(finding: Finding) -> str:
    return finding.rule


def _rule_there(found: tuple[int, Finding]) -> str:
    return found[1].rule


@contextmanager
def opened(directory: Path) -> Iterator[BinaryIO]:
    """The file of findings in a run directory; whatever is wrong with it, in the block too, is a SnapshotError."""
    path = directory / FINDINGS
    try:
        with open_regular(path) as stream:
            yield stream
    except OSError as error:
        raise unread(path, error, _("Judge the snapshot again.")) from error
    except DAMAGED as error:
        raise SnapshotError(
            filled("%(path)s is damaged: %(why)s", path=path, why=plainly(error)), _("Judge the snapshot again.")
        ) from error
