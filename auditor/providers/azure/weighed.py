"""What the rules of Azure Policy answer about every sort of store in every region, without asking each as often."""

from __future__ import annotations

from typing import Any

from auditor.providers.azure.assigned import Assigned
from auditor.providers.azure.denial import Refused, Wanted


class Weighed:
    """A rule that is asked once for all that differs in nothing it looks at: most look at the place, or at the type, and no further."""

    def __init__(self, rule: Assigned) -> None:
        self.rule = rule
        self._known: dict[tuple[str, tuple[str, ...]], dict[tuple[Any, ...], Refused]] = {}

    def refuses(self, wanted: Wanted, where: str) -> Refused:
        """Whether it refuses something wanted in a scope."""
        for (scope, names), answers in self._known.items():
            if scope == where and (known := answers.get(_written(wanted, names))):
                return known
        seen = Wanted(wanted.fields)
        answer = self.rule.refuses(seen, where)
        names = tuple(sorted(seen.asked))
        self._known.setdefault((where, names), {})[_written(wanted, names)] = answer
        return answer


def _written(wanted: Wanted, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(wanted.fields.get(name) for name in names)
