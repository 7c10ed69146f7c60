"""`auditor doctor`: is every account open, is every permission granted, and what does a missing one hide?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from auditor import scan
from auditor.cli import options
from auditor.cli.console import INCOMPLETE, note, say, way_in
from auditor.cli.scan import configured
from auditor.i18n import _, language, ngettext, number
from auditor.inventory.coverage import ClosedRegions
from auditor.inventory.packed import GAPS, Packed
from auditor.model import Coverage
from auditor.pool import pool
from auditor.providers.contract import EXPIRING, Advises, Call, Collector, Unit
from auditor.reason import reason_of
from auditor.reference.facts import facts

GOOD, BAD, UNTRIED, ADVICE = "✓", "✗", "?", "→"
GUARDED = "guarded"


class Sample(NamedTuple):
    """What one region of one account answered: what coverage says, and each call that was made, with why it was not answered."""

    coverage: list[Coverage]
    asked: Mapping[str, str]

    def mark(self, call: Call) -> tuple[str, str]:
        """✓ answered, ✗ refused or failed with its reason, ? nothing to try it on."""
        lines = [line for line in self.coverage if line.call == call.name]
        lost = "" if any(line.status == GUARDED for line in lines) else self.asked.get(call.name, "")
        reason = next((line.reason for line in lines if line.status in GAPS), lost)
        return (BAD, reason) if reason else (GOOD if lines or call.name in self.asked else UNTRIED, "")


@click.command(name="doctor", help=_("Try every account: who we are there, which regions, and each permission in one region."))
@options.config()
@click.option("--region", help=_("The region to try the permissions in; by default the first one."))
def command(config: Path | None, region: str | None) -> int:
    """Say what works; exit 4 when something does not."""
    entries = configured(config).accounts
    closed: list[str] = []
    lacking: dict[tuple[str, str, str], set[str]] = {}
    for entry in entries:
        say(f"{entry['id']} ({entry['provider']})")
        plan = scan.plan([entry])
        if _opened(plan):
            closed.append(entry["id"])
        for permission, hidden in _permissions(plan, region):
            lacking.setdefault((entry["provider"], permission, hidden), set()).add(entry["id"])
        if plan.identities and isinstance(adviser := plan.providers[entry["provider"]], Advises):
            for line in adviser.advice(entry):
                say(f"  {ADVICE} {line}")
    for line in summed(len(entries), closed, lacking):
        say(line)
    if closed or lacking:
        note(_("Grant what is missing: 'auditor permissions PROVIDER' prints the whole policy."))
    return INCOMPLETE if closed or lacking else 0


def summed(entries: int, closed: Sequence[str], lacking: Mapping[tuple[str, str, str], Collection[str]]) -> Iterator[str]:
    """The end of it all: how many entries can be read whole, what each missing permission hides, and where to grant it."""
    short = {entry for names in lacking.values() for entry in names} | {*closed}
    whole = entries - len(short)
    said = ngettext(
        "Summary: %(whole)s entry of %(all)s can be read whole.", "Summary: %(whole)s entries of %(all)s can be read whole.", whole
    )
    yield said % {"whole": number(whole), "all": number(entries)}
    for name in closed:
        yield _("  %(entry)s: something of it does not open (see above).") % {"entry": name}
    for (provider, permission, hidden), names in sorted(lacking.items()):
        told = {"permission": permission, "entries": ", ".join(sorted(names)), "provider": provider, "facts": hidden or "–"}
        yield _("  To grant in %(entries)s: %(permission)s; without it, not known: %(facts)s.") % told


def _opened(plan: scan.Plan) -> list[Coverage]:
    """Say who we are and where; answer what could not be opened."""
    for account, identity in plan.identities.items():
        regions = len(plan.accounts.get(account, ()))
        there = ngettext("%(count)s region", "%(count)s regions", regions) % {"count": regions}
        say(f"  {GOOD} {identity}: {there}")
    gaps = [line for line in plan.coverage if line.status in GAPS]
    for line in gaps:
        say(f"  {BAD} {way_in(line) or f'{line.call}: {line.reason}'}")
    return gaps


def _permissions(plan: scan.Plan, region: str | None) -> list[tuple[str, str]]:
    """Say of each declared call whether it answered; of those that did not, answer the permission and what its absence hides."""
    units = [*_one_a_service(plan.units, region)]
    sample = _sampled(units)
    bad: list[tuple[str, str]] = []
    for unit in units:
        say(f"  {unit.service}" + (f", {unit.region}" if unit.region else ""))
        for call, collector in _calls(plan, unit):
            mark, reason = sample.mark(call)
            say(f"    {mark} {call.told}" + _consequence(call, collector, reason))
            bad += [(call.told, ", ".join(_hidden(call, collector)))] if mark == BAD else []
    return bad


def _one_a_service(units: Iterable[Unit], region: str | None) -> Iterator[Unit]:
    """The units of one region, and those that have none."""
    seen = set()
    for unit in units:
        if (unit.account, unit.service) not in seen and (unit.region is None or region in (None, unit.region)):
            seen.add((unit.account, unit.service))
            yield unit


def _sampled(units: Iterable[Unit]) -> Sample:
    """Run these units as a scan would, and keep what they were answered."""
    closed, coverage, calls = ClosedRegions(), list[Coverage](), dict[str, str]()
    with pool(scan.THREADS, "scan") as threads:
        for result in scan.tried(units, threads):
            closed.look(Packed.of(result.resources))
            coverage += result.coverage
            calls |= {name: reason for name, reason in result.asked.items() if not calls.get(name)}
    return Sample(closed.told(coverage), calls)


def _calls(plan: scan.Plan, unit: Unit) -> Iterator[tuple[Call, Collector]]:
    for collector in plan.providers[unit.provider].collectors():
        if collector.service == unit.service:
            yield from ((call, collector) for call in collector.calls if not call.option or unit.options.get(call.option))


def _hidden(call: Call, collector: Collector) -> list[str]:
    """What is not known without a call: the kinds that it lists, or the facts that it feeds."""
    if call.lists:
        return [facts().kinds[kind][language()] for kind in sorted(set(collector.native_types.values()))]
    known: Mapping[str, Any] = facts().facts
    if call.option == EXPIRING:
        return [_("what ends soon, and when")]
    return [known[path].label[language()] if path in known else path for path in call.feeds]


def _consequence(call: Call, collector: Collector, reason: str) -> str:
    """What a missing answer hides, in the words of the fact dictionary."""
    if not reason:
        return ""
    hidden = _hidden(call, collector)
    return f": {reason_of(reason).code}; " + _("hides: %(facts)s") % {"facts": ", ".join(hidden)} if hidden else f": {reason}"
