"""Data Lifecycle Manager: policies that make snapshots and images, copy them to other regions, share them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.common import arn
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.dlm import CrossRegionCopyRetainRule, LifecyclePolicy, PolicyDetails, RetainRule

POLICY = "AWS::DLM::LifecyclePolicy"
UNITS = {"DAYS": 1, "WEEKS": 7, "MONTHS": 30, "YEARS": 365}
"""Lifecycle Manager counts in days."""
BY_COUNT = Unknown.of("not_collected", "a policy that keeps a number of copies, not for a time")

POLICIES = Call("dlm", "GetLifecyclePolicies", feeds=("tags",), path="Policies", lists=True)
DETAIL = Call("dlm", "GetLifecyclePolicy", feeds=("retention.max", "flows.backup", "flows.share"), path="Policy.PolicyDetails")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every policy of the region, default ones included."""
    yield from reader.map(partial(_policy, reader), reader.pages(POLICIES))


def _policy(reader: Reader, policy: LifecyclePolicy) -> Resource:
    details = reader.get(DETAIL, PolicyId=policy["PolicyId"])
    facts = {
        "retention.max": lift(_kept, details),
        "flows.backup": lift(partial(_copies, reader), details),
        "flows.share": lift(partial(_shares, reader), details),
    }
    id = policy.get("PolicyArn") or arn(reader, "dlm", f"policy/{policy['PolicyId']}")
    name = policy.get("Description") or policy["PolicyId"]
    return reader.resource(POLICY, id, name, facts, dict(policy.get("Tags") or {}))


def _rules(details: PolicyDetails) -> Iterator[Mapping[str, Any]]:
    """Every rule that copies to another region: of a schedule, or of a policy that reacts to a snapshot shared with us."""
    for schedule in details.get("Schedules") or ():
        yield from schedule.get("CrossRegionCopyRules") or ()
    for action in details.get("Actions") or ():
        yield from action.get("CrossRegionCopy") or ()


def _kept(details: PolicyDetails) -> Any:
    """The longest any rule, or any copy it makes, keeps; None for ever."""
    rules = [one.get("RetainRule") for one in [*(details.get("Schedules") or ()), *_rules(details)]]
    if "RetainInterval" in details:
        rules.append({"Interval": details["RetainInterval"], "IntervalUnit": "DAYS"})
    kept = [_days(rule) for rule in rules]
    if not kept or None in kept:
        return None
    return next((one for one in kept if isinstance(one, Unknown)), None) or f"P{max(kept)}D"


def _days(rule: RetainRule | CrossRegionCopyRetainRule | None) -> Any:
    if not rule:
        return None
    return rule["Interval"] * UNITS[rule["IntervalUnit"]] if rule.get("Interval") else BY_COUNT


def _copies(reader: Reader, details: PolicyDetails) -> Any:
    """A target is a region, or an Outpost, which is a place of its own in the reader's region."""
    regions = [rule.get("TargetRegion") or rule.get("Target", "") for rule in _rules(details)]
    regions += [one["TargetRegion"] for one in details.get("CrossRegionCopyTargets") or ()]
    return flows(_target(reader, one) for one in regions)


def _target(reader: Reader, target: str) -> dict[str, Any]:
    if target.startswith("arn:"):
        return {"holder": target, "region": reader.region}
    return {"region": target, "account": reader.account}


def _shares(reader: Reader, details: PolicyDetails) -> Any:
    rules: Iterable[Mapping[str, Any]] = (one for schedule in details.get("Schedules") or () for one in schedule.get("ShareRules") or ())
    return flows({"account": account, "region": reader.region} for rule in rules for account in rule["TargetAccounts"])


COLLECTOR = Collector(service="dlm", native_types={POLICY: "backup_plan"}, calls=(POLICIES, DETAIL), collect=collect)
