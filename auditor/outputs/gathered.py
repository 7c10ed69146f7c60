"""The findings of a run by rule and status, each as the number by which it is read again: all that is kept of a run of any size."""

from __future__ import annotations

from array import array
from collections import Counter
from itertools import chain

from auditor.findings import Findings
from auditor.model import status


class Gathered:
    """What was gathered of `findings`, rule by rule, in the order they were judged. Raises SnapshotError."""

    def __init__(self, findings: Findings) -> None:
        self._places: dict[str, dict[str, array[int]]] = {}
        for place, finding in findings.places():
            self._places.setdefault(finding.rule, {}).setdefault(status(finding), array("Q")).append(place)
        self.counts = {rule: Counter({shown: len(places) for shown, places in told.items()}) for rule, told in self._places.items()}

    def of(self, *rules: str) -> array[int]:
        """The findings of these rules, whatever their status; of all without any."""
        told = [self._places[rule] for rule in rules or self._places]
        return array("Q", sorted(chain.from_iterable(places for one in told for places in one.values())))

    def shown(self, rule: str, shown: str) -> array[int]:
        """Those of a rule that are shown so."""
        return self._places.get(rule, {}).get(shown, array("Q"))
