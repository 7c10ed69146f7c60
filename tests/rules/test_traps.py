"""Where an audit of residency goes wrong, held on real registers: from what was read of a resource to what the shipped rules say of it."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from auditor.configuration import Configuration
from auditor.inventory.derive import derived
from auditor.model import Coverage, Manifest, Outcome, Resource
from auditor.providers.observing import split
from auditor.reference.registers import reference
from auditor.ruleset.evaluate import Ruleset
from auditor.ruleset.rule import Rule
from tests.ruleset.build import shipped_rules

ACCOUNT = "123456789012"
TODAY = date(2026, 11, 22)
PASS, FAIL, UNKNOWN, APART = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
HDS = {"provider": "aws", "label": "hds", "version": "2", "number": "12", "valid_from": "2025-01-01", "valid_until": "2027-06-30",
    "seen_by": "RSSI", "seen_on": "2026-01-05", "scope": {"activities": ["1", "2", "3"]}}  # fmt: skip


@cache
def _rules(day: date, assume: tuple[str, ...], allowed: tuple[str, ...] | None, profile: str | None) -> Ruleset:
    """The shipped rules on a day, each compiled once."""
    return Ruleset(_shipped(), reference(day, assume, allowed), profile)


@cache
def _shipped() -> tuple[Rule, ...]:
    return shipped_rules(TODAY)


def held(
    category: str = "", *, provider: str = "aws", region: str | None = "eu-west-3", kind: str = "object_store", offer: str = "",
    day: date = TODAY, assume: tuple[str, ...] = (), name: str = "one", context: dict[str, Any] | None = None, **found: Any,
) -> dict[str, Outcome]:  # fmt: skip
    """What every shipped rule says of one resource; dotted facts are written with `__`."""
    known, unknown = split({path.replace("__", "."): value for path, value in found.items()})
    tags = {"rgpd:categorie": category} if category else {}
    one = Resource(
        "arn:one", kind, "AWS::S3::Bucket", provider, ACCOUNT, region, name, tags=tags, facts=known, unknown=unknown, offer=offer
    )
    configuration = Configuration.from_context({"organisation": {"name": "Ville", "profile": "commune"}, **(context or {})})
    rules = _rules(day, assume, configuration.allowed_countries, configuration.organisation.profile if configuration.organisation else None)
    manifest = Manifest("", "", "", accounts={ACCOUNT: []}, resources=1)
    coverage = [Coverage(provider, ACCOUNT, region, "s3", "read")]
    for resource in derived(lambda: [one], manifest, coverage, rules.reference, configuration):
        if resource.id == one.id:
            return {rule.id: outcome for rule, outcome in zip(rules.rules_of(kind), rules.outcomes(resource), strict=True)}
    raise AssertionError("the resource is gone")


@pytest.mark.parametrize(
    ("provider", "region", "adequate", "hds"),
    [
        ("aws", "eu-west-2", PASS, FAIL),
        ("outscale", "eu-west-2", PASS, PASS),
        ("aws", "eu-central-2", PASS, FAIL),
        ("azure", "westeurope", PASS, PASS),
        ("azure", "West Europe", PASS, PASS),
        ("azure", "WestEurope", PASS, PASS),
        ("aws", "ap-southeast-1", FAIL, FAIL),
        ("aws", "nowhere-1", UNKNOWN, UNKNOWN),
    ],
)
def test_one_code_two_cities_and_an_adequate_country(provider: str, region: str, adequate: Outcome, hds: Outcome) -> None:
    """London at AWS is Paris at Outscale; Zurich is adequate and outside the EEA; a region has many spellings."""
    found = held("health", provider=provider, region=region)
    assert (found["LOC-001"], found["LOC-004"]) == (adequate, hds)


def test_a_europe_that_holds_zurich_is_told() -> None:
    """A multi-region is judged by the worst of its countries."""
    assert held("hr", provider="gcp", region="EUR8")["LOC-008"] is FAIL
    assert held("hr", provider="gcp", region="EUR4")["LOC-008"] is PASS


def test_an_adequacy_that_ends_soon_is_told_before_it_ends() -> None:
    """London in 2031, eleven months before the end and thirteen."""
    assert held("hr", region="eu-west-2", day=date(2030, 11, 1))["LOC-002"] is PASS
    assert held("hr", region="eu-west-2", day=date(2031, 2, 1))["LOC-002"] is FAIL


def test_a_certificate_counts_from_its_proof_to_its_end() -> None:
    """Claimed is unknown, proved passes, and the day after its end it is unknown again."""
    assert held("health")["HDS-001"] is UNKNOWN
    proved = {"known": {"labels": [HDS]}}
    assert held("health", context=proved)["HDS-001"] is PASS
    assert held("health", context=proved)["HDS-003"] is PASS
    assert held("health", context=proved, day=date(2027, 7, 1))["HDS-001"] is UNKNOWN


def test_version_1_of_hds_stops_counting_on_its_day() -> None:
    """A certificate of version 1 that says 2027 is worth nothing after 16 May 2026."""
    old = {"known": {"labels": [HDS | {"version": "1"}]}}
    before, after = (held("health", context=old, day=date(2026, 5, day), assume=()) for day in (16, 17))
    assert before["HDS-001"] is PASS
    assert "HDS-002" not in before
    assert (after["HDS-001"], after["HDS-002"]) == (FAIL, FAIL)


CARE_RULES = ("HDS-001", "HDS-003", "HDS-010", "LOC-004", "LOC-024")


@pytest.mark.parametrize(
    ("category", "name", "care"),
    [
        ("health", "one", True),
        ("health", "ssiad-dossiers-patients", True),
        ("health, social_care", "ccas", True),
        ("health, childhood", "pmi-dossiers", True),
        ("health, childhood", "restauration-scolaire", False),
        ("health", "regimes-alimentaires-cantine", False),
        ("health", "certificats-medicaux-agents", False),
        ("health, hr", "arrets-de-travail", False),
        ("health_other", "pai", False),
    ],
)
def test_health_data_that_is_not_of_care_is_to_be_qualified_and_not_critical(category: str, name: str, care: bool) -> None:
    """Canteen diets and certificates of staff: a question, whatever the word of the tag; care, and what is answered to be, is judged."""
    found = held(category, name=name, region="us-east-1", kind="database")
    assert ("LOC-004" in found and found["LOC-004"] is not APART) is care
    assert (found["HDS-012"] is UNKNOWN) is not care
    if not care:
        assert {found[rule] for rule in CARE_RULES if rule in found} <= {APART}
        assert found["LOC-001"] is UNKNOWN


def test_the_answer_qualifies_the_health_data() -> None:
    """No: certified hosting covers it, and is asked for; yes: it does not, and the reason is written."""
    answer = {"rule": "HDS-012", "answer": "no", "by": "DPO", "on": "2026-01-01", "until": "2026-12-31"}
    covered = held("health, childhood", region="us-east-1", context={"known": {"answers": [answer]}})
    assert (covered["LOC-004"], covered["HDS-012"]) == (FAIL, APART)
    apart = held("health, childhood", region="us-east-1", context={"known": {"answers": [answer | {"answer": "yes"}]}})
    assert (apart["LOC-004"], apart["HDS-012"]) == (APART, PASS)


def test_no_label_is_asked_of_a_commune_that_asked_for_none() -> None:
    """Sensitive data at an operator that is not qualified: nothing to say, unless a contract requires it."""
    rules = ("SNC-001", "SNC-002", "JUR-002")
    assert [held("hr").get(name, APART) for name in rules] == [APART, APART, APART]
    undeclared = {"organisation": {"name": "Nul ne sait"}}
    assert held("hr", context=undeclared)["JUR-002"] is APART
    assert held("hr", context={"required_labels": ["secnumcloud"]})["SNC-001"] is FAIL
    assert held("hr", context={"organisation": {"name": "GIP", "profile": "gip"}})["JUR-002"] is UNKNOWN


def test_an_answer_decides_only_until_its_end() -> None:
    """Archives in Ireland that were not selected yet."""
    answer = {"rule": "LOC-005", "answer": "yes", "by": "archives", "on": "2026-01-01", "until": "2026-12-31"}
    context = {"known": {"answers": [answer]}}
    assert held("public_archives", region="eu-west-1")["LOC-005"] is UNKNOWN
    assert held("public_archives", region="eu-west-1", context=context)["LOC-005"] is PASS
    assert held("public_archives", region="eu-west-1", context=context, day=date(2027, 1, 1))["LOC-005"] is UNKNOWN
    refused = {"known": {"answers": [answer | {"answer": "no"}]}}
    assert held("public_archives", region="eu-west-1", context=refused)["LOC-005"] is FAIL


APPROVAL = {
    "provider": "aws",
    "label": "siaf",
    "number": "préfet 7",
    "valid_from": "2023-02-01",
    "seen_by": "archives",
    "seen_on": "2026-09-01",
}


@pytest.mark.parametrize(
    ("category", "approval", "outcome"),
    [
        ("archives intermédiaires", APPROVAL, PASS),
        ("archives intermédiaires", APPROVAL | {"valid_from": "2019-02-01"}, UNKNOWN),
        ("archives intermédiaires", APPROVAL | {"valid_from": "2019-02-01", "valid_until": "2026-12-31"}, PASS),
        ("archives intermédiaires", APPROVAL | {"seen_on": "2025-09-01"}, UNKNOWN),
        ("archives publiques", APPROVAL, UNKNOWN),
        ("archives définitives", APPROVAL, UNKNOWN),
        ("archives intermédiaires, santé", APPROVAL, PASS),
        ("archives intermédiaires, archives définitives", APPROVAL, UNKNOWN),
    ],
)
@pytest.mark.parametrize("kind", ["object_store", "volume", "table"])
def test_an_approval_without_an_end_covers_archives_that_are_not_for_ever(
    kind: str, category: str, approval: dict[str, str], outcome: Outcome
) -> None:
    """Since 2021 it may have no end, and is looked at again within the year; an older one had one; no third party keeps the rest."""
    assert held(category, kind=kind, context={"known": {"labels": [approval]}})["LOC-006"] is outcome


def test_only_an_answer_lets_a_third_party_have_archives_kept_for_ever() -> None:
    """Said to be kept by a third party they fail, approved or not; health data in archives needs the approval too."""
    answers = [{"rule": "LOC-006", "answer": "no", "by": "archives", "on": "2026-01-01", "until": "2026-12-31"}]
    held_by_another = {"known": {"answers": answers, "labels": [APPROVAL]}}
    assert held("archives définitives", context=held_by_another)["LOC-006"] is FAIL
    assert held("archives intermédiaires, santé", context={"known": {"answers": answers}})["LOC-006"] is UNKNOWN


def test_what_the_application_erases_is_asked_wherever_the_data_is() -> None:
    """A database or a disk erases nothing by itself: neither kept long enough nor purged of its versions, until somebody says so."""
    for kind in ("database", "volume", "file_system", "table"):
        found = held("public_procurement", kind=kind)
        assert [found[rule] for rule in ("RET-007", "RET-008")] == [UNKNOWN] * 2
        assert held("hr", kind=kind)["RET-009"] is UNKNOWN
        said = [{"rule": rule, "answer": "yes", "by": "DPO", "on": "2026-01-01", "until": "2026-12-31"} for rule in ("RET-007", "RET-009")]
        found = held("public_procurement, hr", kind=kind, context={"known": {"answers": said}})
        assert [found[rule] for rule in ("RET-007", "RET-009")] == [PASS] * 2


def test_too_long_and_too_short_are_both_breaches() -> None:
    """A local row says five years at least and at most ten; the lock and the lifecycle are held against it."""
    local = {"retention": {"public_procurement": {"min": "P5Y", "max": "P10Y"}}}
    for period, short, long in (("P1Y", FAIL, PASS), ("P7Y", PASS, PASS), (None, PASS, FAIL)):
        found = held("public_procurement", context=local, retention__max=period)
        assert (found["RET-007"], found["RET-017"]) == (short, long)
    assert held("public_procurement", context=local, lock__min="P11Y")["RET-006"] is FAIL
    assert held("public_procurement", context=local, lock__min="P10Y")["RET-006"] is PASS


def test_the_row_that_the_authority_names_judges() -> None:
    """Two years of police data is neither right nor wrong, until the row says that it is footage of body cameras."""
    assert held("municipal_police", retention__max="P2Y")["RET-003"] is APART
    named = {"retention": {"municipal_police": {"row": "body-camera"}}}
    assert held("municipal_police", context=named, retention__max="P2Y")["RET-003"] is FAIL
    assert held("municipal_police", context=named, retention__max="P30D")["RET-003"] is PASS


def test_versions_kept_for_ever_survive_deletion() -> None:
    """But archives are kept for ever on purpose."""
    kept: dict[str, Any] = {"versioning__enabled": True, "retention__noncurrent_max": None}
    assert held("hr", **kept)["RET-009"] is FAIL
    assert held("public_archives", **kept)["RET-009"] is APART
    assert held("hr", versioning__enabled=False, retention__noncurrent_max=None)["RET-009"] is PASS


def test_what_the_provider_offers_to_all_accuses_nobody() -> None:
    """A global inference profile of the provider is there in every account; one that the authority made is its choice."""
    everywhere = [{"country": None, "account": ACCOUNT}]
    offered, made = (
        held("user_relations", kind="ai_profile", ai__defined_by=who, flows__processing=everywhere) for who in ("provider", "customer")
    )
    assert (offered["TRF-007"], made["TRF-007"]) == (APART, FAIL)


def test_what_nobody_classified_is_to_verify_and_never_apart() -> None:
    """Abroad the category decides; in France a rule that holds for any category passes."""
    abroad, home = held(region="ap-southeast-1"), held()
    assert {abroad[name] for name in ("LOC-001", "LOC-004", "HDS-001")} == {UNKNOWN}
    assert {home[name] for name in ("LOC-001", "LOC-004")} == {PASS}
