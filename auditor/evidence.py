"""`evidence.yaml`: what the organisation knows and no API tells.

Answers to manual rules, proofs of labels and transfer safeguards, all dated; what has ended stops counting, and is reported.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta, inspect

from auditor.errors import Problem
from auditor.i18n import N_, _, filled
from auditor.masking import masked
from auditor.reference.facts import facts
from auditor.reference.labels import LABELS, Label, Scope, labels, version_of
from auditor.reference.operators import operators
from auditor.reference.places import region
from auditor.reference.shape import Checker, Vocabulary
from auditor.reference.sheet import Sheet, quoted
from auditor.reference.source import Document, Path_, load, suggest
from auditor.reference.vocabularies import day

Day = Annotated[str, Meta(extra={"word": "day"})]
Ends = Annotated[
    str, Meta(pattern=r"\A\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z", extra={"what": N_("a day (YYYY-MM-DD)"), "word": "day"})
]
"""A day as editors can check one, and as `Day` is held: there is no 30 February."""
Provider = Annotated[str, Meta(extra={"word": "provider"})]
LabelId = Annotated[str, Meta(extra={"word": "label"})]
RuleId = Annotated[str, Meta(extra={"word": "question"})]
Country = Annotated[str, Meta(extra={"word": "country"})]
WAIVER = ("rule", "resource", "reason", "approved_by", "expires")
"""The keys of a waiver, each of which is needed."""
HdsActivity = Annotated[str, Meta(pattern=r"\A[1-6]\Z", extra={"what": N_("an HDS activity, from 1 to 6")})]


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What somebody answers to a manual rule, for everything or for a resource or an activity, from `on` until the last day `until`."""

    rule: RuleId
    answer: Literal["yes", "no"]
    by: str
    on: Day
    until: Day
    document: str = ""
    resource: str | None = None
    activity: str | None = None


