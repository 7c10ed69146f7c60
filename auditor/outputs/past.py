"""What changed since the scan before, and the last runs drawn as a line: history in words, from what the run itself carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from auditor.i18n import _, date_in_words, ngettext, number
from auditor.model import Past
from auditor.outputs.view import View
from auditor.outputs.wording import local

WIDTH, HEIGHT = 220, 44
RUNS, MULTIPLES, SHOWN = 12, 3, 40
"""Runs that are drawn, from how many on each activity and rule is, and how many of these."""


def unknown_past(why: str) -> str:
    """Why nobody knows what changed, by the code that the history answered with."""
    reasons = {
        "unreachable": _("the history could not be reached"),
        "locked": _("the history was held by another program"),
        "newer": _("the history was written by a newer auditor"),
    }
    return _("What changed since the scan before is not known: %(why)s.") % {"why": reasons.get(why, _("the history is damaged"))}


@dataclass(frozen=True, slots=True)
class Point:
    """One run of the trend."""

    at: str
    fail: int
    waived: int
    unknown: int
    passed: int
    partial: bool


@dataclass(frozen=True, slots=True)
class Multiple:
    """An activity or a rule, run after run: its failures as a line, and its numbers."""

    name: str
    line: str
    fail: list[int]
    unknown: list[int]

    @property
    def weight(self) -> tuple[int, int]:
        """What moved most, then what fails most, comes first."""
        return -(max(self.fail) - min(self.fail)), -sum(self.fail)


class Since:
    """The changes of a run."""

    def __init__(self, view: View) -> None:
        """Reads what the run carries."""
        self._past: Past | None = view.run.previous
        self._view = view

    @property
    def known(self) -> bool:
        """Whether there is a scan to compare with."""
        return self._past is not None and bool(self._past.at)

    @property
    def missing(self) -> str:
        """Why there is no comparison where one was asked for; empty otherwise."""
        return unknown_past(self._past.missing) if self._past and self._past.missing else ""

    @property
    def head(self) -> str:
        """`Depuis le 15 novembre 2026 (7 jours)`."""
        if self._past is None:
            return ""
        days = ngettext("%(n)s day", "%(n)s days", self._past.days) % {"n": number(self._past.days)}
        return _("Since %(day)s (%(days)s)") % {"day": date_in_words(self._past.at[:10]), "days": days}

    @cached_property
    def told(self) -> list[tuple[str, str]]:
        """Each change with its status class, in words; what did not happen is left out, but for new and fixed."""
        counts = self._past.counts if self._past else {}

        def times(name: str) -> int:
            return int(counts.get(name, 0))

        by_law = sum((self._past.by_law if self._past else {}).values())
        new, worse, fixed, lost, still = (times(name) for name in ("new", "worsened", "fixed", "unobservable", "open"))
        told = [
            ("fail", new, ngettext("%(n)s new failure", "%(n)s new failures", new)),
            ("pass", fixed, ngettext("%(n)s fixed", "%(n)s fixed ones", fixed)),
            ("fail", worse, ngettext("%(n)s worsened", "%(n)s worsened ones", worse)),
            ("unknown", lost, ngettext("%(n)s no longer observable", "%(n)s no longer observable ones", lost)),
            ("", by_law, ngettext("of which %(n)s by the law or the register", "of which %(n)s by the law or the register", by_law)),
            ("", still, ngettext("%(n)s still open", "%(n)s still open ones", still)),
        ]
        return [(tone, text % {"n": number(count)}) for position, (tone, count, text) in enumerate(told) if count or position < 2]

    def new(self, rule: str) -> int:
        """How many failures of a rule are new."""
        return int(self._past.rules.get(rule, {}).get("new", 0)) if self._past and self.known else 0

    def oldest(self, rule: str) -> str:
        """The day since which a failure of a rule is open; empty when history does not say."""
        return str(self._past.rules.get(rule, {}).get("since", "")) if self._past else ""

    @cached_property
    def trend(self) -> list[Point]:
        """The last runs, oldest first; none when there is only this one."""
        told = self._past.trend if self._past else []
        return [
            Point(str(each["at"]), each["fail"], each["waived"], each["unknown"], each["pass"], bool(each["partial"]))
            for each in told[-RUNS:]
        ]

    @cached_property
    def line(self) -> tuple[str, list[tuple[float, float]]]:
        """The failures of the trend as SVG points on a canvas of WIDTH × HEIGHT, and each of them."""
        return _line([point.fail for point in self.trend])

    @cached_property
    def multiples(self) -> list[tuple[str, list[Multiple], int]]:
        """Activities, then rules, that had failures or questions in the last runs, and how many more there are; of two runs none."""
        told = self._past.trends if self._past and len(self.trend) >= MULTIPLES else {}
        titles = {f"activity:{name}": self._view.title(name) for name in self._view.register}
        titles |= {f"rule:{rule.id}": f"{rule.id} {local(rule.texts.get('title') or {})}" for rule in self._view.rules}
        groups = []
        for kind, heading in (("activity:", _("Activities")), ("rule:", _("Rules"))):
            named = (
                (titles.get(subject, subject.partition(":")[2]), counts) for subject, counts in told.items() if subject.startswith(kind)
            )
            found = [_multiple(name, counts[-RUNS:]) for name, counts in named if any(map(any, counts[-RUNS:]))]
            found.sort(key=lambda one: one.weight)
            groups.append((heading, found[:SHOWN], len(found[SHOWN:])))
        return [group for group in groups if group[1]]


def _multiple(name: str, counts: list[list[int]]) -> Multiple:
    fail, unknown = ([each[place] for each in counts] for place in (0, 1))
    return Multiple(name, _line(fail)[0], fail, unknown)


def _line(values: Sequence[int]) -> tuple[str, list[tuple[float, float]]]:
    """Values as SVG points on a canvas of WIDTH × HEIGHT, and each of them."""
    most = max(values, default=0) or 1
    step, high = (WIDTH - 12) / max(len(values) - 1, 1), HEIGHT - 12
    spots = [(round(6 + step * place, 1), round(HEIGHT - 6 - high * value / most, 1)) for place, value in enumerate(values)]
    return " ".join(f"{x:g},{y:g}" for x, y in spots), spots
