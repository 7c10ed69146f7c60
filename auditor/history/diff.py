"""What became of each failure between two scans. Pure: what was open before, what is found now, and where nobody could look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from auditor.inventory.snapshot import GAPS
from auditor.model import SEVERITIES, Coverage, Finding, Manifest, Outcome, status

FAIL = Outcome.FAIL.value


@dataclass(frozen=True, slots=True)
class Story:
    """A finding that asked for something when last seen: `status` is fail, unknown or waived, `since` the day it first was so."""

    fingerprint: str
    rule: str
    severity: str
    status: str
    account: str
    region: str
    since: str


class Placed(Protocol):
    """What is remembered of a finding: of which rule it is, and where."""

    @property
    def rule(self) -> str:
        """The rule's id."""

    @property
    def account(self) -> str:
        """The account."""

    @property
    def region(self) -> str:
        """The region; empty for none."""


class Sight:
    """Where a scan could look: a failure of a place it could not read is not settled by being absent."""

    def __init__(self, manifest: Manifest, coverage: Iterable[Coverage], rules: Collection[str]) -> None:
        """A gap hides all of its account and region: a list call does not say which kinds it would have found."""
        self._accounts = {account: {*regions} for account, regions in manifest.accounts.items()}
        self._rules = rules
        self._gaps = {(line.account, line.region or "") for line in coverage if line.status in GAPS}

    def clear(self, former: Placed) -> bool:
        """Whether the finding would have been seen, had it still been there."""
        if former.rule not in self._rules or former.account not in self._accounts:
            return False
        if former.region and self._accounts[former.account] and former.region not in self._accounts[former.account]:
            return False
        if not former.region:
            return not any(account == former.account for account, _region in self._gaps)
        return not {(former.account, former.region), (former.account, "")} & self._gaps


@dataclass(slots=True)
class Changes:
    """The result: how many of each, what a rule has that is new and since when, and the stories to remember."""

    counts: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    since: dict[str, str] = field(default_factory=dict)
    stories: list[Story] = field(default_factory=list)


def compare(before: Mapping[str, Story], findings: Iterable[Finding], sight: Sight, day: str) -> Changes:
    """`before` maps fingerprints to what was open; findings of one scan, on its day. One pass; keeps what is open, not the rest."""
    changes, seen = Changes(), set()
    for finding in findings:
        former = before.get(finding.fingerprint)
        if former is not None:
            seen.add(finding.fingerprint)
        now = status(finding)
        if now == Outcome.PASS:
            changes.counts["fixed"] += former is not None and former.status == FAIL
            continue
        if former is not None and former.status == FAIL and now == Outcome.UNKNOWN:
            changes.counts["unobservable"] += 1  # nobody mended it: it stays the failure it was
            changes.stories.append(former)
            continue
        _record(changes, _story(finding, now, former, day), former)
    for fingerprint, former in before.items():
        if fingerprint in seen:
            continue
        if sight.clear(former):
            changes.counts["fixed"] += former.status == FAIL
        else:
            changes.counts["unobservable"] += former.status == FAIL
            changes.stories.append(former)
    return changes


def _story(finding: Finding, now: str, former: Story | None, day: str) -> Story:
    since = former.since if former is not None and former.status == now else day
    resource = finding.resource
    return Story(finding.fingerprint, finding.rule, finding.severity.value, now, resource.account, resource.region or "", since)


def _record(changes: Changes, story: Story, former: Story | None) -> None:
    changes.stories.append(story)
    if story.status != FAIL:
        return
    gravity = [severity.value for severity in SEVERITIES]
    if former is None:
        changes.counts["new"] += 1
        changes.new[story.rule] += 1
    elif former.status != FAIL or gravity.index(story.severity) < gravity.index(former.severity):
        changes.counts["worsened"] += 1
    else:
        changes.counts["open"] += 1
    changes.since[story.rule] = min(story.since, changes.since.get(story.rule, story.since))
