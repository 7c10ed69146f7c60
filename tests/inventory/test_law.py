"""What the registers, the tables and the evidence of the organisation say of a resource."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from auditor.configuration import Configuration
from auditor.inventory.derive import derived
from auditor.inventory.schedule import PERIODS
from auditor.model import Confidence, Coverage, Manifest, Resource
from auditor.providers.observing import Unknown, split
from auditor.reason import reason_of
from auditor.reference.durations import at_most
from auditor.reference.facts import facts
from auditor.reference.registers import reference

ACCOUNT = "123456789012"
TODAY = date(2026, 11, 22)
HDS = {"provider": "aws", "label": "hds", "version": "2", "number": "12", "valid_from": "2025-01-01", "valid_until": "2027-06-30",
    "seen_by": "RSSI", "seen_on": "2026-01-05"}  # fmt: skip
DPF = {"instrument": "dpf", "reference": "dataprivacyframework.gov, 2026-10-01", "provider": "aws", "valid_until": "2027-10-01"}
SCC = {"instrument": "scc", "reference": "contrat 7", "country": "US", "valid_until": "2027-10-01"}


def store(name: str = "a", category: str = "", region: str | None = "eu-west-3", provider: str = "aws", kind: str = "object_store",
    **found: Any) -> Resource:  # fmt: skip
    """A resource with a category tag; dotted facts are written with `__`, and may be Unknown."""
    known, unknown = split({path.replace("__", "."): value for path, value in found.items()})
    tags = {"rgpd:categorie": category} if category else {}
    return Resource(f"arn:{name}", kind, "AWS::S3::Bucket", provider, ACCOUNT, region, name, tags=tags, facts=known, unknown=unknown)


def judge(*resources: Resource, day: date = TODAY, assume: tuple[str, ...] = (), **context: Any) -> dict[str, Resource]:
    """Everything derived from the resources and a context, by id."""
    manifest = Manifest("", "", "", accounts={ACCOUNT: []}, resources=len(resources))
    configuration = Configuration.from_context(context)
    coverage = [Coverage("aws", ACCOUNT, "eu-west-3", "s3", "read")]
    found = derived(lambda: resources, manifest, coverage, reference(day, assume, configuration.allowed_countries), configuration)
    return {one.id: one for one in found}


def one(resource: Resource, **options: Any) -> Resource:
    """A single resource, derived."""
    return judge(resource, **options)[resource.id]


def test_an_unverified_label_is_unknown_until_a_proof_and_again_after_its_end() -> None:
    """The three days of a certificate, seen from a resource."""
    bare = one(store())
    assert bare.unknown["labels.hds"].startswith("label_unverified: hds 2.0")
    for day, status in ((date(2027, 6, 30), "valid"), (date(2027, 7, 1), None)):
        held = one(store(), day=day, known={"labels": [HDS]})
        assert held.facts["labels"].get("hds") == status
    assert held.unknown["labels.hds"].endswith("ended on 2027-06-30")
    valid = one(store(), known={"labels": [HDS | {"scope": {"activities": ["1", "2", "3"]}}]}).facts["labels"]
    assert {name: valid[f"hds_{name}"] for name in ("left", "version", "status", "activities")} == {
        "left": "P220D", "version": "2.0", "status": "proof", "activities": ["1", "2", "3"]}  # fmt: skip


def test_a_valid_certificate_that_does_not_say_its_activities_leaves_them_unknown() -> None:
    """And none is held where the label is absent."""
    assert one(store(), known={"labels": [HDS]}).unknown["labels.hds_activities"].startswith("label_unverified")
    assert one(store(), assume=("not label(aws, hds)",)).facts["labels"]["hds_activities"] is None


def test_hds_version_1_on_both_sides_of_its_end() -> None:
    """The same resource at OVH, one day before and one day after."""
    before, after = (one(store(region="gra", provider="ovh"), day=date(2026, 5, day)) for day in (15, 17))
    assert before.facts["labels"]["hds"] == "valid"
    assert before.confidence["labels.hds"] is Confidence.TO_CONFIRM
    assert "hds" not in after.facts["labels"]
    assert after.unknown["labels.hds"].endswith("ended on 2026-05-16")


def test_another_offer_of_the_provider_may_be_the_qualified_one() -> None:
    """OVH has SecNumCloud offers, its public cloud is none; AWS has none at all, from memory."""
    ovh, aws = one(store(region="gra", provider="ovh")), one(store())
    assert (ovh.facts["labels"]["secnumcloud"], ovh.facts["labels"]["secnumcloud_elsewhere"]) == ("absent", True)
    assert (aws.facts["labels"]["secnumcloud"], aws.facts["labels"]["secnumcloud_elsewhere"]) == ("absent", False)
    assert aws.confidence["labels.secnumcloud"] is Confidence.TO_CONFIRM


def test_who_runs_a_private_cloud_is_to_be_declared() -> None:
    """Hosting one's own data needs no certificate, a syndicat that hosts it does: nothing in a cloud tells which it is."""
    own = store(region=None, provider="private")
    for profile in ("commune", "opsn"):
        assert "not declared" in one(own, organisation={"name": "x", "profile": profile}).unknown["labels.hds"]


