"""Questions that facts answer: an option that a label needs, where a suite keeps what it holds, who left, who has to be asked for support.

No of one resource is no, whatever people said. Yes of all of them is yes, where facts can tell yes at all. Anything else is for people.
Of support, a contract may say more than any API: what people answered stands.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from auditor.inventory.known import Known
from auditor.model import Resource
from auditor.reason import Reason
from auditor.reference.durations import at_most
from auditor.reference.operators import reached_from_abroad, software

HDS, PLACE, LEFT, TELEMETRY, SUPPORT = "HDS-005", "LOC-016", "RET-011", "TRF-006", "TRF-004"
"""Whether the HDS option is on; each workload of a suite is where it is expected; who left is erased in time; telemetry is kept low;
support reaches the data from an adequate country, or when it was let in."""
LOCKBOX = "tenant.lockbox"
LICENSED = Reason.of("not_answered", "Customer Lockbox is licensed, and no API tells whether it is on")
UNREAD = Reason.of("not_answered", "whether support has to be let in was not read")
WORKLOADS = frozenset({"mail_service", "file_system", "application"})
"""What people call mail, chat, sites, drives and assistants; the directory and the audit log are on no page about places."""
HOLDS = frozenset({"primary", "replica"})


class Verdicts(NamedTuple):
    """What one resource says to each question about its activities, and to that of the support which its account has."""

    said: tuple[tuple[str, bool | None], ...] = ()
    account: str = ""
    support: str = ""


class Switches:
    """What the resources of each activity say to each question. `departed` is how long the account of somebody who left may stay."""

    def __init__(self, departed: str | None) -> None:
        self._departed = departed
        self._said = defaultdict[tuple[str, str], Counter[bool | None]](Counter)
        self._support: dict[str, str] = {}

    def note(self, verdicts: Verdicts, activities: Iterable[str]) -> None:
        """Remember what one resource says."""
        for rule, said in verdicts.said:
            for activity in activities:
                self._said[rule, activity][said] += 1
        if verdicts.support:
            self._support[verdicts.account] = verdicts.support

    def merge(self, other: Switches) -> None:
        """Add what others say."""
        self._support |= other._support
        for asked, said in other._said.items():
            self._said[asked] += said

    def answer(self, activity: str, attached: int, known: Known, *, whole: bool) -> None:
        """Write the answers that follow for an activity which has so many resources; yes only if the scan was whole."""
        for rule in (HDS, PLACE, LEFT, TELEMETRY):
            said = self._said.get((rule, activity), Counter())
            if said[False]:
                known.facts["answers"][rule] = "no"
            elif whole and said[True] and said[True] == (attached if rule == HDS else said.total()):
                known.facts["answers"].setdefault(rule, "yes")

    def answer_account(self, account: str, known: Known) -> None:
        """The same of an account: no where support needs nobody's leave, else why nobody knows; unless people answered."""
        said = self._support.get(account)
        if not said or SUPPORT in known.facts["answers"]:
            return
        if said == "no":
            known.facts["answers"][SUPPORT] = said
        else:
            known.unknown[f"answers.{SUPPORT}"] = said

    def verdicts(self, resource: Resource, known: Known) -> Verdicts:
        """What a resource says to each question."""
        support = _let_in(known) if resource.run_by in reached_from_abroad() else ""
        return Verdicts(tuple(self._of_activities(resource, known)), resource.account, support)

    def _of_activities(self, resource: Resource, known: Known) -> Iterator[tuple[str, bool | None]]:
        if (enabled := known.section("hds").get("enabled")) is not None:
            yield HDS, bool(enabled)
        if resource.run_by in software() and resource.kind in WORKLOADS:
            yield PLACE, _expected(known)
        if known.section("telemetry").get("level") == "optional":
            yield TELEMETRY, False
        for period in (known.section("departed").get(name) for name in ("longest", "kept")):
            if period and self._departed and not at_most(period, self._departed):
                yield LEFT, False


def _let_in(known: Known) -> str:
    """What the tenant of a suite says of support that comes from abroad: no, or why nobody knows; empty of anything else."""
    if refused := known.unknown.get(LOCKBOX):
        return str(UNREAD.beside(refused))
    lockbox: Any = known.section("tenant").get("lockbox")
    return "" if lockbox is None else str(LICENSED) if lockbox else "no"


def _expected(known: Known) -> bool | None:
    """Whether everything that it holds is where the register and the contract say; None where a place is not known."""
    held = [(position, place) for position, place in enumerate(known.facts["places"]) if place.get("role") in HOLDS]
    if any(place.get("announced") is False or place.get("permitted") is False for _, place in held):
        return False
    unsure = any(f"places[{position}].{fact}" in known.unknown for position, _ in held for fact in ("country", "announced", "permitted"))
    return None if unsure else True
