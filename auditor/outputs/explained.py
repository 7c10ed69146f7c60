"""A finding's reasons in words: which fact, what it is, what was expected, or why it could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from auditor.i18n import _, language, number
from auditor.model import NO_ROLE, Citation, Finding, Outcome, Place, Run
from auditor.outputs.causes import Cause, unread
from auditor.outputs.wording import coded, duration, local, operator, word, words
from auditor.reference.facts import Fact, facts
from auditor.reference.registers import Reference
from auditor.reference.retention import rows

_ITEM = re.compile(r"(.+?)\[(\d+)\](?:\.(.+))?\Z")


@dataclass(frozen=True, slots=True)
class Said:
    """One reason in words. `cause` is there when the fact could not be read; then `actual` says nothing."""

    fact: str
    actual: str
    expected: str
    call: str
    at: str
    rule_line: str
    cause: Cause | None = None


def explained(finding: Finding, reference: Reference) -> Iterator[Said]:
    """The reasons of a finding, in the order the rule gave them."""
    for reason in finding.reasons:
        fact, label = _fact(reason.fact, finding.places)
        why = unread(finding, reason)
        actual = "" if why else value(reason.actual, fact, reference)
        yield Said(label, actual, expected(reason.expected, fact, reference), reason.call, reason.at, reason.rule_line, why)


def briefly(finding: Finding, reference: Reference) -> str:
    """The first reason of a finding: the fact, and what it is or why it is not known."""
    reason = finding.reasons[0]
    fact, label = _fact(reason.fact, finding.places)
    why = unread(finding, reason)
    return _stated(label, why, "" if why else value(reason.actual, fact, reference))


def sentence(said: Said) -> str:
    """One reason on one line: the fact, what it is or why it is not known, and what was expected."""
    told = _stated(said.fact, said.cause, said.actual)
    return f"{told} ({_('expected:')} {said.expected})" if said.expected else told


def _stated(fact: str, why: Cause | None, actual: str) -> str:
    return f"{_before(language(), fact)} {f'{why.what} {why.call}'.strip() if why else actual}"


@lru_cache(4096)
def _before(_language: str, fact: str) -> str:
    """What stands before what a fact is."""
    return _("%(fact)s:") % {"fact": fact}


def told(run: Run, finding: Finding, reference: Reference) -> str:
    """A finding in one paragraph: what the rule says of it, then each reason."""
    texts = run.rules.get(finding.rule, {})
    title = local(texts.get("failure" if finding.outcome is Outcome.FAIL else "title")) or finding.rule
    return " ; ".join([title, *map(sentence, explained(finding, reference))])


def _fact(path: str, places: list[Place]) -> tuple[Fact | None, str]:
    """The dictionary's entry for a path such as `places[1].country`, and its name in words."""
    found = _ITEM.match(path) if path.startswith("places[") else None
    if not found:
        return _named(language(), path)
    position = int(found[2])
    where = (places[position].role, places[position].region) if position < len(places) else None
    return _of_place(language(), where, found[3] or "")


@lru_cache(4096)
def _of_place(_language: str, of: tuple[str, str | None] | None, rest: str) -> tuple[Fact | None, str]:
    """What a field of a place is called, or the place itself: what it is, and its region where one is known."""
    where = ", ".join(filter(None, (_role(of[0]), of[1]))) if of else "?"
    parent = facts().facts.get("places")
    if not rest:
        return parent, where
    field = parent.fields.get(rest) if parent else None
    return field, _("%(field)s (%(where)s)") % {"field": local(field.label) if field else rest, "where": where}


@lru_cache(4096)
def _named(_language: str, path: str) -> tuple[Fact | None, str]:
    """The same for a path that is no place's."""
    known = facts().facts
    found = _ITEM.match(path)
    if not found:
        fact = known.get(path)
        return fact, local(fact.label) if fact else path
    name, position, rest = found[1], int(found[2]), found[3] or ""
    parent = known.get(name)
    field = parent.fields.get(rest) if parent else None
    whole = local(parent.label) if parent else name
    return field, f"{whole} {position + 1}" + (f", {local(field.label) if field else rest}" if rest else "")


def value(actual: object, fact: Fact | None, reference: Reference) -> str:
    """A fact's value in words: countries, categories, durations and codes by their names, null by what it means there."""
    if actual is None:
        return local(fact.null) if fact else _("not set")
    if isinstance(actual, bool):
        return word(str(actual).lower())
    if isinstance(actual, int):
        return number(actual)
    if isinstance(actual, list | tuple):
        return ", ".join(value(item, fact, reference) for item in actual) or _("none")
    if isinstance(actual, Mapping):
        return ", ".join(f"{_('%(fact)s:') % {'fact': name}} {value(each, None, reference)}" for name, each in sorted(actual.items()))
    text = str(actual)
    if fact is None:
        return text
    if fact.type == "duration":
        return duration(text)
    if "country" in (fact.type, fact.of):
        return country(text, reference)
    if "category" in (fact.type, fact.of):
        return category(text, reference)
    return coded(text) if fact.type == "enum" else text