@pytest.mark.parametrize(
    ("kept", "excess", "shortfall"),
    [("P30D", None, None), ("P90D", "P90D > P15D · auditor.yaml: video", None), (None, "∞ > P15D · auditor.yaml: video", None)],
)
def test_a_local_row_overrides_the_shipped_ones_and_says_so(kept: str | None, excess: str | None, shortfall: str | None) -> None:
    """P30D would be within the month of the law; the local table says fifteen days."""
    local = one(store(category="video", retention__max=kept), retention={"video": {"max": "P15D"}})
    expected = excess if kept != "P30D" else "P30D > P15D · auditor.yaml: video"
    assert local.facts["retention"]["excess"] == expected
    assert local.facts["retention"]["shortfall"] == shortfall
    assert (local.facts["retention"]["judged_by"], local.facts["retention"]["natures"]) == ("auditor.yaml: video", ["local"])
    assert (local.facts["retention"]["legal_max"], local.facts["retention"]["legal_min"]) == ("P15D", None)


def test_rows_that_disagree_leave_the_question_open() -> None:
    """Two months of video breaks the law's month but not the register of recordings' three years: which is it? Four years breaks all."""
    kept = {period: one(store(category="video", retention__max=period)) for period in ("P20D", "P2M", "P4Y")}
    assert kept["P20D"].facts["retention"]["excess"] is None
    assert kept["P2M"].unknown["retention.excess"].startswith("schedule_undecided: video-public-space P1M, video-register P3Y")
    assert kept["P4Y"].facts["retention"]["excess"] == "P4Y > P3Y · video-register"
    assert kept["P4Y"].confidence["retention.excess"] is Confidence.PRESUMED
    assert kept["P20D"].unknown["retention.shortfall"].startswith("schedule_undecided")
    # For certain no more is asked than what both rows ask, and no less is allowed than what either allows.
    assert (kept["P20D"].facts["retention"]["legal_min"], kept["P20D"].facts["retention"]["legal_max"]) == (None, "P3Y")


def test_the_register_can_name_the_row_that_applies() -> None:
    """An activity says its row, or its own period, and is judged by it before any table."""
    activity = {"id": "cam", "categories": ["video"], "select": [{"name": "a"}], "retention": {"row": "video-public-space"}}
    named = one(store(retention__max="P2M"), processing_activities=[activity], retention={"video": {"max": "P1Y"}})
    assert named.facts["retention"]["excess"] == "P2M > P1M · register: cam = video-public-space"
    assert named.facts["retention"]["natures"] == ["legal"]
    own = one(store(retention__max="P2M"), processing_activities=[activity | {"retention": {"min": "P6M"}}])
    assert own.facts["retention"]["shortfall"] == "P2M < P6M · register: cam"


def test_the_strictest_category_of_a_resource_decides() -> None:
    """Procurement papers among other data are destroyed too early all the same."""
    mixed = one(store(category="marches-publics, video", retention__max="P20D"))
    assert mixed.facts["retention"]["shortfall"] == "P20D < P5Y · tender"
    assert mixed.facts["retention"]["legal_min"] == "P5Y"


@pytest.mark.parametrize(
    ("found", "reason"), [({"retention__max": Unknown(reason_of("access_denied: x"))}, "access_denied: x"), ({}, "not_collected")]
)
def test_a_period_that_was_not_read_breaks_and_keeps_nothing(found: dict[str, Any], reason: str) -> None:
    """Unknown for both bounds."""
    unread = one(store(category="video", **found))
    assert {unread.unknown[f"retention.{name}"] for name in ("excess", "shortfall")} == {reason}


