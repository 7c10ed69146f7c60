"""What people declare of a service that no API tells of. What nobody proved counts against, and never for: it is derived without."""

from __future__ import annotations

import msgspec

from auditor.inventory.known import without
from auditor.model import Citation, Resource, Told
from auditor.reference.labels import Label
from auditor.reference.operators import Operator, offer, operators
from auditor.reference.registers import Reference
from auditor.reference.saas import saas

NOTHING = Told()
EXPOSED = ("E0", "E1", "E2", "E3")


def as_proved(resource: Resource) -> Resource:
    """The same resource, in which what is only announced is unknown."""
    claimed = (resource.told or NOTHING).claimed
    aside = {"region": None, "site": None} if "region" in claimed else {}
    return msgspec.structs.replace(
        resource, facts=without(resource.facts, claimed), unknown={**resource.unknown, **claimed}, told=_proved(resource.told), **aside
    )


def of_account(told: Told) -> Told:
    """What it says of the contract, not of what lies where. An announced host exposes as a proved one does."""
    claimed = {path: reason for path, reason in told.claimed.items() if path.startswith(("answers.", "operator."))}
    return msgspec.structs.replace(told, claimed=claimed, labels=())


def _proved(told: Told | None) -> Told | None:
    """What is told beside, of which nothing is claimed any more."""
    if told is None:
        return None
    answers = {rule: answer for rule, answer in told.answers.items() if f"answers.{rule}" not in told.claimed}
    control = None if "operator.country" in told.claimed else told.control
    return Told({}, answers, told.labels, control, () if "offer" in told.claimed else told.hosts, told.entity)


def repeated(resource: Resource, question: str, reference: Reference) -> tuple[Citation, ...]:
    """The entry of the register of services that answers a question in its place, with its mark."""
    name = (resource.told or NOTHING).repeats.get(question)
    entry = saas().get(name) if name else None
    return (reference.cite("saas", entry.id, entry),) if entry else ()


def held(resource: Resource) -> tuple[Label, ...]:
    """The certificates it is said to hold, as the register of labels writes its own entries."""
    if resource.told is None:
        return ()
    whose = offer(resource.run_by, resource.region)
    return tuple(msgspec.convert({"provider": whose, **entry}, Label) for entry in resource.told.labels)


def most_exposed(found: Operator | None, told: Told | None) -> Operator | None:
    """Who is reached first by a foreign law: the operator, or one of those that run the rooms."""
    if told is None:
        return found
    known = [found, *(operators().get(host) for host in told.hosts)]
    sure = [one for one in known if one is not None and one.country and one.exposure]
    return max(sure, key=lambda one: EXPOSED.index(one.exposure or "E0"), default=None)