def country(code: str, reference: Reference) -> str:
    """A country's name; its code when the register has no name for it."""
    return local(reference.country(code)) or code


def category(code: str, reference: Reference) -> str:
    """A data category's name; the word itself when the register does not know it."""
    known = reference.categories.get(code)
    return local(known.labels) if known else code


def citation(entry: Mapping[str, Any], reference: Reference) -> str:
    """A requirement of run.json as lawyers cite it (`Règlement (UE) 2016/679 (RGPD), art. 44 : …`), or by its own title."""
    title = local(entry.get("title")) or str(entry["id"])
    article = reference.requirement(str(entry["id"]))
    text = reference.requirement(article.text) if article and article.article and article.text != article.id else None
    if article and text:
        number_ = f"art. {article.article}" if article.force in ("law", "regulation") else article.article
        title = _("%(text)s, %(article)s: %(title)s") % {"text": local(text.title), "article": number_, "title": title}
    return title[:1].upper() + title[1:]


def _role(role: str) -> str:
    return word(role) if role != NO_ROLE else _("place")


def places(finding: Finding, reference: Reference) -> list[tuple[str, str, str]]:
    """Where the data is, each place once: its role, its country and its region."""
    told = (
        (
            _role(place.role),
            country(place.country, reference) if place.country else _("unknown place"),
            place.region or "",
        )
        for place in finding.places
    )
    return list(dict.fromkeys(told))


def support(cited: Citation, reference: Reference) -> str:
    """A register entry that a finding rests on, by the names of both."""
    name, _slash, more = cited.register.partition("/")
    requirement = reference.requirement(cited.entry) if name == "requirements" else None
    row = rows().get(cited.entry) if name == "retention" else None
    known = requirement.title if requirement else row.object if row else None
    if name == "labels":
        return f"{local(words()['registers'][name])} {more.upper()} – {operator(cited.entry)}"
    return f"{local(words()['registers'].get(name)) or cited.register} – {local(known) or cited.entry}"


def holders(finding: Finding) -> list[str]:
    """Whom the data is shared with: who holds a place that is not the account's own."""
    found = (place.holder for place in finding.places if place.holder and place.holder != finding.resource.account)
    return list(dict.fromkeys(found))


def path(via: str) -> str:
    """The resources that a flow goes through. A hop that only names the setting it comes from is left out: the flow's role says it."""
    hops = (hop for hop in via.split(" → ") if hop and hop not in facts().facts)
    return " → ".join(_("anyone on the Internet") if hop == "public" else hop for hop in hops)


@cache
def _lists(_language: str) -> dict[str, str]:
    return {
        "$EEA": _("a country of the EEA"),
        "$EU": _("a country of the European Union"),
        "$ADEQUATE": _("a country with an adequacy decision"),
        "$PARTIALLY_ADEQUATE": _("a country with a partial adequacy decision"),
        "$POLICE_ADEQUATE": _("a country with an adequacy decision for police and justice"),
        "$FRENCH_PTOM": _("a French overseas territory outside the European Union"),
        "$FRENCH_TERRITORY": _("the French territory"),
        "$ALLOWED": _("an allowed country"),
        "$UNDER_GDPR": _("personal data other than that of police"),
        "$POLICE": _("police data"),
        "$PERSONAL": _("personal data"),
        "$SENSITIVE": _("sensitive data"),
        "$NOT_OPEN": _("data that is not open"),
        "$DATA_STORES": _("a resource that holds data"),
    }


@cache
def _operators(_language: str) -> dict[str, str]:
    """The operators of the rule language, as reasons spell them, and how they are said with a value."""
    return {
        "equal to": "%(value)s",
        "different from": _("other than %(value)s"),
        "not in": _("outside: %(value)s"),
        "in": _("one of: %(value)s"),
        "at most": _("at most %(value)s"),
        "at least": _("at least %(value)s"),
        "like": _("like %(value)s"),
        "containing any of": _("at least one of: %(value)s"),
        "containing all of": _("all of: %(value)s"),
    }


def expected(text: str, fact: Fact | None, reference: Reference) -> str:
    """What a rule expects (the phrases of `ruleset.operators`: `in $EEA`) in words; a text of another shape comes back as it is."""
    whole = {"set": _("set"), "not set": _("not set"), "every item": _("all of them"), "some item": _("at least one")}
    if text in whole:
        return whole[text]
    operators = _operators(language())
    operator = next((name for name in operators if text.startswith(f"{name} ")), "")
    if not operator:
        if not text.startswith("not "):
            return text
        return _("not: %(value)s") % {"value": expected(text.removeprefix("not "), fact, reference)}
    items = [item.strip() for item in text.removeprefix(operator).split(",")]
    said = ", ".join(_lists(language()).get(item) or value(_plain(item), fact, reference) for item in items)
    if operator == "in" and len(items) == 1:
        return said
    if operator == "different from" and text.endswith((" true", " false")):
        return word(str(text.endswith(" false")).lower())
    return operators[operator] % {"value": said}


def _plain(item: str) -> Any:
    return {"true": True, "false": False, "null": None}.get(item, item)
