"""What the report shows, in order: the tally of a run beside its perimeter, its holes and its verdict. The layout is in reports/."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from auditor.configuration import MARK
from auditor.costing import Costs
from auditor.i18n import _, date_in_words, ngettext, number
from auditor.inventory.snapshot import GAPS
from auditor.model import SEVERITIES, WAIVED, Coverage, Finding, Inherited, Outcome, Resource, Run
from auditor.outputs.causes import Cause, cause
from auditor.outputs.guards import Guard
from auditor.outputs.holes import Hole, Holes
from auditor.outputs.homecoming import Homecoming
from auditor.outputs.inert import Ours
from auditor.outputs.tally import SHOWN, UNATTACHED, ActivityTally, Group, RuleTally, Tally, Unread
from auditor.outputs.tense import failures, is_planned
from auditor.outputs.wording import local, operator
from auditor.reference.marks import aged
from auditor.reference.registers import Reference
from auditor.run import name_of

_IMAGE = re.compile(r"data:image/(?:png|jpeg|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}")
FAIL, UNKNOWN, PASS = Outcome.FAIL.value, Outcome.UNKNOWN.value, Outcome.PASS.value


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule with its texts and what it found."""

    id: str
    texts: dict[str, Any]
    tally: RuleTally

    @property
    def evaluated(self) -> bool:
        """Whether it concerned at least one resource."""
        return bool(self.tally.counts.total())

    @property
    def severity(self) -> str:
        """How grave a failure is."""
        return str(self.texts.get("severity", ""))

    @property
    def heading(self) -> str:
        """What is wrong when something fails, else what the rule asks."""
        return self.heading_of(self.tally)

    def heading_of(self, group: Group) -> str:
        """The same for some of its findings."""
        failing = group.counts[FAIL] or group.counts[WAIVED]
        return local(self.texts.get("failure" if failing else "title")) or self.id

    def shown(self, status: str) -> list[Finding]:
        """The findings of this status that are shown in full."""
        sample = self.tally.samples.get(status)
        return sample.first() if sample else []

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """Sort key: what fails, then what is to verify or waived, then the rest; gravest first in each."""
        counts = self.tally.counts
        gravity = [severity.value for severity in SEVERITIES]
        place = gravity.index(self.severity) if self.severity in gravity else len(gravity)
        tier = 0 if counts[FAIL] else 1 if counts[UNKNOWN] or counts[WAIVED] else 2
        return tier, place, -counts[FAIL], self.id


@dataclass(frozen=True, slots=True)
class Activity:
    """One processing activity: what the register says and what was seen."""

    id: str
    title: str
    announced: list[str]
    tally: ActivityTally


def _texts(told: dict[str, Any]) -> dict[str, Any]:
    """What run.json says of a rule, with every key the page asks for."""
    texts = {"force": "", "remedy": {}, "revision": 0, "say": {}, "severity": "", "why": {}, **told}
    blank = {"title": "", "url": "", "evidence": ""}
    return texts | {"requirements": [blank | entry for entry in told.get("requirements") or []]}


def _taken(one: Inherited, now: str) -> str:
    """`2 resources inherited from …, read on … (3 days before)`."""
    days = (datetime.fromisoformat(now) - datetime.fromisoformat(one.oldest)).days
    counted = ngettext("%(count)s resource inherited from %(of)s", "%(count)s resources inherited from %(of)s", one.resources)
    aged = ngettext("%(days)s day before", "%(days)s days before", days) if days else _("less than a day before")
    read = _("oldest reading on %(day)s")
    values = {"count": number(one.resources), "of": one.of or one.run, "day": date_in_words(one.oldest), "days": number(days)}
    return f"{counted}, {read} ({aged})." % values


def nicknames(run: Run) -> dict[str, str]:
    """Account → its name in auditor.yaml; of an entry that has several accounts, with the end of the id of each."""
    names: dict[str, list[str]] = {f"{MARK}:{one.run}": [_inherited(one.run)] for one in run.snapshot.inherited}
    for entry, ids in sorted(run.snapshot.entries.items()):
        shown = called(run, entry)
        for account in ids:
            # Three full stops: a line may break after an ellipsis, and never between these and a digit or a letter.
            names.setdefault(account, []).append(shown if len(ids) == 1 else f"{shown} ...{account[-4:]}")
    return {account: ", ".join(told) for account, told in names.items()}