def test_an_unknown_category_bounds_nothing() -> None:
    """The reason is that of the category, on every bound; no category at all bounds nothing either, and that is known."""
    unclassified = one(store("plain", retention__max="P2M"))
    names = ("legal_min", "legal_max", "judged_by", "natures", "final", "excess", "shortfall")
    assert {unclassified.unknown[f"retention.{name}"] for name in names} == {"category_unknown"}
    assert unclassified.unknown["data.level"] == "category_unknown"
    assert one(store(category="open_data", retention__max=None)).facts["retention"]["excess"] is None


def test_a_guessed_category_makes_the_breach_a_guess() -> None:
    """The name says video; nobody else does."""
    guessed = one(store("videoprotection", retention__max="P4Y"), retention={"video": {"max": "P1M"}})
    assert guessed.confidence["retention.excess"] is Confidence.PRESUMED


def test_backups_are_bounded_as_backups() -> None:
    """Whatever they hold: the rows of the category `backups`, or the local table's."""
    plan = store("p", "video", kind="backup_plan", retention__max="P2Y")
    assert one(plan).facts["retention"]["excess"] == "P2Y > P1Y · backup-long"
    assert one(plan, retention={"backups": {"max": "P3M"}}).facts["retention"]["excess"] == "P2Y > P3M · auditor.yaml: backups"
    vault = store("v", "video", kind="backup_vault", lock__min="P2Y")
    assert one(vault, retention={"backups": {"max": "P3M"}}).facts["lock"]["excess"] == "P2Y > P3M · auditor.yaml: backups"
    assert one(store("v", kind="backup_vault", lock__min=None)).facts["lock"]["excess"] is None
    database = one(store("d", kind="database", backup__retention="P35D"), retention={"backups": {"max": "P30D"}})
    assert database.facts["backup"]["excess"] == "P35D > P30D · auditor.yaml: backups"
    assert one(store("d", kind="database", backup__retention=None)).facts["backup"]["excess"] is None


@pytest.mark.parametrize(("periods", "target", "how"), PERIODS)
def test_a_judged_fact_exists_for_the_kinds_of_its_period(periods: tuple[str, ...], target: str, how: str) -> None:
    """A kind whose period is collected is judged; another may be, by who fills it."""
    assert all(facts().facts[target].kinds >= facts().facts[period].kinds for period in periods)
    assert how in target or how == "excess"


@pytest.mark.parametrize(
    ("kept", "shortest", "shortfall"),
    [
        ("P10Y", None, None),
        ("P10Y", "P20D", "P20D < P5Y · tender"),
        (None, "P20D", "P20D < P5Y · tender"),
        (None, "P11Y", None),
        ("P20D", Unknown(reason_of("not_collected: x")), "P20D < P5Y · tender"),
        (Unknown(reason_of("access_denied: x")), "P20D", "P20D < P5Y · tender"),
        ("P10Y", Unknown(reason_of("not_collected: x")), "?"),
        (Unknown(reason_of("access_denied: x")), None, "?"),
    ],
)
def test_what_is_kept_the_shortest_decides_at_least(kept: Any, shortest: Any, shortfall: str | None) -> None:
    """A part that goes too soon is a breach however long the rest stays, and whatever else is not known."""
    found = one(store(category="marches-publics", retention__max=kept, retention__min=shortest))
    assert ("?" if "retention.shortfall" in found.unknown else found.facts["retention"]["shortfall"]) == shortfall


def test_the_level_is_that_of_the_most_sensitive_category() -> None:
    """Health among open data is health."""
    assert one(store(category="open_data, santé")).facts["data"]["level"] == "N4"


@pytest.mark.parametrize(
    ("region", "adequacy"),
    [("eu-west-3", "eea"), ("eu-central-2", "full"), ("us-east-1", "partial"), ("ap-southeast-1", "none"), (None, None)],
)
def test_a_place_says_what_the_law_says_of_its_country(region: str | None, adequacy: str | None) -> None:
    """Zurich is adequate, Virginia in part, Singapore not."""
    assert one(store(region=region)).facts["places"][0]["adequacy"] == adequacy


def test_a_region_over_several_countries_is_worth_the_worst_of_them() -> None:
    """Google's EUR5 holds the United Kingdom; its EU is all in the EEA."""
    for region, adequacy in (("EU", "eea"), ("eur5", "full")):
        assert one(store(region=region, provider="gcp")).facts["places"][0]["adequacy"] == adequacy


