"""What there is to tell of a run: new failures, what became unreadable, what is resolved, what ends soon; nothing when nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import msgspec

from auditor.evidence import Evidence, Piece
from auditor.history.spans import LAW, Difference
from auditor.i18n import _, date_in_words, language, ngettext, number
from auditor.model import SEVERITIES, Run
from auditor.notices.credentials import credentials
from auditor.notices.found import RENEWED, UNREAD
from auditor.notification import Notify
from auditor.outputs.inert import visible
from auditor.outputs.templates import environment
from auditor.outputs.wording import local, word
from auditor.reference.durations import span
from auditor.run import name_of

LISTED = 30
"""How many lines a section has at most; the rest is counted, and is in the report."""


class Message(msgspec.Struct, frozen=True):
    """A message as it is sent: a subject, and the same content twice."""

    title: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its count, its first lines and how many more there are."""

    heading: str
    lines: Sequence[str]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """Something that ends soon. `key` names it and its day: it is told once."""

    key: str
    what: str
    day: str


def endings(
    known: Evidence, as_of: date, within: str, accounts: Iterable[Mapping[str, object]] = (), found: Iterable[Piece] = ()
) -> list[Ending]:
    """Waivers, proofs, safeguards, answers, credentials and what clouds tell that are in force and end within that time, the soonest first.

    Of what clouds tell (`found`), also what nobody could read: it has no day.
    """
    first, last = as_of.isoformat(), (as_of + span(within)[0]).isoformat()
    words = {
        "waiver": _("waiver of %(what)s"),
        "label": _("proof %(what)s"),
        "safeguard": _("transfer safeguard %(what)s"),
        "answer": _("answer to %(what)s"),
        "credential": _("credential that reads %(what)s"),
        "certificate": _("certificate %(what)s"),
        "key": _("key %(what)s"),
        "consumer_key": _("consumer key %(what)s"),
        "secret": _("secret %(what)s"),
        "application": _("credential of the application %(what)s"),
        RENEWED: _("access key to renew, %(what)s"),
        UNREAD: _("what ends could not be read: %(what)s"),
    }
    signing = (Piece("credential", (each.entry, each.what), "", each.end, "") for each in credentials(accounts))
    return sorted(
        (
            Ending(
                f"{'/'.join((each.kind, *each.names))}@{each.end or ''}",
                words[each.kind] % {"what": " · ".join(filter(None, each.names))},
                each.end or "",
            )
            for each in (*known.pieces(), *signing, *found)
            if each.kind == UNREAD or (each.end and (each.kind == RENEWED or first <= each.end) and each.end <= last)
        ),
        key=lambda each: (not each.day, each.day, each.key),
    )


def sections(wish: Notify, run: Run, found: Iterable[Difference], names: Mapping[str, str], ends: Collection[Ending]) -> list[Section]:
    """What the wish asks to be told of, in the order of `wish.occasions`; empty when there is nothing."""
    order = [severity.value for severity in SEVERITIES]
    grave = order[: order.index(wish.severity) + 1]
    by: dict[str, list[Difference]] = {}
    for each in found:
        if each.state.severity in grave:
            by.setdefault(each.change, []).append(each)
    told = []
    for occasion in wish.occasions:
        if occasion == "expiring":
            lines = [f"{each.what} : {date_in_words(each.day)}" if each.day else each.what for each in ends]
        else:
            lines = [_line(run, each, names) for each in sorted(by.get(occasion, ()), key=partial(_gravest, order))]
        if lines:
            told.append(Section(_heading(occasion, len(lines)), [visible(line) for line in lines[:LISTED]], max(len(lines) - LISTED, 0)))
    return told


def message(run: Run, told: Sequence[Section], report: str, uncertain: str = "") -> Message:
    """The message of some sections. `uncertain` is the moment of a message of which nobody knows whether it was sent."""
    name = name_of(run.snapshot.context)
    heads = ", ".join(section.heading for section in told)
    title = visible(f"[{name}] {heads}" if name else heads)
    given = {
        "title": title,
        "sections": told,
        "report": report,
        "uncertain": uncertain,
        "run": run,
        "lang": language(),
        "partial": bool(run.snapshot.gaps),
    }
    filters: dict[str, Callable[..., str]] = {"number": number, "day": date_in_words}
    text = environment(filters, plain=True).get_template("notice.txt.j2").render(given)
    html = environment(filters).get_template("notice.html.j2").render(given)
    return Message(title, text, html)


def _heading(occasion: str, count: int) -> str:
    said = {
        "new": ngettext("%(n)s new failure", "%(n)s new failures", count),
        "unreadable": ngettext("%(n)s failure that can no longer be read", "%(n)s failures that can no longer be read", count),
        "resolved": ngettext("%(n)s resolved", "%(n)s resolved ones", count),
        "expiring": ngettext("%(n)s end to be ready for", "%(n)s ends to be ready for", count),
    }
    return said[occasion] % {"n": number(count)}


def _gravest(order: Sequence[str], each: Difference) -> tuple[int, str, str]:
    return order.index(each.state.severity), each.state.rule, each.state.fingerprint


def _line(run: Run, each: Difference, names: Mapping[str, str]) -> str:
    state = each.state
    title = local(run.rules.get(state.rule, {}).get("failure"))
    where = names.get(state.fingerprint) or " ".join(filter(None, (state.account, state.region)))
    law = _("because the law, a register or the configuration changed") if each.cause == LAW else ""
    return " · ".join(filter(None, (state.rule, word(state.severity), title, where, law)))
