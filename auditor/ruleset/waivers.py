"""Waivers: who accepted which finding, why, and until when. A waived finding keeps its outcome."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor.errors import InputError
from auditor.evidence import Accepted, named, read_waivers
from auditor.masking import masked
from auditor.reference.source import load
from auditor.reference.wildcards import names


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
            if named(one.resource):
                yield Waiver(one.rule, one.resource, one.reason, one.approved_by, date.fromisoformat(one.expires))


def load_waivers(path: Path, rules: Collection[str]) -> tuple[Waiver, ...]:
    """The waivers of a file; `rules` are the ids that exist. Raises InputError with all its mistakes."""
    found, problems = read_waivers(load(path), rules)
    if problems:
        raise InputError(problems)
    return tuple(carried(found))
