"""report.hds.ods: for health data, the guarantees that the HDS standard asks for (version 2, requirements 29 to 31), holes marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from auditor.i18n import _, speaking
from auditor.model import Resource, Run
from auditor.outputs.actors import Actor, actors
from auditor.outputs.explained import category, country
from auditor.outputs.html import registers_of
from auditor.outputs.inventoried import inventoried
from auditor.outputs.sheets import Sheet, write_sheets
from auditor.outputs.wording import local, word
from auditor.reference.operators import foreign_laws
from auditor.reference.registers import Reference

HEALTH = frozenset({"care", "to_qualify"})


def write(run: Run, run_dir: Path, target: Path, lang: str) -> None:
    """Write one row an actor of each activity that holds health data. Raises OutputError, SnapshotError."""
    with speaking(lang):
        registers = registers_of(run)
        heading = [
            _("Activity"),
            _("Actor"),
            _("Role"),
            _("Account"),
            _("Data"),
            _("HDS certificate"),
            _("HDS activities covered"),
            _("SecNumCloud qualification"),
            _("Countries of storage"),
            _("Access from outside the EEA (EXI 29)"),
            _("Laws from outside the Union (EXI 30)"),
            _("Public map of transfers (EXI 31)"),
            _("Missing, to be asked"),
        ]
        found = actors(one for one in inventoried(run, run_dir) if _about_health(one))
        write_sheets(target, [Sheet(_("HDS guarantees"), heading, _rows(found, registers))], lang)


def _about_health(resource: Resource) -> bool:
    data = resource.facts.get("data") or {}
    return resource.kind != "account" and data.get("health") in HEALTH


def _rows(found: dict[str, list[Actor]], registers: Reference) -> Iterator[list[str]]:
    for activity, known in found.items():
        for actor in known:
            yield row(activity, actor, registers)


def row(activity: str, actor: Actor, registers: Reference) -> list[str]:
    """An actor in words; what nobody said is marked, never left empty."""
    outside = sorted(code for code in actor.accessed_from if code not in registers.lists["$EEA"])
    access = named(outside, registers) or (_("none declared") if actor.accessed_from or actor.asked else to_ask())
    return [
        activity or _("(no activity)"),
        actor.name,
        actor.role,
        actor.account,
        ", ".join(category(name, registers) for name in sorted(actor.categories)),
        _state(actor, "hds"),
        ", ".join(sorted(actor.covered)) or to_ask(),
        _state(actor, "secnumcloud"),
        named(sorted(actor.countries), registers) or to_ask(),
        access,
        _laws(actor),
        word(min(actor.answered)) if actor.answered else to_ask(),
        ", ".join(actor.missing),
    ]


def _laws(actor: Actor) -> str:
    """The laws of third countries that may oblige it, by their titles."""
    told = ", ".join(local(foreign_laws()[law].title) for law in sorted(actor.laws))
    return told or (_("none in the register") if actor.control else to_ask())


def _state(actor: Actor, label: str) -> str:
    """The worst of what is known of a certificate over what the actor holds."""
    states = actor.labels.get(label)
    if not states or None in states:
        return to_ask()
    return word(next(state for state in ("absent", "expired", "valid") if state in states))


def named(codes: Iterable[str], registers: Reference) -> str:
    """Countries by their names."""
    return ", ".join(country(code, registers) for code in codes)


def to_ask() -> str:
    """The mark of what is missing."""
    return _("to be asked")
