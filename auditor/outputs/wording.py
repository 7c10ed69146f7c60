"""Codes in words: outcomes, severities, reasons, facts and their values, in the language spoken now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from auditor.i18n import _, date_in_words, glued, language, ngettext, number, typeset
from auditor.reference.durations import parts
from auditor.reference.facts import facts
from auditor.reference.operators import operators
from auditor.reference.source import load
from auditor.shipped import shipped


def local(words: Mapping[str, str] | str | None) -> str:
    """The text of `{fr, en}` in the language spoken now, typeset, on one line."""
    text = words.get(language()) or words.get("fr") or "" if isinstance(words, Mapping) else words or ""
    return typeset(" ".join(str(text).split()))


@cache
def words() -> Mapping[str, Any]:
    """reports/words.yaml: the little words of sentences, and names for what has only a code."""
    return dict(load(shipped("reports") / "words.yaml").data)


def service(provider: str, code: str) -> str:
    """What a collector reads or its calls ask, as its provider calls it; the code where nobody said."""
    return local(words()["services"].get(provider, {}).get(code)) or code


def provider(code: str) -> str:
    """Whom we ask, in words: the operator of that name, else what reports/words.yaml calls it."""
    return local(words()["providers"].get(code)) or operator(code)


@cache
def _vocabulary(_language: str) -> dict[str, str]:
    return {code: local(words) for code, words in facts().values.items()} | _judged()


def _judged() -> dict[str, str]:
    """What is ours to say: outcomes, severities, forces and confidences. What facts can be is in their dictionary."""
    return {
        "fail": _("Failure"),
        "waived": _("Waived"),
        "unknown": _("To verify"),
        "pass": _("Compliant"),
        "critical": _("critical"),
        "major": _("major"),
        "moderate": _("moderate"),
        "minor": _("minor"),
        "info": _("information"),
        "law": _("law"),
        "regulation": _("regulation"),
        "standard": _("standard"),
        "contract": _("contract"),
        "recommendation": _("recommendation"),
        "doctrine": _("doctrine"),
        "upcoming": _("upcoming text"),
        "observed": _("observed"),
        "to_confirm": _("register entry to confirm"),
        "selector": _("selector"),
        "true": _("yes"),
        "false": _("no"),
    }


def coded(code: str) -> str:
    """What a fact can be, in words: `unknown` is a state of a register there, and no outcome."""
    return local(facts().values.get(code, code))


def word(code: str) -> str:
    """A code of the model in words; a code without words comes back as it is."""
    return _vocabulary(language()).get(code, code)


def duration(text: str) -> str:
    """`P90D` → `90 jours`; a text that is no ISO 8601 duration comes back as it is."""
    return _lasting(language(), text)


@lru_cache(4096)
def _lasting(_language: str, text: str) -> str:
    return " ".join(_counted(count, unit) for count, unit in parts(text)) or text


def _counted(count: int, unit: str) -> str:
    said = {
        "Y": lambda: ngettext("%(n)s year", "%(n)s years", count),
        "M": lambda: ngettext("%(n)s month", "%(n)s months", count),
        "W": lambda: ngettext("%(n)s week", "%(n)s weeks", count),
        "D": lambda: ngettext("%(n)s day", "%(n)s days", count),
        "H": lambda: ngettext("%(n)s hour", "%(n)s hours", count),
        "m": lambda: ngettext("%(n)s minute", "%(n)s minutes", count),
        "S": lambda: ngettext("%(n)s second", "%(n)s seconds", count),
    }
    return said[unit]() % {"n": number(count)}


def operator(offer: str) -> str:
    """The name of who runs an offer, as the register of operators has it."""
    found = operators().get(offer)
    return found.name if found else offer or _("operator not known")


def things(count: int, kinds: Collection[str]) -> str:
    """So many of what a rule asks about: resources, unless all of them are of one kind that no cloud holds."""
    said = {
        "activity": ngettext("%(n)s processing activity", "%(n)s processing activities", count),
        "account": ngettext("%(n)s account", "%(n)s accounts", count),
        "evidence": ngettext("%(n)s proof or waiver", "%(n)s proofs or waivers", count),
        "organisation": ngettext("%(n)s question to the authority", "%(n)s questions to the authority", count),
        "organization": ngettext("%(n)s organisation", "%(n)s organisations", count),
    }
    plain = ngettext("%(n)s resource", "%(n)s resources", count)
    return glued(said.get(next(iter(kinds)), plain) if len(kinds) == 1 else plain) % {"n": number(count)}


def kind(code: str) -> str:
    """A kind of resource in words."""
    return local(facts().kinds.get(code, code))


def mark(code: str) -> str:
    """How sure an entry of a register is."""
    return {
        "verified": _("verified"), "partly_verified": _("partly verified"), "to_confirm": _("from memory, to be confirmed"),
        "stale": _("verified too long ago"),
        "absent": _("not in the register"),
    }.get(code) or coded(code)  # fmt: skip


def adequacy(code: str, day: str) -> str:
    """What the caption of the map says of the list of adequacy decisions: no more than its register does."""
    said = {
        "verified": _("List of adequacy decisions verified on %(day)s."),
        "partly_verified": _("List of adequacy decisions verified in part on %(day)s; what is not is told in each finding."),
        "stale": _("List of adequacy decisions verified on %(day)s, too long ago: to be looked at again."),
    }
    return said.get(code, _("List of adequacy decisions written from memory on %(day)s, to be confirmed.")) % {
        "day": date_in_words(date.fromisoformat(day))
    }


def confidence(code: str) -> str:
    """What to think of a finding whose facts were not all read."""
    return {"presumed": coded(code), "to_confirm": _("fact to confirm: a register entry it rests on is not verified")}.get(code, "")
