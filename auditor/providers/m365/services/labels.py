"""Retention labels: how long what bears one is kept, and what happens then. Policies that apply none are told by no API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Collector, Reader
from auditor.providers.m365.common import call
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import days
from auditor.providers.thin import named

LABEL = "M365::RetentionLabel"
TOLD = ("retention.max", "label.action", "label.in_use")
LISTED = call("security", "ListRetentionLabels", "RecordsManagement.Read.All", *TOLD, lists=True)
ACTIONS = {"none": "nothing", "delete": "erased", "startDispositionReview": "reviewed", "relabel": "relabelled"}


def collect(reader: Reader) -> Iterator[Resource]:
    """Each label of the tenant."""
    for one in reader.pages(LISTED, at="/security/labels/retentionLabels"):
        facts = {"retention.max": lift(_kept, one), "label.action": lift(_action, one), "label.in_use": _in_use(one)}
        name = str(one.get("displayName") or one.get("id"))
        yield reader.resource(LABEL, named(reader, LABEL, str(one.get("id") or name)), name, facts, {}, None)


def _kept(one: Mapping[str, Any]) -> Any:
    """How long at most; at least, where people or another label decide in the end."""
    period, action = _period(one["retentionDuration"]), one["actionAfterRetentionPeriod"]
    if action == "none":
        return None
    if action in ("startDispositionReview", "relabel"):
        return Unknown.of("not_collected", f"what is decided when the label ends ({action})", period)
    return period


def _period(said: Mapping[str, Any]) -> str | None:
    """The days of a label; None for ever."""
    return None if str(said.get("@odata.type")).endswith("Forever") else days(int(said["days"]))


def _action(one: Mapping[str, object]) -> Any:
    found = ACTIONS.get(str(one["actionAfterRetentionPeriod"]))
    return found or Unknown.of("not_collected", f"an action that is not documented ({one['actionAfterRetentionPeriod']:.40})")


def _in_use(one: Mapping[str, object]) -> Any:
    said = one.get("isInUse")
    return said if isinstance(said, bool) else Unknown(LISTED.reason("empty_answer"))


COLLECTOR = Collector("labels", {LABEL: "retention_label"}, (LISTED,), collect, where="account")
