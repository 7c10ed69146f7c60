"""What changed since the scan before, and the last runs drawn as a line: history in words, from what the run itself carries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from auditor.i18n import _, date_in_words, ngettext, number
from auditor.model import Past
from auditor.outputs.view import View

WIDTH, HEIGHT = 220, 44


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


class Since:
    """The changes of a run."""

    def __init__(self, view: View) -> None:
        """Reads what the run carries."""
        self._past: Past | None = view.run.previous

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

        new, worse, fixed, lost, still = (times(name) for name in ("new", "worsened", "fixed", "unobservable", "open"))
        told = [
            ("fail", new, ngettext("%(n)s new failure", "%(n)s new failures", new)),
            ("pass", fixed, ngettext("%(n)s fixed", "%(n)s fixed ones", fixed)),
            ("fail", worse, ngettext("%(n)s worsened", "%(n)s worsened ones", worse)),
            ("unknown", lost, ngettext("%(n)s no longer observable", "%(n)s no longer observable ones", lost)),
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
            for each in told[-12:]
        ]

    @cached_property
    def line(self) -> tuple[str, list[tuple[float, float]]]:
        """The failures of the trend as SVG points on a canvas of WIDTH × HEIGHT, and each of them."""
        most = max((point.fail for point in self.trend), default=0) or 1
        step, high = (WIDTH - 12) / max(len(self.trend) - 1, 1), HEIGHT - 12
        spots = [(round(6 + step * place, 1), round(HEIGHT - 6 - high * point.fail / most, 1)) for place, point in enumerate(self.trend)]
        return " ".join(f"{x},{y}" for x, y in spots), spots