class LabelScope(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a certificate covers; what is left out covers all."""

    regions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    activities: tuple[HdsActivity, ...] = ()


class Proof(msgspec.Struct, frozen=True, omit_defaults=True):
    """A certificate that somebody has seen. Only a label whose decisions may be endless does without `valid_until`."""

    provider: Provider
    label: LabelId
    number: str
    valid_from: Day
    seen_by: str
    seen_on: Day
    valid_until: Day | None = None
    offer: str = ""
    version: str | None = None
    scope: LabelScope = LabelScope()
    document: str = ""

    def entry(self) -> Label:
        """The proof as the register of labels writes its own entries."""
        return Label(
            self.label, self.provider, "valid", "verified", self.document or self.number, self.seen_on, self.offer,
            version_of(self.label, self.version), Scope(self.scope.regions, tuple(word.lower() for word in self.scope.services)),
            self.scope.activities, self.valid_from, self.valid_until, self.number, self.seen_by,
        )  # fmt: skip


class Safeguard(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a transfer rests on: DPF registration, standard clauses, binding rules, a derogation; `tia` is the day of its assessment."""

    instrument: Literal["dpf", "scc", "bcr", "derogation"]
    reference: str
    valid_until: Day
    provider: Provider | None = None
    country: Country | None = None
    tia: Day | None = None

    def covers(self, provider: str, country: str) -> bool:
        """Whether it is about data that goes there with that provider."""
        return self.provider in (None, provider) and self.country in (None, country)

    def named(self) -> str:
        """What a finding says of it."""
        return " · ".join(filter(None, (self.instrument, self.reference, self.tia and f"TIA {self.tia}")))


class Accepted(msgspec.Struct, frozen=True, omit_defaults=True):
    """A waiver as a snapshot carries it, so that its end is reported and that it counts where no configuration is given.

    `reason` is empty in snapshots of before it was kept.
    """

    rule: str
    resource: str
    approved_by: str
    expires: Day
    reason: str = ""


EVER = "0001-01-01"


class Piece(NamedTuple):
    """One thing that the authority relies on, whatever it is: its kind, what names it, its first and last day (None: without end)."""

    kind: str
    names: tuple[str, ...]
    start: str
    end: str | None
    document: str = ""
    safeguard: Safeguard | None = None


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """All of evidence.yaml, and the waivers beside it."""

    answers: tuple[Answer, ...] = ()
    labels: tuple[Proof, ...] = ()
    safeguards: tuple[Safeguard, ...] = ()
    waivers: tuple[Accepted, ...] = ()

    def pieces(self) -> Iterator[Piece]:
        """Every answer, proof, safeguard and waiver."""
        for answer in self.answers:
            target = answer.resource or answer.activity
            yield Piece("answer", (answer.rule, *([target] if target else [])), EVER, answer.until, answer.document)
        for proof in self.labels:
            names = (proof.label, proof.provider, proof.number)
            yield Piece("label", names, proof.valid_from, proof.valid_until, proof.document or proof.number)
        for safe in self.safeguards:
            yield Piece("safeguard", (safe.instrument, safe.reference), EVER, safe.valid_until, safe.reference, safe)
        for waiver in self.waivers:
            yield Piece("waiver", (waiver.rule, waiver.resource), EVER, waiver.expires)


def read_evidence(path: Path, shared: Mapping[str, Vocabulary], activities: frozenset[str]) -> tuple[Evidence, Checker]:
    """The evidence of a file, and the checker that holds its mistakes. Raises InputError for what is not YAML."""
    document = load(path)
    checker = Checker(document, {**shared, **vocabularies()})
    kind = inspect.type_info(Evidence)
    if isinstance(kind, inspect.StructType):
        kind = msgspec.structs.replace(kind, fields=tuple(each for each in kind.fields if each.name != "waivers"))
    data = checker.check(kind, document.data or {})
    written = document.data if isinstance(document.data, dict) else {}
    for section, start, end in (("answers", "on", "until"), ("labels", "valid_from", "valid_until")):
        for place, entry in _entries(written, section):
            if _later(entry.get(start), entry.get(end)):
                checker.wrong(
                    (*place, end),
                    filled("%(end)s is before %(start)s", end=" ".join((end, entry[end])), start=" ".join((start, entry[start]))),
                )
    _targets(checker, written, activities)
    return (Evidence() if checker.problems else msgspec.convert(data, Evidence)), checker


def read_waivers(document: Document, rules: Collection[str] | None = None) -> tuple[tuple[Accepted, ...], list[Problem]]:
    """The waivers of a document that are well written, and the mistakes of the others; an empty one holds none.

    `rules` are the ids that exist; None where nobody knows them, and then none is unknown.
    """
    sheet = Sheet(document)
    if document.data is None or document.data == []:
        return (), []
    found = []
    for place, item in sheet.items((), document.data, N_("waivers")):
        before = len(sheet.problems)
        value = sheet.mapping(place, item, WAIVER)
        texts = {key: sheet.text((*place, key), value[key]) for key in WAIVER[:-1] if key in value}
        rule, resource = texts.get("rule", ""), texts.get("resource", "")
        if rule and rules is not None and rule not in rules:
            known = suggest(rule, [one.lower() for one in rules]).upper()
            sheet.refuse((*place, "rule"), filled("unknown rule %(rule)s", rule=quoted(rule)), known)
        if resource and not named(resource):
            sheet.refuse((*place, "resource"), _("a waiver names its resources: '*' alone would waive the rule"))
        expires = sheet.day((*place, "expires"), value["expires"]) if "expires" in value else ""
        if len(sheet.problems) == before:
            found.append(Accepted(rule, resource, texts["approved_by"], expires, masked(texts["reason"])))
    return tuple(found), sheet.problems


def named(resource: str) -> bool:
    """Whether a waiver names its resources: a rule is never waived as a whole."""
    return bool(resource.strip("*?"))


def _targets(checker: Checker, written: Mapping[str, object], activities: frozenset[str]) -> None:
    """What the shape cannot say: an answer is about one thing, a safeguard about something, a region is one of the provider's."""
    for place, entry in _entries(written, "answers"):
        if entry.get("resource") is not None and entry.get("activity") is not None:
            checker.wrong(place, _("an answer is for a resource or for an activity, not for both"))
        name = entry.get("activity")
        if name is not None and str(name) not in activities:
            checker.wrong((*place, "activity"), filled("there is no processing activity '%(name)s'", name=name), suggest(name, activities))
    for place, entry in _entries(written, "safeguards"):
        if entry.get("provider") is None and entry.get("country") is None:
            checker.wrong(place, _("a safeguard names a provider, a country, or both"))
    for place, entry in _entries(written, "labels"):
        known = labels().get(str(entry.get("label")).lower())
        if known and not known.endless_from and entry.get("valid_until") is None:
            checker.wrong(place, filled("missing '%(key)s'", key="valid_until"))
        scope = entry.get("scope")
        regions = scope.get("regions") if isinstance(scope, dict) else None
        for position, code in enumerate(regions if isinstance(regions, list) else ()):
            if region(str(entry.get("provider")), str(code)) is None:
                checker.wrong(
                    (*place, "scope", "regions", position),
                    filled("%(provider)s has no region '%(code)s'", provider=entry.get("provider"), code=code),
                )


def _entries(written: Mapping[str, object], section: str) -> Iterator[tuple[Path_, dict[str, Any]]]:
    items = written.get(section)
    for position, entry in enumerate(items if isinstance(items, list) else ()):
        if isinstance(entry, dict):
            yield (section, position), entry


def _later(start: object, end: object) -> bool:
    first, last = day(str(start)), day(str(end))
    return bool(first and last and first > last)


def vocabularies() -> dict[str, Vocabulary]:
    """The words of evidence.yaml, beside those of auditor.yaml."""
    questions = [name.removeprefix("answers.") for name in facts().facts if name.startswith("answers.")]
    return {
        "provider": Vocabulary.of(N_("a provider of the register"), operators()),
        "label": Vocabulary.of(N_("a label of the register"), LABELS),
        "question": Vocabulary.of(N_("a rule that is answered by hand"), questions),
    }
