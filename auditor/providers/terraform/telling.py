"""How what a text says is told as a plan tells it: what is known of a value, what is not and why, and what it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from auditor.providers.terraform.document import Entry
from auditor.providers.terraform.references import WHOLE
from auditor.providers.terraform.values import LATER, Later, within

UNFOLLOWED = "local.unfollowed"
"""A reference that leads nowhere: for a value that also depends on what nobody can follow."""
CREATED = ("create",)
"""What is written is looked at as what is to be made: a text does not say what is there."""
Told = tuple[Any, Any, Any]
"""What is known of a value, what is not and why, and what it refers to, laid out alike."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a template is to be deployed, as far as the entry says; `own` is what its account is called where nobody does.

    `given` are values of its parameters.
    """

    region: str = ""
    account: str = ""
    own: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)


NOWHERE = Target()


def entry(address: str, type: str, provider: str, values: Mapping[str, object], **more: Any) -> Entry:
    """A resource that is to be made, as its attributes are told."""
    known, unknown, written = apart(values)
    return Entry(
        address,
        type,
        address,
        provider=provider,
        actions=CREATED,
        values=raw(known),
        unknown=raw(unknown),
        expressions=raw(written),
        **more,
    )


def told(value: Any) -> Told:
    """A value as a plan tells it."""
    if isinstance(value, Later):
        return None, why(value), references(value)
    if not any(True for _ in within(value)):
        return value, False, {"constant_value": value}
    if isinstance(value, Mapping):
        return apart(value)
    every = [told(one) for one in value]
    return tuple([part[place] for part in every] for place in range(3))  # type: ignore[return-value]


def apart(values: Mapping[str, object]) -> Told:
    """Values by their names, each as a plan tells it."""
    parts = {name: told(value) for name, value in values.items()}
    known, unknown, written = ({name: part[place] for name, part in parts.items()} for place in range(3))
    return known, unknown, written


def why(later: Later) -> Any:
    """Why it is not known: `true` where it will be once it is there."""
    return True if later.why == LATER else later.why or True


def references(later: Later) -> dict[str, Any]:
    """What it refers to, as an expression of a plan."""
    return {"references": [*(f"{WHOLE}{one}" for one in sorted(later.refs)), *([UNFOLLOWED] if later.loose else [])]}


def raw(value: object) -> msgspec.Raw:
    """Plain data as an entry holds it."""
    return msgspec.Raw(msgspec.json.encode(value))
