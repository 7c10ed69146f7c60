"""A small estate judged as of the days on which the law changed: each side of each day, with what was known on it."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from auditor.model import Outcome
from tests.rules.test_traps import held

PASS, FAIL, UNKNOWN, APART = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
DAYS = ("2020-06-01", "2023-07-09", "2023-07-10", "2025-06-01", "2025-12-28", "2026-05-16", "2026-05-17", "2027-01-12")
HDS_1 = {"provider": "aws", "label": "hds", "version": "1", "number": "12", "valid_from": "2020-01-01", "valid_until": "2027-06-30",
    "seen_by": "RSSI", "seen_on": "2020-01-05"}  # fmt: skip
WIFI = {"retention": {"public_wifi": {"row": "wifi-traffic"}}}
ESTATE: dict[str, tuple[str, dict[str, Any]]] = {
    "agents à Londres": ("hr", {"region": "eu-west-2"}),
    "police à Londres": ("municipal_police", {"region": "eu-west-2"}),
    "agents en Virginie": ("hr", {"region": "us-east-1"}),
    "police en Virginie": ("municipal_police", {"region": "us-east-1"}),
    "agents à São Paulo": ("hr", {"region": "sa-east-1"}),
    "soins à Londres": ("health", {"region": "eu-west-2"}),
    "soins, certificat de version 1": ("health", {"context": {"known": {"labels": [HDS_1]}}}),
    "soins chez OVH": ("health", {"provider": "ovh", "region": "gra"}),
    "wifi": ("public_wifi", {"kind": "log_store", "retention__max": "P14D", "context": WIFI}),
}  # fmt: skip
TOLD: dict[tuple[str, str], tuple[Outcome, ...]] = {
    # Union law until the end of 2020, then the bridge and the decisions; their ends are known only once an extension is decided.
    ("agents à Londres", "LOC-001"): (PASS,) * 8,
    ("agents à Londres", "LOC-002"): (PASS, PASS, PASS, FAIL, PASS, PASS, PASS, PASS),
    ("police à Londres", "LOC-022"): (PASS,) * 8,
    # The Privacy Shield until July 2020, nothing, then the DPF from 10 July 2023; a partial adequacy has to be proved.
    ("agents en Virginie", "LOC-001"): (UNKNOWN, FAIL, *[UNKNOWN] * 6),
    ("police en Virginie", "LOC-022"): (FAIL,) * 8,
    ("agents à São Paulo", "LOC-001"): (*[FAIL] * 5, PASS, PASS, PASS),
    # The second version of the HDS standard, then the decree; an adequacy never was enough under them.
    ("soins à Londres", "LOC-004"): (APART, APART, APART, FAIL, FAIL, FAIL, FAIL, FAIL),
    ("soins, certificat de version 1", "HDS-001"): (*[PASS] * 6, FAIL, FAIL),
    ("soins, certificat de version 1", "HDS-002"): (*[APART] * 6, FAIL, FAIL),
    ("soins chez OVH", "HDS-001"): (UNKNOWN, UNKNOWN, UNKNOWN, PASS, PASS, PASS, UNKNOWN, UNKNOWN),
    # No rule before the code's article; the order to keep traffic for a year has its days.
    ("wifi", "RET-014"): (APART, UNKNOWN, UNKNOWN, UNKNOWN, FAIL, FAIL, FAIL, UNKNOWN),
}


@cache
def judged(name: str, day: str) -> dict[str, Outcome]:
    """What every rule says of one thing of the estate on one day."""
    category, options = ESTATE[name]
    return held(category, day=date.fromisoformat(day), **options)


@pytest.mark.parametrize(("name", "rule"), TOLD, ids=" · ".join)
def test_the_same_thing_on_each_day(name: str, rule: str) -> None:
    """As a jurist would have said on that day."""
    found = {day: judged(name, day).get(rule, APART) for day in DAYS}
    assert found == dict(zip(DAYS, TOLD[name, rule], strict=True))


@pytest.mark.parametrize(
    ("rule", "days"), [("MAR-005", DAYS[-1:]), ("JUR-007", DAYS[4:]), ("ANT-003", DAYS[4:]), ("STR-001", DAYS), ("GOV-003", DAYS)]
)
def test_questions_are_asked_from_the_day_of_their_texts(rule: str, days: tuple[str, ...]) -> None:
    """The Data Act from September 2025, its end of switching charges from January 2027, the GDPR on all."""
    kind = "organisation" if rule == "GOV-003" else "account"
    asked = [day for day in DAYS if rule in _rules(kind, day)]
    assert asked == [*days]


def _rules(kind: str, day: str) -> set[str]:
    return {*held(kind=kind, day=date.fromisoformat(day))}
