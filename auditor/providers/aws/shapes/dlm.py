"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class Action(TypedDict, total=False):
    """dlm: Action."""

    CrossRegionCopy: list[CrossRegionCopyAction]


class CrossRegionCopyAction(TypedDict, total=False):
    """dlm: CrossRegionCopyAction."""

    RetainRule: CrossRegionCopyRetainRule
    Target: str


class CrossRegionCopyRetainRule(TypedDict, total=False):
    """dlm: CrossRegionCopyRetainRule."""

    Interval: int
    IntervalUnit: str


class CrossRegionCopyRule(TypedDict, total=False):
    """dlm: CrossRegionCopyRule."""

    RetainRule: CrossRegionCopyRetainRule
    Target: str
    TargetRegion: str


class CrossRegionCopyTarget(TypedDict, total=False):
    """dlm: CrossRegionCopyTarget."""

    TargetRegion: str


class LifecyclePolicy(TypedDict, total=False):
    """dlm: LifecyclePolicy."""

    Description: str
    PolicyArn: str
    PolicyDetails: PolicyDetails
    PolicyId: str
    Tags: dict[str, str]


class PolicyDetails(TypedDict, total=False):
    """dlm: PolicyDetails."""

    Actions: list[Action]
    CrossRegionCopyTargets: list[CrossRegionCopyTarget]
    RetainInterval: int
    Schedules: list[Schedule]


class RetainRule(TypedDict, total=False):
    """dlm: RetainRule."""

    Interval: int
    IntervalUnit: str


class Schedule(TypedDict, total=False):
    """dlm: Schedule."""

    CrossRegionCopyRules: list[CrossRegionCopyRule]
    RetainRule: RetainRule
    ShareRules: list[ShareRule]


class ShareRule(TypedDict, total=False):
    """dlm: ShareRule."""

    TargetAccounts: list[str]
