"""How much a rule binds, and how grave what it finds may be: what nobody is bound to is never critical."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.model import SEVERITIES, Severity
from auditor.reference.registers import Reference
from auditor.reference.requirements import FORCES

CAPS: Mapping[str, Severity] = {
    "law": Severity.CRITICAL,
    "regulation": Severity.CRITICAL,
    "standard": Severity.MAJOR,
    "contract": Severity.MAJOR,
    "recommendation": Severity.MODERATE,
    "doctrine": Severity.MODERATE,
    "upcoming": Severity.INFO,
}
"""The gravest that each force allows."""
BINDING = frozenset({"law", "regulation"})


def strongest(forces: Iterable[str]) -> str:
    """The one that binds most; the weakest there is when there is none."""
    return min(forces, key=FORCES.index, default=FORCES[-1])


def weaker(one: str, other: str) -> str:
    """The one of two that binds less."""
    return max(one, other, key=FORCES.index)


def capped(severity: Severity, force: str) -> Severity:
    """The severity, or the gravest that the force allows."""
    return max(severity, CAPS[force], key=SEVERITIES.index)


def in_force(requirements: Iterable[str], reference: Reference) -> tuple[str, ...]:
    """Those of the texts that bind on the day of the registers."""
    return tuple(name for name in requirements if (text := reference.requirement(name)) is not None and text.in_force(reference.as_of))


def force_of(rule_force: str, requirements: Iterable[str], reference: Reference) -> str:
    """That of a rule on that day: never more than the strongest of its texts that bind then."""
    texts = (reference.requirement(name) for name in in_force(requirements, reference))
    return weaker(rule_force, strongest(text.force for text in texts if text is not None))
