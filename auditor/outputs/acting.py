"""Who acts, by when and how: the decisions of the first screen, the action part of a rule's article, and the one plan of all accounts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

from auditor.i18n import _, language, ngettext, number
from auditor.model import SEVERITIES, Finding
from auditor.outputs.commands import act, actions, by_provider
from auditor.outputs.tally import AccountTally
from auditor.outputs.telling import Headline, among, at, data
from auditor.outputs.view import FAIL, Rule, View, called
from auditor.outputs.wording import local
from auditor.outputs.worst import Concerned
from auditor.reference.registers import Reference

DAYS = {"critical": 15, "major": 30, "moderate": 90, "minor": 180, "info": 365}
"""How long a failure may wait, by severity, from the day it is judged."""
EFFORTS = ("low", "medium", "high")
OTHER = "OTHER"
DECISIONS = 3
_OPTIONAL = re.compile(r"\[([^\]]*)\]")
_NEEDED = re.compile(r"\{(\w+)\}")
_FIRST = re.compile(r"[,;.:](?=\s|\Z)|\(|[\u202f\u00a0](?=[;:])")
"""Where the first thing that a remedy asks for ends: `auditor.yaml` is one word."""


@cache
def _people(_language: str) -> dict[str, str]:
    return {
        "dgs": _("chief executive"),
        "dpo": _("DPO"),
        "rssi": _("security officer"),
        "dsi": _("IT department"),
        "archives": _("archives"),
        "achats": _("procurement"),
        "with dgs": _("decision of the chief executive"),
        "with dpo": _("advice of the DPO"),
        "with rssi": _("help of the security officer"),
        "with dsi": _("help of the IT department"),
        "with archives": _("advice of the archives"),
        "with achats": _("help of procurement"),
        "low": _("low: a setting"),
        "medium": _("medium: a change to plan"),
        "high": _("high: data to move"),
    }


@dataclass(frozen=True, slots=True)
class Way:
    """How to do it with one provider; what is not known is empty."""

    provider: str
    console: str
    terraform: str


@dataclass(frozen=True)
class Action:
    """What one rule, or all that take part in an act, ask for when they fail: `says` as an imperative, with which data and where.

    `decides` is who decides (the chief executive, of what is critical), `who` all who act.
    `order` is the one order of the page: deadline, then risk over effort.
    """

    key: str
    says: str
    rules: tuple[Rule, ...]
    severity: str
    decides: str
    lead: str
    others: tuple[str, ...]
    before: date
    effort: str
    side: str
    limits: str
    ways: tuple[Way, ...]
    order: tuple[date, int, int, str]

    @property
    def who(self) -> str:
        """Who acts, with whose advice."""
        return ", ".join((self.lead, *self.others))

    @cached_property
    def failing(self) -> set[int]:
        """The resources that it mends, once each."""
        return set().union(*(rule.tally.failing for rule in self.rules))

    @cached_property
    def concerned(self) -> Concerned:
        """Which data, where, shared with whom, in which accounts."""
        return _concerned(self.rules)

    @cached_property
    def asked(self) -> set[str]:
        """What its rules are about, as `wording.things` counts them."""
        return set().union(*(rule.tally.asked for rule in self.rules))


@dataclass(frozen=True, slots=True)
class Account:
    """One account. `entries` are its names in auditor.yaml."""

    id: str
    label: str
    entries: list[str]
    tally: AccountTally


class Acting:
    """Actions, from what the view has counted."""

    def __init__(self, view: View) -> None:
        """Reads what the view has counted."""
        self._view = view
        self._day = date.fromisoformat(view.run.as_of)
        self._providers = {account.provider for account in view.tally.accounts.values()}
        self._of: dict[str, Action] = {}

    def of(self, rule: Rule) -> Action:
        """What a rule asks for by itself."""
        if rule.id not in self._of:
            self._of[rule.id] = self._action(rule.id, [rule])
        return self._of[rule.id]

    def ordered(self, rules: Iterable[Rule]) -> list[Rule]:
        """Rules in the one order of the page, those with nothing but waivers last."""
        return sorted(rules, key=lambda rule: (not rule.tally.counts[FAIL], self.of(rule).order))

    @cached_property
    def all(self) -> list[Action]:
        """The plan: each act once, whatever the rules and the accounts that ask for it; the soonest first."""
        acts: dict[str, list[Rule]] = {}
        for rule in self._view.rules_with(FAIL):
            acts.setdefault(act(rule.id), []).append(rule)
        return sorted((self._action(key, rules) for key, rules in acts.items()), key=lambda action: action.order)

    @cached_property
    def decisions(self) -> list[Action]:
        """The three to take first: what the headline's facts ask for, then what comes soonest; in the order of the plan."""
        wanted = [weight.rules for _fact, weight in self.headline.told]
        first = [max(self.all, key=lambda action: len({rule.id for rule in action.rules} & rules)) for rules in wanted]
        chosen = list({action.key: action for action in [*first, *self.all]}.values())[:DECISIONS]
        return sorted(chosen, key=lambda action: action.order)

    @cached_property
    def accounts(self) -> list[Account]:
        """Every account that was to be read: what could not be read first, then those with most failures."""
        names: dict[str, list[str]] = {}
        for entry, ids in sorted(self._view.run.snapshot.entries.items()):
            for each in ids:
                names.setdefault(each, []).append(called(self._view.run, entry))
        asked = {*self._view.run.snapshot.accounts, *self._view.tally.accounts, *self._view.unreadable}
        found = [(each, self._view.tally.accounts.get(each, AccountTally())) for each in sorted(asked)]
        found.sort(key=lambda pair: (pair[0] not in self._view.unreadable, -pair[1].counts[FAIL]))
        return [Account(each, self._view.account(each), names.get(each, []), tally) for each, tally in found]

    def taking(self, rule: Rule) -> Action:
        """The action of the plan that a failing rule takes part in."""
        return next(action for action in self.all if rule.id in {each.id for each in action.rules})

    def accounts_of(self, action: Action) -> list[str]:
        """The accounts that an action is about, as the report calls them."""
        return sorted({self._view.nickname(each) for each in action.concerned.accounts if each})

    def resources(self, action: Action) -> list[Finding]:
        """Some of the findings that it mends, one a resource, for all of its rules."""
        found: dict[str, Finding] = {}
        for rule in action.rules:
            for finding in rule.shown(FAIL):
                found.setdefault(finding.resource.id, finding)
        return [*found.values()]

    @cached_property
    def headline(self) -> Headline:
        """The gravest facts in one sentence."""
        return Headline(self._view.tally.worst, self._view.reference)

    def _action(self, key: str, rules: Sequence[Rule]) -> Action:
        told = {rule.id: _told(rule.id) for rule in rules}
        lasting = {rule.id: timedelta(days=told[rule.id].get("days", DAYS[_severity(rule)])) for rule in rules}
        first = min(rules, key=lambda rule: (lasting[rule.id], _gravity(rule), rule.id))
        gravity = min(map(_gravity, rules))
        efforts = max(EFFORTS.index(each["effort"]) for each in told.values())
        people = told[first.id]["who"]
        words = [_people(language())[f"with {who}" if position else who] for position, who in enumerate(people)]
        before = self._day + lasting[first.id]
        return Action(
            key=key,
            says=self._says(key, first, _concerned(rules)),
            rules=(first, *(rule for rule in rules if rule is not first)),
            severity=SEVERITIES[gravity].value,
            decides=_people(language())["dgs"] if gravity == 0 else words[0],
            lead=words[0],
            others=tuple(words[1:]),
            before=before,
            effort=_people(language())[EFFORTS[efforts]],
            side=local(told[first.id].get("side")),
            limits=local(told[first.id].get("limits")),
            ways=tuple(self._ways(rules, told)),
            order=(before, gravity * 2 + efforts, gravity, first.id),
        )

    def _ways(self, rules: Iterable[Rule], told: dict[str, Any]) -> Iterator[Way]:
        """Those of the rules, each once."""
        seen = set()
        for rule in rules:
            for way in ways(told[rule.id].get("ways", rule.id), rule.tally.providers & self._providers or self._providers):
                if way.console not in seen:
                    seen.add(way.console)
                    yield way

    def _says(self, key: str, first: Rule, about: Concerned) -> str:
        """The act in words, or the first words of a remedy with the data that it is about."""
        registers: Reference = self._view.reference
        known = actions()["acts"].get(key)
        which = data(about.categories, registers)
        if not known:
            asked = _FIRST.split(local(first.texts.get("remedy")) or first.heading, maxsplit=1)[0].strip()
            return _("%(label)s: %(data)s") % {"label": asked, "data": which} if about.categories else asked
        taking = len(about.holders)
        values = {
            "data": which,
            "where": among([at(code, registers) for code in self._order(about.countries)], _("elsewhere")),
            "holders": ngettext("%(n)s recipient", "%(n)s recipients", taking) % {"n": number(taking)} if taking else "",
        }
        pieces = _OPTIONAL.split(local(known.get("planned", known) if self._view.planned else known))
        return "".join(_filled(piece, values, optional=bool(position % 2)) for position, piece in enumerate(pieces))

    def _order(self, countries: Collection[str]) -> list[str]:
        counts = self._view.tally.countries
        return sorted(countries, key=lambda code: (-len(counts[code].failing) if code in counts else 0, code))


def _filled(text: str, values: dict[str, str], *, optional: bool) -> str:
    """A piece of an act with its values; an optional one is nothing when a value that it needs is empty."""
    needed = _NEEDED.findall(text)
    return "" if optional and any(not values[name] for name in needed) else _NEEDED.sub(lambda name: values[name[1]], text)


def _concerned(rules: Iterable[Rule]) -> Concerned:
    whole = Concerned()
    for rule in rules:
        whole = whole.joined(rule.tally.concerned)
    return whole


def _told(rule: str) -> dict[str, Any]:
    families = actions()["families"]
    return {**families.get(rule[:3], families[OTHER]), **actions()["rules"].get(rule, {})}


def _severity(rule: Rule) -> str:
    return SEVERITIES[_gravity(rule)].value


def _gravity(rule: Rule) -> int:
    known = [severity.value for severity in SEVERITIES]
    return known.index(rule.severity) if rule.severity in known else len(known) - 1


def ways(rule: str, providers: Collection[str]) -> Iterator[Way]:
    """How to do what a rule asks for, with each of these providers that tells."""
    for provider, known in by_provider().items():
        if provider in providers and rule in known:
            told = known[rule]
            yield Way(provider, local(told.get("console")), told.get("terraform", "").rstrip())
