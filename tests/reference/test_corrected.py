"""What the registers once had wrong, one by one: the values that the sources give."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from auditor.reference.labels import labels
from auditor.reference.operators import operators
from auditor.reference.places import adequacies, adequate_until, legal_lists, region, zone
from auditor.reference.requirements import requirements
from auditor.reference.retention import rows
from tests.ruleset.build import shipped_rules

TODAY = date(2026, 11, 28)
RULES = {rule.id: rule for rule in shipped_rules(TODAY)}


def british(day: str, section: str = "adequacy") -> list[str]:
    """The decisions about the United Kingdom that were in force and known on a day."""
    return [one.decision for one in adequacies(date.fromisoformat(day), section) if one.country == "GB"]


@pytest.mark.parametrize(
    ("day", "decision"),
    [
        ("2020-12-31", []),
        ("2021-06-27", ["trade and cooperation agreement, art. FINPROV.10A"]),
        ("2025-06-27", ["(EU) 2021/1772"]),
        ("2025-12-27", ["(EU) 2025/1226"]),
        ("2025-12-28", ["(EU) 2025/2574"]),
        ("2031-12-28", []),
    ],
)
def test_the_united_kingdom_has_its_periods(day: str, decision: list[str]) -> None:
    """Two decisions, an extension and a renewal, after the bridge; Union law before."""
    assert british(day) == decision
    assert ("GB" in zone("eu", date.fromisoformat(day))) is (day == "2020-12-31")


def test_an_end_is_known_once_its_extension_is_decided() -> None:
    """On the first of June 2025 nobody could count on more than the 27th."""
    ends = {day: adequate_until("GB", date.fromisoformat(day)) for day in ("2025-06-01", "2025-06-24", "2025-12-18", "2025-12-19")}
    assert [*ends.values()] == ["2025-06-27", "2025-12-27", "2025-12-27", "2031-12-27"]


def test_adequacy_of_the_gdpr_is_not_that_of_the_police_directive() -> None:
    """One country has both."""
    lists = legal_lists(TODAY)
    assert lists["$POLICE_ADEQUATE"] == {"GB"}
    assert {"CH", "NZ", "GB"} <= lists["$ADEQUATE"]
    assert [british(day, "law_enforcement")[0] for day in ("2021-07-01", "2025-07-01")] == ["(EU) 2021/1773", "(EU) 2025/1225"]


def test_the_texts_about_archives() -> None:
    """The note of 2016 was withdrawn; treasures are selected archives; an approval rests on a certification, for archives not for ever."""
    texts = requirements()
    assert texts["SIAF-2016-006"].valid_until == "2019-07-09"
    assert not any("SIAF-2016-006" in rule.requirements for rule in RULES.values())
    assert "selected" in texts["CPAT-L111-1"].title["en"]
    assert {"certification", "current and intermediate"} <= {
        word for name, word in (("CPAT-R212-23", "certification"), ("CPAT-L212-4", "current and intermediate"))
        if word in texts[name].title["en"]
    }  # fmt: skip
    assert texts["DECRET-2020-733"].valid_from == labels()["siaf"].endless_from == "2021-01-01"
    assert {"CPAT-L212-4", "CPAT-R212-23", "DECRET-2020-733"} <= {*RULES["LOC-006"].requirements}
    assert {"CSP-L1111-8", "CPAT-L212-4"} <= {*RULES["HDS-013"].requirements}


def test_civil_status_has_its_decree() -> None:
    """Article 11 asks for the national territory, of the host and of the backup, of whatever grade."""
    rule = RULES["LOC-021"]
    assert (rule.requirements, rule.force, rule.severity.value) == (("DECRET-2017-890-11",), "regulation", "critical")


def test_the_order_on_traffic_data_has_its_days() -> None:
    """A year that a decree orders for a year; without it the code gives a maximum only."""
    text, row = requirements()["DECRET-2025-980"], rows()["wifi-traffic"]
    assert (text.valid_from, text.valid_until) == (row.min_from, row.min_until) == ("2025-10-21", "2026-10-20")
    assert (row.min, row.max) == ("P1Y", "P1Y")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("plate-reading", {"max": "P1D", "nature": "cnil", "min": None}),
        ("sanction", {"max": "P3Y", "nature": "legal", "final": "delete"}),
        ("wifi-security", {"min": None, "max": "P3M"}),
        ("civil-status-register", {"min": "P75Y", "max": None}),
    ],
)
def test_rows_of_the_schedule(row: str, told: dict[str, Any]) -> None:
    """As the codes and the authority say."""
    assert {name: getattr(rows()[row], name) for name in told} == told


def test_what_the_rows_rest_on() -> None:
    """Ten years of sanctions are on demand only; records of deaths are open; plates serve paid parking only."""
    assert "L533-5" in rows()["sanction"].basis
    assert "décès librement communicables" in rows()["civil-status-register"].basis
    assert "stationnement payant" in rows()["plate-reading"].object["fr"]


def test_labels_as_their_sources_say() -> None:
    """The day Scaleway announced its certificate; Docaposte is named by the press alone, which is no proof."""
    scaleway = next(one for one in labels()["hds"].entries if one.provider == "scaleway")
    assert (scaleway.seen_on, scaleway.scope.regions, scaleway.status) == ("2025-11-14", ("fr-par",), "to_reconfirm")
    docaposte = next(one for one in labels()["secnumcloud"].entries if one.provider == "docaposte")
    assert (docaposte.status, docaposte.evidence) == ("to_reconfirm", "partly_verified")


def test_switzerland_is_outside_the_eea() -> None:
    """And so is the control of who is Swiss."""
    infomaniak = operators()["infomaniak"]
    assert (infomaniak.country, infomaniak.exposure) == ("CH", "E3")
    assert "CH" not in legal_lists(TODAY)["$EEA"]


@pytest.mark.parametrize(
    ("provider", "code", "country"),
    [
        ("aws", "eu-central-1-ath-1", "GR"),
        ("aws", "eu-central-1-ath-1a", "GR"),
        ("ovh", "eu-west-lz-mnc", "GB"),
        ("ovh", "eu-west-gra-snc", "FR"),
        ("ovh", "eu-west-rbx-snc", "FR"),
        ("ovh", "eu-west-sbg-snc", "FR"),
        ("ovh", "eu-central-lz-prg", "CZ"),
        ("azure", "jioindiawest", "IN"),
        ("azure", "taiwannorth", "TW"),
        ("azure", "usgovvirginia", "US"),
        ("azure", "chinaeast3", "CN"),
    ],
)
def test_regions_that_were_missing_or_elsewhere(provider: str, code: str, country: str) -> None:
    """Each is in its country."""
    found = region(provider, code)
    assert found is not None
    assert found.country == country


@pytest.mark.parametrize(
    ("code", "some", "all_outside"),
    [("EUR", {"FR", "IE", "CH"}, False), ("NAM", {"US", "CA"}, True), ("APC", {"AU", "JP"}, True), ("Americas", {"BR"}, True)],
)
def test_a_macro_region_of_microsoft_365_is_several_countries(code: str, some: set[str], all_outside: bool) -> None:
    """Europe is not the EEA alone, North America is not the United States alone; of the Americas and Asia, no country is in the EEA."""
    found = region("m365", code)
    assert found is not None
    assert found.country is None
    eea = zone("eu", TODAY) | zone("eea_efta", TODAY)
    assert some <= {*found.countries}
    assert {*found.countries} - eea, "never the EEA alone"
    assert all_outside == eea.isdisjoint(found.countries)
