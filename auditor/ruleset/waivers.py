"""Waivers: who accepted which finding, why, and until when. A waived finding keeps its outcome."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor.errors import InputError
from auditor.evidence import Accepted
from auditor.i18n import N_, _, filled
from auditor.masking import masked
from auditor.reference.source import Document, load, suggest
from auditor.reference.wildcards import names
from auditor.ruleset.sheet import Sheet, quoted

KEYS = ("rule", "resource", "reason", "approved_by", "expires")


@dataclass(frozen=True, slots=True)
class Waiver:
    """`resource` is an id or a glob. `expires` is the last day on which it counts."""

    rule: str
    resource: str
    reason: str
    approved_by: str
    expires: date

    @property
    def text(self) -> str:
        """What a report says of it."""
        return masked(f"{self.reason} ({self.approved_by}, {self.expires.isoformat()})".lstrip())


class Waivers:
    """The waivers that count on a day, found by rule and resource."""

    def __init__(self, waivers: Iterable[Waiver] = (), as_of: date = date.min) -> None:
        self._by_rule: dict[str, list[Waiver]] = {}
        for waiver in waivers:
            if as_of <= waiver.expires:
                self._by_rule.setdefault(waiver.rule, []).append(waiver)

    def find(self, rule: str, resource: str) -> Waiver | None:
        """The first waiver written for this rule and this resource."""
        found = self._by_rule.get(rule, ())
        return next((waiver for waiver in found if names(waiver.resource, resource)), None)


def carried(accepted: Iterable[Accepted]) -> Iterator[Waiver]:
    """The waivers that a snapshot carries, but for what the reader of a file refuses: a rule waived as a whole, a day that is none."""
    for one in accepted:
        with suppress(ValueError):
            if one.resource.strip("*?"):
                yield Waiver(one.rule, one.resource, one.reason, one.approved_by, date.fromisoformat(one.expires))


def load_waivers(path: Path, rules: Collection[str]) -> tuple[Waiver, ...]:
    """The waivers of a file; `rules` are the ids that exist. Raises InputError with all its mistakes."""
    return read_waivers(load(path), rules)


def read_waivers(document: Document, rules: Collection[str]) -> tuple[Waiver, ...]:
    """The waivers of a document; an empty one holds none. Raises InputError with all its mistakes."""
    sheet = Sheet(document)
    data = document.data
    if data is None or data == []:
        return ()
    waivers = []
    for path, item in sheet.items((), data, N_("waivers")):
        value = sheet.mapping(path, item, KEYS)
        texts = {key: sheet.text((*path, key), value[key]) for key in KEYS[:-1] if key in value}
        rule, resource = texts.get("rule", ""), texts.get("resource", "")
        if rule and rule not in rules:
            sheet.refuse((*path, "rule"), filled("unknown rule %(rule)s", rule=quoted(rule)), _like(rule, rules))
        if resource and not resource.strip("*?"):
            sheet.refuse((*path, "resource"), _("a waiver names its resources: '*' alone would waive the rule"))
        expires = sheet.day((*path, "expires"), value["expires"]) if "expires" in value else ""
        if len(texts) == len(KEYS) - 1 and expires:
            waivers.append(Waiver(**texts, expires=date.fromisoformat(expires)))
    if sheet.problems:
        raise InputError(sheet.problems)
    return tuple(waivers)


def _like(rule: str, rules: Collection[str]) -> str:
    return suggest(rule, [known.lower() for known in rules]).upper()
