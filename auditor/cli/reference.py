"""`auditor reference`: what the registers say of the world, how sure they are, and what should be looked at again."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import click

from auditor.cli import options
from auditor.cli.console import note, say
from auditor.clock import today
from auditor.errors import AuditorError
from auditor.i18n import _, date_in_words, filled, ngettext, number
from auditor.outputs.wording import local
from auditor.reference import browse
from auditor.reference.shares import to_look_up
from auditor.reference.shelf import MARKS, register
from auditor.reference.source import suggest


@click.group(name="reference", help=_("Look through the registers: regions, zones, operators, labels, retention, texts."))
def command() -> None:
    """The group of verbs about registers."""


@command.command(name="list", help=_("List the registers: entries, how many of each evidence mark, and the day of the last look."))
def list_() -> None:
    """One line a register."""
    names = browse.names()
    width = max(map(len, names))
    for name in names:
        entries = [*browse.items(name)]
        marks = Counter(entry.entry.get("evidence") for entry in entries)
        told = ", ".join(f"{_mark(mark)}\u202f: {number(marks[mark])}" for mark in MARKS if marks[mark])
        say(f"{name:<{width}}  {register(name).get('checked_on', ''):<10}  {number(len(entries)):>5}  {told}")


@command.command(help=_("Print the entries of the register NAME; with ENTRY, those whose name holds that text, with all they say."))
@click.argument("name")
@click.argument("entry", required=False)
def show(name: str, entry: str | None) -> None:
    """One line an entry, or every field of the entries asked for."""
    _known(name)
    found = [item for item in browse.items(name) if entry is None or entry.lower() in item.name.lower()]
    if entry is not None and not found:
        raise AuditorError(
            filled("the register '%(name)s' has no entry '%(entry)s'", name=name, entry=entry), _("See 'auditor reference list'.")
        )
    for item in found:
        if entry is None:
            say(f"{item.name}  [{_mark(item.entry.get('evidence', ''))}]")
        else:
            say(item.name)
            for key, value in item.entry.items():
                say(f"  {key}: {_told(value)}")


@command.command(
    help=_("List the entries that have ended or that nobody has looked at for 180 days, then those to confirm, the heaviest first.")
)
@options.as_of()
def stale(as_of: date | None) -> None:
    """One line an entry. What is to confirm is weighed by the findings of the demonstration that rest on it."""
    day = as_of or today()
    found = [(item, why) for name in browse.names() for item, why in browse.stale(name, day)]
    for item, why in found:
        values = {"day": date_in_words(item.ended if why == "ended" and item.ended else item.checked_on)}
        said = _("ended on %(day)s") % values if why == "ended" else _("last looked at on %(day)s") % values
        say(f"{item.register}  {item.name}  {said}")
    waiting = to_look_up()
    for item, weight in waiting:
        told = ngettext("%(n)s finding of the demonstration rests on it", "%(n)s findings of the demonstration rest on it", weight)
        say(f"{item.register}  {item.name}  [{_mark(item.entry['evidence'])}]  {told % {'n': number(weight)}}")
    note(ngettext("%(n)s entry to look at again.", "%(n)s entries to look at again.", len(found)) % {"n": number(len(found))})
    note(ngettext("%(n)s entry to confirm.", "%(n)s entries to confirm.", len(waiting)) % {"n": number(len(waiting))})


def _known(name: str) -> None:
    names = browse.names()
    if name not in names:
        close = suggest(name, names)
        raise AuditorError(_("there is no register '%(name)s'") % {"name": name}, close or _("See 'auditor reference list'."))


def _mark(mark: str) -> str:
    return {"verified": _("verified"), "partly_verified": _("partly verified"), "to_confirm": _("to be confirmed")}.get(mark, mark)


def _told(value: Any) -> str:
    match value:
        case {"fr": _}:
            return local(value)
        case dict():
            return ", ".join(f"{key}: {_told(each)}" for key, each in value.items())
        case list():
            return ", ".join(map(_told, value))
    return str(value)