def test_an_adequacy_falls_and_ends_with_the_law() -> None:
    """Brazil before and after its decision; the time left to that of the United Kingdom."""
    for day, adequacy in ((date(2026, 1, 25), "none"), (date(2026, 1, 26), "full")):
        assert one(store(region="sa-east-1"), day=day).facts["places"][0]["adequacy"] == adequacy
    assert one(store(region="eu-west-2"), day=date(2031, 12, 20)).facts["places"][0]["adequacy_left"] == "P7D"
    assert one(store(region="eu-west-2"), assume=("not adequate(GB)",)).facts["places"][0]["adequacy"] == "none"


def test_a_dpf_registration_falls_with_the_dpf_and_clauses_do_not() -> None:
    """Clauses count with their impact assessment only, and a derogation never."""
    abroad = store(region="us-east-1")
    fall = ("not adequate(US)",)
    assert _safeguard(abroad, [DPF]) == "dpf · dataprivacyframework.gov, 2026-10-01"
    assert _safeguard(abroad, [DPF], assume=fall) is None
    assert _safeguard(abroad, [DPF], day=date(2027, 10, 2)) is None
    assert _safeguard(abroad, [SCC]) is None
    assert _safeguard(abroad, [SCC | {"tia": "2026-03-02"}], assume=fall) == "scc · contrat 7 · TIA 2026-03-02"
    assert _safeguard(abroad, [SCC | {"instrument": "derogation", "tia": "2026-03-02"}]) is None
    assert _safeguard(store(region="ap-southeast-1"), [DPF]) is None


def test_a_place_of_several_countries_needs_a_safeguard_in_each_that_has_no_ground() -> None:
    """The Americas of Microsoft 365 are more than the United States; what covers wherever the data goes covers all of them."""
    clauses = {"instrument": "scc", "reference": "contrat 7", "valid_until": "2027-10-01", "tia": "2026-03-02"}
    for code, given, covered in (
        ("NAM", [DPF | {"provider": "m365"}], False),
        ("NAM", [clauses | {"country": "US"}], False),
        ("NAM", [clauses | {"country": name} for name in ("US", "CA", "MX", "CL")], True),
        ("NAM", [clauses], True),
        ("EUDB", [clauses], False),
    ):
        place = one(store(region=code, provider="m365"), known={"safeguards": given}).facts["places"][0]
        assert (place["safeguard"] is not None) == covered, (code, given)
        assert place["basis"] == ("adequacy" if code == "EUDB" else "safeguard" if covered else "nothing")


def _safeguard(resource: Resource, safeguards: list[dict[str, Any]], **options: Any) -> Any:
    return one(resource, known={"safeguards": safeguards}, **options).facts["places"][0]["safeguard"]


def test_a_place_that_was_not_read_may_have_another_safeguard() -> None:
    """One that is for a country does not cover a country nobody knows."""
    lost = store(region="mars-1")
    assert "places[0].safeguard" in one(lost, known={"safeguards": [SCC]}).unknown
    assert one(lost).facts["places"][0]["safeguard"] is None
    assert one(lost).unknown["places[0].adequacy"].startswith("region_not_in_register")


def test_the_narrowest_answer_that_has_not_ended_counts() -> None:
    """For a resource before an activity before all; after its end, the question is open again."""
    answers = [
        {"rule": "STR-001", "answer": "yes", "by": "DPO", "on": "2026-01-01", "until": "2027-01-01", "resource": "arn:a*"},
        {"rule": "STR-001", "answer": "no", "by": "DPO", "on": "2026-01-01", "until": "2028-01-01"},
        {"rule": "GOV-002", "answer": "yes", "by": "DPO", "on": "2026-01-01", "until": "2027-01-01", "activity": "cam"},
    ]
    context: dict[str, Any] = {"known": {"answers": answers}, "processing_activities": [{"id": "cam", "select": [{"name": "b"}]}]}
    found = judge(store("a"), store("b"), **context)
    assert found["arn:a"].facts["answers"] == {"STR-001": "yes"}
    assert found["arn:b"].facts["answers"] == {"STR-001": "no", "GOV-002": "yes"}
    assert found["activity:cam"].facts["answers"] == {"STR-001": "no", "GOV-002": "yes"}
    assert judge(store("a"), day=date(2027, 1, 2), **context)["arn:a"].facts["answers"] == {"STR-001": "no"}


