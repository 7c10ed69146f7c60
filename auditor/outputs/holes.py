"""What the scan could not read, left out or did not understand: where, why, what that hides and what would mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from auditor.i18n import _, ngettext, number
from auditor.inventory.snapshot import GAPS
from auditor.model import Coverage
from auditor.outputs.causes import NOT_READ, Cause, cause, left_out
from auditor.outputs.tally import Tally, Unread
from auditor.outputs.wording import service


@dataclass(frozen=True, slots=True)
class Hole:
    """What the scan could not read, `readings` times: where, why, and what that hides. `detail` is the provider's own sentence."""

    cause: Cause
    accounts: list[str]
    regions: list[str]
    hides: str
    readings: int
    detail: str = ""


def alike(holes: Iterable[Hole]) -> list[list[Hole]]:
    """Holes that differ by their calls alone together: for whoever has a few lines."""
    found: dict[tuple[object, ...], list[Hole]] = {}
    for hole in holes:
        found.setdefault((hole.cause.what, hole.cause.who, *hole.accounts, "", *hole.regions, hole.hides), []).append(hole)
    return [*found.values()]


class Holes:
    """The holes of a run; a `public` report tells no sentence of a provider."""

    def __init__(self, coverage: list[Coverage], tally: Tally, *, public: bool) -> None:
        """Reads what was counted."""
        self._coverage, self._tally, self._public = coverage, tally, public

    @cached_property
    def unreadable(self) -> list[str]:
        """The accounts of which no list could be read."""
        read = {line.account for line in self._coverage if line.status == "read"}
        return sorted({line.account for line in self._coverage if line.status in GAPS and line.account} - read)

    @property
    def all(self) -> list[Hole]:
        """What the scan could not read: lists first, then the details of resources."""
        return [*self.lists(GAPS), *self._details()]

    def lists(self, statuses: Iterable[str]) -> list[Hole]:
        """One hole a call and reason, for all the accounts that lack it in the same regions."""
        calls: dict[tuple[str, ...], dict[str, list[Coverage]]] = {}
        for line in self._coverage:
            if line.status in statuses:
                key = (line.provider, line.service, line.call, line.reason, line.permission)
                calls.setdefault(key, {}).setdefault(line.account, []).append(line)
        holes = []
        for _key, accounts in sorted(calls.items()):
            alike: dict[tuple[str, ...], list[Coverage]] = {}
            for _account, lines in sorted(accounts.items()):
                alike.setdefault(tuple(sorted({line.region or "" for line in lines})), []).extend(lines)
            holes += [self._list(lines, [region for region in regions if region]) for regions, lines in alike.items()]
        return holes

    def _list(self, lines: list[Coverage], regions: list[str]) -> Hole:
        first = lines[0]
        why = cause(first.reason, first.permission, first.provider)
        what = left_out(first.reason) if first.status == "skipped" else ""
        told = Cause(why.code, first.call or why.call, what or why.what, why.remedy, why.permission)
        detail = why.call if " " in why.call and first.status in GAPS else ""
        hides = (
            _("No resource of %(service)s was examined there")
            if not any(line.resources for line in lines)
            else _("Only some of the resources of %(service)s were examined there")
        )
        if first.account in self.unreadable:
            hides = _("Nothing of this account was examined")
            if detail and why.code == "access_denied":
                told = replace(told, remedy=_("Check the credentials of this entry with auditor doctor."), permission="")
        elif first.status == "not_understood" and why.call:
            typed = why.call.lower() == first.service.lower()
            hides = _("%(service)s × %(count)s: not examined") if typed else _("%(service)s was not examined: %(what)s")
        said = hides % {
            "service": service(first.provider, first.service),
            "what": why.call,
            "count": number(sum(line.resources for line in lines)),
        }
        return Hole(told, sorted({line.account for line in lines}), regions, said, len(lines), "" if self._public else detail)

    def _details(self) -> list[Hole]:
        holes = sorted(
            ((why, hole) for why, hole in self._tally.causes.items() if why.code in NOT_READ), key=lambda pair: (pair[0].call, pair[0].code)
        )
        return [Hole(why, sorted(hole.accounts), [], self._hides(hole), len(hole.resources)) for why, hole in holes]

    def _hides(self, hole: Unread) -> str:
        count = len(hole.resources)
        told = {"n": number(count), "rules": ", ".join(sorted(hole.rules))}
        if not hole.rules:
            return ngettext("%(n)s resource read only in part", "%(n)s resources read only in part", count) % told
        return ngettext("%(n)s resource not fully judged (%(rules)s)", "%(n)s resources not fully judged (%(rules)s)", count) % told