def called(run: Run, entry: str) -> str:
    """An entry as it is called in auditor.yaml; one of a run that was taken over, with whose it is."""
    mark, _colon, theirs = entry.partition(":")
    if mark != MARK:
        return entry
    owners = (one.of or one.run for one in run.snapshot.inherited if {*one.accounts} & {*run.snapshot.entries.get(entry, ())})
    return f"{theirs} ({_inherited(', '.join(dict.fromkeys(owners)))})"


def _inherited(whom: str) -> str:
    return _("inherited: %(whom)s") % {"whom": whom}


class View:
    """A run as the report shows it."""

    def __init__(
        self,
        run: Run,
        findings: Iterable[Finding],
        coverage: list[Coverage],
        reference: Reference,
        resources: Iterable[Resource] = (),
        *,
        public: bool = False,
        costs: Costs | None = None,
    ) -> None:
        """Reads the findings once, and once the resources. A `public` report names no account and no resource."""
        self.run = run
        self.public = public
        self.context: dict[str, Any] = run.snapshot.context
        self.register: dict[str, dict[str, Any]] = {str(entry["id"]): entry for entry in self.context.get("processing_activities") or []}
        tally = Tally({name: position for position, name in enumerate(self.register)})
        tally.worst.planned = frozenset(run.snapshot.planned)
        self.tally = tally.read(findings).look(resources)
        self.planned = is_planned(run)
        self.coverage = coverage
        self.reference = reference
        self.counts = self.tally.all.counts
        self.home = Homecoming(run, self.tally.moving, costs)
        self._holes = Holes(coverage, self.tally, public=public)

    @property
    def organisation(self) -> str:
        """The authority's name."""
        return name_of(self.context)

    @property
    def logo(self) -> Ours:
        """The authority's logo as a data: address, or nothing: no other address is ever asked for."""
        told = self.context.get("organisation")
        logo = str(told.get("logo") or "") if isinstance(told, dict) else ""
        return Ours(logo if _IMAGE.fullmatch(logo) else "")

    @property
    def accent(self) -> str:
        """The authority's colour, #rrggbb, or nothing."""
        told = self.context.get("organisation")
        return str(told.get("accent") or "") if isinstance(told, dict) else ""

    def account(self, name: str) -> str:
        """An account as the report names it: its id, or a number of its own in a public one."""
        if not name:
            return _("the authority itself, outside any account")
        return _("account %(number)s") % {"number": self._numbered.setdefault(name, len(self._numbered) + 1)} if self.public else name

    def nickname(self, account: str) -> str:
        """An account by its name in auditor.yaml, when it has one; as the report names it otherwise."""
        return self._nicknames.get(account) or self.account(account)

    @cached_property
    def _nicknames(self) -> dict[str, str]:
        return {} if self.public else nicknames(self.run)

    @cached_property
    def _numbered(self) -> dict[str, int]:
        known = sorted({*self.run.snapshot.accounts, *self.tally.accounts} - {""})
        return {name: position for position, name in enumerate(known, 1)}

    @property
    def inherited(self) -> list[str]:
        """What was taken over from others' runs, and how old its reading is, in a sentence each."""
        return [_taken(one, self.run.snapshot.started_at) for one in self.run.snapshot.inherited if not one.missing]

    @property
    def perimeter(self) -> list[str]:
        """What was to be read, by its names in auditor.yaml; by who runs it where these are not to be shown or not known."""
        entries = [] if self.public else [called(self.run, entry) for entry in sorted(self.run.snapshot.entries)]
        return entries or sorted({operator(self._run_by(line)) for line in self.coverage})

    def _run_by(self, line: Coverage) -> str:
        """Who runs the account that a reading was of; empty when nobody knows."""
        offer = self.run.snapshot.offers.get(line.account, line.provider)
        return "" if ":" in offer else offer

    @cached_property
    def regions(self) -> int:
        """How many regions were read, of all clouds: those that were asked one by one, and those in which what was listed lies."""
        asked = {(line.provider, line.region) for line in self.coverage if line.region and line.status in ("read", *GAPS)}
        return len(asked | self.tally.regions)

    @cached_property
    def rules(self) -> list[Rule]:
        """Every rule of the run, most pressing first."""
        names = {*self.run.rules, *self.tally.rules}
        rules = (Rule(name, _texts(self.run.rules.get(name, {})), self.tally.rules.get(name, RuleTally())) for name in names)
        return sorted(rules, key=lambda rule: rule.rank)

    def rules_with(self, *statuses: str) -> list[Rule]:
        """The evaluated rules that have at least one finding of these statuses."""
        return [rule for rule in self.rules if any(rule.tally.counts[status] for status in statuses)]

    @property
    def registers(self) -> list[tuple[str, list[str]]]:
        """The registers by the day they were last checked, the latest first."""
        days: dict[str, list[str]] = {}
        for name, day in sorted(self.run.reference.items()):
            days.setdefault(day, []).append(name)
        return sorted(days.items(), reverse=True)

    def aged(self, day: str) -> bool:
        """Whether a register checked on that day was to be looked at again by the day of the report."""
        return aged(day, date.fromisoformat(self.run.as_of))

    @property
    def loaded(self) -> int:
        """How many rules there were: those that may concern this authority on that day, and the others."""
        return max(self.run.loaded, len(self.run.rules))

    @property
    def evaluated(self) -> int:
        """How many rules concerned at least one resource."""
        return sum(rule.evaluated for rule in self.rules)

    @property
    def unreadable(self) -> list[str]:
        """The accounts of which no list could be read."""
        return self._holes.unreadable

    @cached_property
    def holes(self) -> list[Hole]:
        """What the scan could not read: lists first, then the details of resources."""
        return self._holes.all

    @property
    def skipped(self) -> list[Hole]:
        """What the configuration left out."""
        return self._holes.lists({"skipped"})

    @property
    def beyond(self) -> list[Hole]:
        """What was seen that no collector reads: nobody has judged it."""
        return self._holes.lists({"not_understood"})

    @property
    def guarded(self) -> list[Hole]:
        """What was refused where the organisation's own policies let nothing be placed."""
        return self._holes.lists({"guarded"})

    @property
    def asked(self) -> int:
        """How many accounts were to be read."""
        return len({*self.run.snapshot.accounts, *self.unreadable})

    @cached_property
    def guards(self) -> list[Guard]:
        """What organisations impose and accounts set for everything made in them; names of policies stay out of a public report."""
        return [] if self.public else self.tally.guards.rows(self.reference)

    @cached_property
    def expected(self) -> int:
        """How many accounts the entries are known to have."""
        return len({account for accounts in self.run.snapshot.expected.values() for account in accounts})

    @cached_property
    def unread_accounts(self) -> list[tuple[str, Cause]]:
        """The accounts that an entry has and that were not read, each with its reason."""
        unopened = [line for line in self.coverage if line.region is None and line.status != "read"]
        told = {line.account: cause(line.reason, line.permission, line.provider) for line in unopened}
        missing = {account for accounts in self.run.snapshot.expected.values() for account in accounts} - {*self.run.snapshot.accounts}
        return [(account, told.get(account, cause("not_collected"))) for account in sorted(missing)]

    @property
    def tone(self) -> str:
        """The status whose colour and shape the verdict takes: never `pass` while something is unknown, unread or unevaluated."""
        if self.counts[FAIL] and not self.run.snapshot.read_nothing:
            return FAIL
        return UNKNOWN if self.counts[UNKNOWN] or self.holes or not self.counts.total() or self.run.snapshot.read_nothing else PASS

    @property
    def verdict(self) -> str:
        """The run in one sentence."""
        if self.run.snapshot.read_nothing:
            return _("No resource could be read: nothing can be said of where the data is.")
        if not self.counts.total():
            return _("No rule concerned what was read: nothing can be said of where the data is.")
        over = ngettext("over %(n)s rule evaluated", "over %(n)s rules evaluated", self.evaluated) % {"n": number(self.evaluated)}
        verify = self.counts[UNKNOWN]
        if not self.counts[FAIL]:
            rest = ngettext("%(n)s point to verify", "%(n)s points to verify", verify) % {"n": number(verify)}
            return _("No failure found, %(rest)s, %(over)s.") % {"over": over, "rest": rest}
        found = failures(self.counts[FAIL], planned=self.planned) % {"n": number(self.counts[FAIL])}
        rest = ngettext("%(n)s point to verify", "%(n)s points to verify", verify) % {"n": number(verify)}
        critical = self.critical
        grave = ngettext(", of which %(n)s critical,", ", of which %(n)s critical,", critical) % {"n": number(critical)} if critical else ""
        return _("%(found)s%(grave)s and %(rest)s, %(over)s.") % {"found": found, "over": over, "grave": grave, "rest": rest}

    @property
    def critical(self) -> int:
        """How many open failures are critical."""
        return self.tally.severities.get(SEVERITIES[0].value, Group()).counts[FAIL]

    @property
    def score(self) -> float:
        """Compliant checks over all checks, unknown and waived included in the denominator."""
        return self.counts[PASS] / (self.counts.total() or 1)

    @property
    def severities(self) -> list[tuple[str, Group]]:
        """Counts by severity, gravest first; severities no rule has are left out."""
        return [(level.value, self.tally.severities[level.value]) for level in SEVERITIES if level.value in self.tally.severities]

    @cached_property
    def activities(self) -> list[Activity]:
        """The register's activities, those without a resource included, then what is attached to none."""
        names = sorted({*self.register, *self.tally.activities}, key=self.tally.order)
        return [
            Activity(
                name,
                self.title(name),
                list(self.register.get(name, {}).get("countries") or []),
                self.tally.activities.get(name, ActivityTally()),
            )
            for name in names
        ]

    def pressing(self, group: Activity | Rule) -> bool:
        """Whether an activity or a rule has a failure, a waiver or something to verify."""
        return any(group.tally.counts[status] for status in SHOWN)

    def title(self, activity: str) -> str:
        """An activity's title."""
        if activity == UNATTACHED:
            return _("Attached to no processing activity")
        return str(self.register.get(activity, {}).get("title") or activity)

    def by_activity(self, findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
        """The findings of a rule under the first activity of each, in the order of the findings."""
        groups: dict[str, list[Finding]] = {}
        for finding in findings:
            groups.setdefault(finding.activities[0] if finding.activities else UNATTACHED, []).append(finding)
        return list(groups.items())

    def rules_of(self, activity: Activity) -> tuple[list[tuple[Rule, Group]], list[tuple[Rule, Group]]]:
        """The rules that an activity's resources fail, then those that they could not be held against; most pressing first in both."""
        groups = activity.tally.rules
        told = [(rule, groups[rule.id]) for rule in self.rules if rule.id in groups]
        doubtful = [(rule, group) for rule, group in told if not group.counts[FAIL] and (group.counts[UNKNOWN] or group.counts[WAIVED])]
        return [(rule, group) for rule, group in told if group.counts[FAIL]], doubtful

    def causes_of(self, rule: Rule) -> list[tuple[Cause, Unread]]:
        """Why resources could not be held against a rule, most frequent first."""
        return sorted(rule.tally.causes.items(), key=lambda pair: (-len(pair[1].resources), pair[0].code, pair[0].call))

    @property
    def doubtful(self) -> list[Rule]:
        """The rules that nothing fails, and that something could not be held against."""
        return [rule for rule in self.rules_with(UNKNOWN) if not rule.tally.counts[FAIL] and not rule.tally.counts[WAIVED]]

    def by_cause(self, rules: Iterable[Rule]) -> list[tuple[Cause, list[Rule]]]:
        """Rules under the most frequent reason why each could not be concluded, the most frequent reason first."""
        groups: dict[Cause, list[Rule]] = {}
        for rule in rules:
            causes = self.causes_of(rule)
            groups.setdefault(causes[0][0] if causes else Cause("", "", "–", ""), []).append(rule)
        return sorted(groups.items(), key=lambda pair: -len(pair[1]))

    @property
    def quiet(self) -> list[Rule]:
        """The evaluated rules that everything keeps to."""
        return [rule for rule in self.rules if rule.evaluated and not self.pressing(rule)]

    @property
    def idle(self) -> list[Rule]:
        """The rules that concerned nothing that was read."""
        return [rule for rule in self.rules if not rule.evaluated]
