"""The least-privilege IAM policy, printed from what the collectors declare: it cannot drift from what they call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from auditor.providers.base import Call

INLINE = 10_240
"""Characters, spaces aside, that AWS takes as a role's inline policy; a managed policy takes 6,144."""


def policy(calls: Iterable[Call]) -> dict[str, Any]:
    """An IAM policy document: one statement, as short as can be, of every action, sorted, each of them a read."""
    actions = sorted({call.needs for call in calls})
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}
