"""What collectors of OpenStack are made of: calls with their route, ids, and answers that have to say something."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auditor.providers.contract import Call, Reader
from auditor.providers.observing import Unknown

KEY = "OpenStack::Barbican::Key"
DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d)T")
HELD = "(held)"
"""Beside the headers of an answer: what the token that asked says of us. See source.py."""


@dataclass(frozen=True, slots=True)
class Rest(Call):
    """A call and its route below the service's address; `{words}` in it are parameters. Its `permission` is the name of the policy."""

    route: str = ""
    method: str = "GET"


def reference(reader: Reader, native_type: str, identifier: object, account: str = "") -> str | None:
    """The id of something in the reader's region, by the bare one that OpenStack gives, as `thin.named` writes it; None for none."""
    return f"{reader.provider}:{account or reader.account}:{reader.region or ''}:{native_type}:{identifier}" if identifier else None


def said(described: Mapping[str, object], name: str, call: Call, kind: type | tuple[type, ...] = str) -> Any:
    """A member that the service always gives, of that type: its silence is no answer, and not a no."""
    value = described.get(name)
    return value if isinstance(value, kind) else Unknown(call.reason("empty_answer", f"no {name}"))


def title(described: Mapping[str, object]) -> str:
    """What people call it; its id where it has no name."""
    return str(described.get("name") or described.get("id") or described.get("uuid"))


def zone(described: Mapping[str, object], name: str = "availability_zone") -> str:
    """The availability zone that it lies in; empty where none is told."""
    return str(described.get(name) or "")


def taken(described: Mapping[str, object]) -> str | None:
    """The day on which it was made; None where the service does not say one."""
    told = described.get("created_at")
    return told[:10] if isinstance(told, str) and DAY.match(told) else None


def labels(described: Mapping[str, object], *names: str) -> dict[str, str]:
    """Tags: the pairs that it has under these names, and words as tags without a value. Everything becomes a text."""
    found: dict[str, str] = {}
    for name in names:
        value = described.get(name)
        pairs = value.items() if isinstance(value, Mapping) else ((word, "") for word in value or ()) if isinstance(value, list) else ()
        found |= {str(key): value if isinstance(value, str) else str(value) for key, value in pairs}
    return found


def sealed(reader: Reader, key: object) -> str | None:
    """The secret of Barbican that a service names as its key; the one of zeros is in the service's own configuration."""
    return reference(reader, KEY, key) if str(key or "").strip("0-") else None
