"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class RetentionPeriod(TypedDict, total=False):
    """rbin: RetentionPeriod."""

    RetentionPeriodValue: int


class RuleSummary(TypedDict, total=False):
    """rbin: RuleSummary."""

    Description: str
    Identifier: str
    RetentionPeriod: RetentionPeriod
    RuleArn: str
