"""Recycle Bin: how long deleted snapshots and images are still kept."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS, unshared
from auditor.providers.aws.common import arn, tags
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.shapes import days

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.rbin import RuleSummary

RULE = "AWS::Rbin::Rule"
KEPT = ("EBS_SNAPSHOT", "EC2_IMAGE", "EBS_VOLUME")

RULES = Call("rbin", "ListRules", feeds=("retention.max",), path="Rules", lists=True)
TAGS = Call("rbin", "ListTagsForResource", feeds=("tags",), path="Tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every rule of the region, asked by what it keeps."""
    for sort in KEPT:
        yield from reader.map(partial(_rule, reader), reader.pages(RULES, ResourceType=sort))


def _rule(reader: Reader, rule: RuleSummary) -> Resource:
    id = rule.get("RuleArn") or arn(reader, "rbin", f"rule/{rule['Identifier']}")
    # The one unit there is: days.
    facts = {"retention.max": days(rule["RetentionPeriod"]["RetentionPeriodValue"])}
    name = rule.get("Description") or rule["Identifier"]
    return reader.resource(RULE, id, name, facts, tags(reader.get(TAGS, ResourceArn=id)))


COLLECTOR = Collector(
    service="rbin",
    native_types={RULE: "backup_plan"},
    calls=(RULES, TAGS),
    collect=collect,
    never=(
        unshared(),
        Absence(("flows.backup",), f"{DOCS}/ebs/latest/userguide/recycle-bin.html: what is deleted stays where it was"),
    ),
)
