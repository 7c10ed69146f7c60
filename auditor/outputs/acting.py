"""Who acts, by when and how: decisions of the first screen, the action part of a rule's article, and the plan of each account."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

from auditor.i18n import _, language
from auditor.model import SEVERITIES
from auditor.outputs.tally import AccountTally, Group
from auditor.outputs.view import FAIL, Rule, View
from auditor.outputs.wording import WAIVED, local
from auditor.reference.source import load
from auditor.shipped import shipped

DAYS = {"critical": 15, "major": 30, "moderate": 90, "minor": 180, "info": 365}
"""How long a failure may wait, by severity, from the day it is judged."""
EFFORTS = ("low", "medium", "high")
OTHER = "OTHER"


@cache
def _actions() -> Mapping[str, Any]:
    return dict(load(shipped("reports") / "actions.yaml").data)


@cache
def _by_provider() -> Mapping[str, Mapping[str, Any]]:
    """Provider → rule → how: a file each, so that a provider brings its own."""
    return {path.stem: load(path).data for path in sorted((shipped("reports") / "actions").glob("*.yaml"))}


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
    cli: str
    terraform: str


@dataclass(frozen=True, slots=True)
class Action:
    """What a rule asks for when it fails. `rank` orders by risk over effort: the first is what to do first."""

    rule: Rule
    lead: str
    others: list[str]
    before: date
    effort: str
    side: str
    limits: str
    ways: list[Way]
    rank: tuple[int, int, str]

    @property
    def who(self) -> str:
        """Who acts, with whose advice."""
        return ", ".join((self.lead, *self.others))


@dataclass(frozen=True, slots=True)
class Step:
    """One action of an account's plan, and how many of its findings it settles."""

    action: Action
    group: Group


@dataclass(frozen=True, slots=True)
class Account:
    """One account with its plan. `entries` are its names in auditor.yaml."""

    id: str
    label: str
    entries: list[str]
    tally: AccountTally
    plan: list[Step]


class Acting:
    """Actions, from what the view has counted."""

    def __init__(self, view: View) -> None:
        """Reads what the view has counted."""
        self._view = view
        self._day = date.fromisoformat(view.run.as_of)
        self._providers = {account.provider for account in view.tally.accounts.values()}

    def of(self, rule: Rule) -> Action:
        """What a rule asks for."""
        actions = _actions()
        family = actions["families"].get(rule.id[:3], actions["families"][OTHER])
        told = {**family, **actions["rules"].get(rule.id, {})}
        gravity = [severity.value for severity in SEVERITIES]
        severity = rule.severity if rule.severity in gravity else gravity[-1]
        people = [*told["who"], *(["dgs"] if severity == gravity[0] and "dgs" not in told["who"] else [])]
        words = [_people(language())[f"with {who}" if position else who] for position, who in enumerate(people)]
        effort = EFFORTS.index(told["effort"])
        return Action(
            rule=rule,
            lead=words[0],
            others=words[1:],
            before=self._day + timedelta(days=told.get("days", DAYS[severity])),
            effort=_people(language())[told["effort"]],
            side=local(told.get("side")),
            limits=local(told.get("limits")),
            ways=[*_ways(told.get("ways", rule.id), rule.tally.providers & self._providers or self._providers)],
            rank=(gravity.index(severity) * 2 + effort, gravity.index(severity), rule.id),
        )

    @cached_property
    def decisions(self) -> list[Action]:
        """The three that cannot wait: gravest first, then those that concern most resources."""
        return [self.of(rule) for rule in self._view.rules_with(FAIL)[:3]]

    @cached_property
    def all(self) -> list[Action]:
        """Every action that an open failure asks for, by risk over effort."""
        return sorted((self.of(rule) for rule in self._view.rules_with(FAIL)), key=lambda action: action.rank)

    @cached_property
    def accounts(self) -> list[Account]:
        """Every account that was to be read, with its plan: what could not be read first, then those with most failures."""
        names: dict[str, list[str]] = {}
        for entry, ids in sorted(self._view.run.snapshot.entries.items()):
            for each in ids:
                names.setdefault(each, []).append(entry)
        asked = {*self._view.run.snapshot.accounts, *self._view.tally.accounts, *self._view.unreadable}
        found = [(each, self._view.tally.accounts.get(each, AccountTally())) for each in sorted(asked)]
        found.sort(key=lambda pair: (pair[0] not in self._view.unreadable, -pair[1].counts[FAIL]))
        return [Account(each, self._view.account(each), names.get(each, []), tally, self._plan(tally)) for each, tally in found]

    def _plan(self, tally: AccountTally) -> list[Step]:
        steps = [Step(self.of(rule), tally.rules[rule.id]) for rule in self._view.rules if rule.id in tally.rules]
        open_ = [step for step in steps if step.group.counts[FAIL] or step.group.counts[WAIVED]]
        return sorted(open_, key=lambda step: (not step.group.counts[FAIL], step.action.rank))


def _ways(rule: str, providers: Collection[str]) -> Iterator[Way]:
    for provider, known in _by_provider().items():
        if provider in providers and rule in known:
            told = known[rule]
            yield Way(provider, local(told.get("console")), told.get("cli", ""), told.get("terraform", "").rstrip())
