"""The least-privilege IAM policy, printed from what the collectors declare: it cannot drift from what they call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from auditor.providers.base import Call


def policy(calls: Iterable[Call]) -> dict[str, Any]:
    """An IAM policy document: one statement a service, sorted, every action a read."""
    actions: dict[str, set[str]] = defaultdict(set)
    for call in calls:
        actions[call.needs.split(":")[0]].add(call.needs)
    statements = [
        {"Sid": f"Read{service.replace('-', '').capitalize()}", "Effect": "Allow", "Action": sorted(names), "Resource": "*"}
        for service, names in sorted(actions.items())
    ]
    return {"Version": "2012-10-17", "Statement": statements}
