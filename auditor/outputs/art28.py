"""report.art28.ods: the annex of processors (GDPR art. 28), and for each activity what an impact assessment (art. 35) starts from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from auditor.i18n import _, number, speaking
from auditor.model import Run
from auditor.outputs.actors import Actor, actors
from auditor.outputs.annex import Annex, Entry, safeguard
from auditor.outputs.explained import category
from auditor.outputs.guarantees import named, to_ask
from auditor.outputs.html import registers_of, seen
from auditor.outputs.inventoried import inventoried
from auditor.outputs.sheets import Sheet, write_sheets
from auditor.outputs.wording import kind, word
from auditor.reference.categories import LEVELS, categories
from auditor.reference.registers import Reference
from auditor.run import read_findings

CONTRACT = "STR-001"
SENSITIVE = LEVELS.index("N3")


def write(run: Run, run_dir: Path, target: Path, lang: str) -> None:
    """Write the processors of each activity, then one row an activity for its impact assessment. Raises OutputError, SnapshotError."""
    with speaking(lang):
        registers = registers_of(run)
        found = actors(inventoried(run, run_dir))
        contracts = {one.resource.account: one.outcome.value for one in read_findings(run_dir) if one.rule == CONTRACT}
        entries = Annex(seen(run, run_dir, read_findings(run_dir))).entries
        write_sheets(target, [_processors(found, contracts, registers), _assessments(entries, found, registers)], lang)


def _processors(found: dict[str, list[Actor]], contracts: dict[str, str], registers: Reference) -> Sheet:
    heading = [
        _("Activity"),
        _("Processor"),
        _("Role"),
        _("Account"),
        _("Control"),
        _("Data"),
        _("Kinds of resources"),
        _("Countries"),
        _("Safeguards"),
        _("Processing contract"),
        _("Missing, to be asked"),
    ]
    rows = (
        [activity or _("(no activity)"), *_processor(actor, contracts, registers)] for activity, known in found.items() for actor in known
    )
    return Sheet(_("Annex art. 28"), heading, rows)


def _processor(actor: Actor, contracts: dict[str, str], registers: Reference) -> Iterator[str]:
    yield from (actor.name, actor.role, actor.account)
    yield named(sorted(actor.control), registers) or to_ask()
    yield ", ".join(category(name, registers) for name in sorted(actor.categories))
    yield ", ".join(sorted(map(kind, actor.kinds)))
    yield named(sorted(actor.countries), registers) or to_ask()
    yield " ; ".join(map(safeguard, sorted(actor.safeguards)))
    yield word(contracts.get(actor.account, "unknown"))
    yield ", ".join(actor.missing)


def _assessments(entries: list[Entry], found: dict[str, list[Actor]], registers: Reference) -> Sheet:
    heading = [
        _("Activity"),
        _("Reference"),
        _("Data"),
        _("Why an assessment"),
        _("Resources"),
        _("Processors and accounts observed"),
        _("Countries observed"),
        _("Access from"),
        _("Transfers outside the EEA"),
        _("Duration planned"),
        _("Duration observed"),
        _("Measures observed"),
        word("fail"),
        word("unknown"),
        _("To be completed by the DPO"),
    ]
    return Sheet(_("Impact assessment"), heading, (_assessment(entry, found.get(entry.activity.id, []), registers) for entry in entries))


def _assessment(entry: Entry, known: list[Actor], registers: Reference) -> list[str]:
    activity = entry.activity
    afar = sorted({code for actor in known for code in actor.accessed_from})
    left = [_("necessity and proportionality"), _("risks for people, and measures"), _("opinion of the DPO"), *entry.to_complete]
    return [
        activity.title,
        activity.id,
        ", ".join(entry.categories),
        _why(known, registers),
        number(len(activity.tally.resources)),
        ", ".join(entry.processors),
        ", ".join(entry.observed),
        named(afar, registers) or to_ask(),
        " ; ".join(f"{each.country} ({', '.join(each.roles)}), {each.safeguard or _('none known')}" for each in entry.transfers),
        ", ".join(entry.planned),
        ", ".join(entry.kept),
        ", ".join(entry.measures),
        number(activity.tally.counts["fail"]),
        number(activity.tally.counts["unknown"]),
        ", ".join(left),
    ]


def _why(known: list[Actor], registers: Reference) -> str:
    """The categories by which an assessment is to be expected: sensitive data; the DPO weighs the other criteria."""
    names = {name for actor in known for name in actor.categories}
    sensitive = sorted(name for name in names if name in categories() and LEVELS.index(categories()[name].level) >= SENSITIVE)
    return ", ".join(category(name, registers) for name in sensitive) if sensitive else _("criteria to weigh")