def test_who_asks_and_what_the_contracts_ask_are_facts_of_everything() -> None:
    """Null where the configuration is silent."""
    asked = one(
        store(), organisation={"name": "x", "profile": "ccas", "population": 900}, required_labels=["hds"], allowed_countries=["FR"]
    )
    assert asked.facts["organisation"] == {"profile": "ccas", "population": 900}
    assert asked.facts["contract"] == {"labels": ["hds"], "countries": ["FR"]}
    assert one(store()).facts["contract"] == {"labels": [], "countries": None}
    assert one(store()).facts["jurisdiction"] == {"laws": ["US-CLOUD-ACT", "US-FISA-702"]}


def test_the_organisation_its_activities_accounts_and_pieces_are_judged_too() -> None:
    """They come last, with the resources counted and the pieces dated."""
    context: dict[str, Any] = {
        "organisation": {"name": "Rivemont", "siren": "217500016"},
        "processing_activities": [
            {"id": "cam", "categories": ["video"], "countries": ["FR"], "select": [{"name": "a"}], "retention": {"max": "P1M"}}
        ],
        "known": {
            "labels": [HDS],
            "safeguards": [DPF, SCC | {"provider": "aws", "tia": "2026-03-02"}],
            "waivers": [{"rule": "LOC-001", "resource": "arn:a", "approved_by": "DGS", "expires": "2026-11-21"}],
        },
    }  # fmt: skip
    found = judge(store("a"), store("b"), **context)
    assert [*found][2:] == [
        "organisation:217500016", "activity:cam", f"account:aws/{ACCOUNT}", "evidence:label/hds/aws/12",
        "evidence:safeguard/dpf/dataprivacyframework.gov, 2026-10-01", "evidence:safeguard/scc/contrat 7", "evidence:waiver/LOC-001/arn:a",
    ]  # fmt: skip
    assert found["activity:cam"].facts["activity"] == {"countries": ["FR"], "retention": "P1M", "resources": 1}
    assert found["activity:cam"].facts["data"]["categories"] == ["video"]
    pieces = {name: one.facts["evidence"] for name, one in found.items() if one.kind == "evidence"}
    assert pieces["evidence:waiver/LOC-001/arn:a"]["state"] == "expired"
    assert pieces["evidence:label/hds/aws/12"] | {"left": "P220D", "state": "valid"} == pieces["evidence:label/hds/aws/12"]
    dpf, scc = (piece for name, piece in pieces.items() if "safeguard" in name)
    assert (dpf["instrument"], dpf["fallback"], dpf["tia_age"]) == ("dpf", True, None)
    assert (scc["instrument"], scc["fallback"], scc["tia_age"]) == ("scc", False, "P265D")


def test_an_activity_whose_tags_were_not_read_may_have_resources() -> None:
    """Nothing attached, but a tag somebody refused might have said so."""
    hidden = msgspec.structs.replace(store("b"), unknown={"tags": "access_denied: s3:GetBucketTagging"})
    activity = {"id": "cam", "categories": ["video"], "select": [{"tag": {"app": "cam"}}]}
    found = judge(hidden, processing_activities=[activity])["activity:cam"]
    assert found.unknown["activity.resources"].startswith("not_collected")
    assert judge(store("b"), processing_activities=[activity])["activity:cam"].facts["activity"]["resources"] == 0


def test_the_calendar_decides_between_days_and_months() -> None:
    """31 days keep to one month, 32 do not."""
    assert at_most("P31D", "P1M")
    for period, breach in (("P31D", None), ("P32D", "P32D > P1M · auditor.yaml: video")):
        kept = one(store(category="video", retention__max=period), retention={"video": {"max": "P1M"}})
        assert kept.facts["retention"]["excess"] == breach


@pytest.mark.parametrize(
    ("taken", "age", "excess"),
    [("2024-03-04", "P993D", True), ("2026-11-21", "P1D", False), ("2027-01-01", "P0D", False), (None, None, False)],
)
def test_a_snapshot_is_held_to_what_is_planned_for_backups_by_its_age(taken: str | None, age: str | None, excess: bool) -> None:
    """One that was taken tomorrow is new, of one without a day nothing is said; a period of the local table decides."""
    found = one(store("s", "sante", kind="snapshot", snapshot__taken=taken), retention={"backups": {"max": "P1Y", "source": "table"}})
    assert found.facts["snapshot"]["age"] == age
    assert bool(found.facts["snapshot"]["excess"]) is excess
    assert not excess or found.facts["snapshot"]["excess"].startswith("P993D > P1Y")
