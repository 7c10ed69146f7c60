"""What was not read or confirmed stays unsure in all that is worked out from it; and a last day counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from auditor.configuration import Configuration
from auditor.inventory.care import add_health
from auditor.inventory.derive import derived
from auditor.inventory.footing import add_footing
from auditor.inventory.known import Known
from auditor.inventory.law import Law
from auditor.model import Citation, Confidence, Coverage, Manifest, Resource, Told
from auditor.providers.observing import Unknown, split
from auditor.reason import reason_of
from auditor.reference.operators import operators
from auditor.reference.places import regions
from auditor.reference.registers import reference
from tests.naming import read as by_a_reader

ACCOUNT, TODAY = "123456789012", date(2026, 11, 28)
REFUSED = Unknown(reason_of("access_denied: x:Describe"))
KEY, ALIAS = f"arn:aws:kms:eu-west-3:{ACCOUNT}:key/k", f"arn:aws:kms:eu-west-3:{ACCOUNT}:alias/mairie"
CONTEXT: dict[str, Any] = {
    "processing_activities": [
        {"id": "etat-civil", "categories": ["civil_status"], "countries": ["FR"], "select": [{"name": "actes"}]},
        {"id": "creche", "categories": ["childhood"], "select": [{"tag": {"app": "creche"}}]},
    ]
}


def thing(name: str, kind: str = "object_store", region: str | None = "eu-west-3", tags: Any = None, **facts: Any) -> Resource:
    """A resource as a reader describes it; dotted facts are written with `__`, and may be Unknown."""
    known, unknown = split({path.replace("__", "."): value for path, value in facts.items()})
    if isinstance(tags, Unknown):
        unknown["tags"] = str(tags.reason)
    kept = tags if isinstance(tags, dict) else {}
    id = facts.get("id") or f"arn:aws:x:eu-west-3:{ACCOUNT}:{name}"
    return by_a_reader(Resource(id, kind, "AWS::Test", "aws", ACCOUNT, region, name, tags=kept, facts=known, unknown=unknown))


def judged(*resources: Resource, coverage: tuple[Coverage, ...] = (), day: date = TODAY, context: Any = CONTEXT) -> dict[str, Resource]:
    """The resources with what is worked out from them, by name."""
    manifest = Manifest("", "", "", accounts={ACCOUNT: []}, resources=len(resources))
    found = derived(lambda: resources, manifest, coverage, reference(day), Configuration.from_context(context))
    return {one.name: one for one in found if one.native_type == "AWS::Test"}


def test_a_key_is_of_no_known_manager_where_nobody_read_whether_it_seals_anything() -> None:
    """Not read whether it is encrypted: neither the provider's key nor the authority's, whatever the key says; of what is not, none."""
    customers = by_a_reader(replace(thing("k", "key", key__manager="customer", key__aliases=[ALIAS]), id=KEY))
    found = judged(
        customers,
        thing("unread", encryption__at_rest=REFUSED, encryption__key=KEY),
        thing("unread-own", encryption__at_rest=REFUSED, encryption__key=None),
        thing("open", encryption__at_rest=False, encryption__key=None),
        thing("sealed", encryption__at_rest=True, encryption__key=KEY),
        thing("by-alias", encryption__at_rest=True, encryption__key=ALIAS),
    )
    for name in ("unread", "unread-own"):
        assert found[name].unknown["encryption.key_manager"] == str(REFUSED.reason)
        assert "key_manager" not in found[name].facts["encryption"]
    managers = {name: found[name].facts["encryption"]["key_manager"] for name in ("open", "sealed", "by-alias")}
    assert managers == {"open": None, "sealed": "customer", "by-alias": "customer"}


def test_an_alias_of_the_providers_own_key_needs_no_key_to_be_read() -> None:
    """`alias/aws/…` is AWS's by its name alone; another alias that nobody read is not."""
    named = {"own": f"arn:aws:kms:eu-west-3:{ACCOUNT}:alias/aws/s3", "ours": f"arn:aws:kms:eu-west-3:{ACCOUNT}:alias/awsome"}
    found = judged(*(thing(name, encryption__at_rest=True, encryption__key=key) for name, key in named.items()))
    assert found["own"].facts["encryption"]["key_manager"] == "provider"
    assert found["ours"].unknown["encryption.key_manager"] == f"key_not_read: {named['ours']}"


def test_one_unread_original_of_several_leaves_the_data_unknown() -> None:
    """What a task carries from a known store and from one that nobody read may be anything; from two known ones, it is both's."""
    actes, creche = thing("actes"), thing("creche", tags={"app": "creche"})

    def carried(*sources: str) -> Resource:
        flows = [{"to": "arn:aws:s3:::copie", "source": one} for one in sources]
        return judged(actes, creche, thing("task", "transfer", flows__copy=flows))["task"]

    assert carried(actes.id, creche.id).facts["data"]["categories"] == ["civil_status", "childhood"]
    foreign = "arn:aws:x:eu-west-3:999988887777:autre"
    for sources in ((actes.id, foreign), (foreign, actes.id)):
        one = carried(*sources)
        assert one.unknown["data.categories"] == f"target_not_read: {foreign}"
        assert one.facts["data"]["categories"] == ["civil_status"]


def test_an_original_that_is_gone_says_nothing_and_one_that_may_be_there_leaves_it_open() -> None:
    """Gone where its region was read without a gap; not where its list was refused, was never asked, or lies with another account."""
    gone = f"arn:aws:x:eu-west-3:{ACCOUNT}:disparu"
    read, refused = (Coverage("aws", ACCOUNT, "eu-west-3", "x", status) for status in ("read", "refused"))
    elsewhere = Coverage("aws", ACCOUNT, "eu-west-1", "x", "read")

    def hole(origin: str, *coverage: Coverage) -> str:
        return judged(thing("s", "snapshot", origin=origin), coverage=coverage)["s"].unknown["data.categories"]

    assert hole(gone, read) == "category_unknown"
    for coverage in ((read, refused), (elsewhere,), ()):
        assert hole(gone, *coverage) == f"target_not_read: {gone}"
    stranger = gone.replace(ACCOUNT, "999988887777")
    assert hole(stranger, read) == f"target_not_read: {stranger}"


def test_unread_tags_hide_a_category_but_not_what_needs_no_tag() -> None:
    """An activity selected by its name stands unless another one selects by tag; without any, the tags might have told."""
    found = judged(thing("autre", tags=REFUSED), thing("actes", tags=REFUSED))
    for name in ("autre", "actes"):
        assert found[name].unknown["data.categories"] == str(REFUSED.reason)
    by_name = {"processing_activities": CONTEXT["processing_activities"][:1]}
    found = judged(thing("autre", tags=REFUSED), thing("actes", tags=REFUSED), context=by_name)
    assert found["actes"].facts["data"]["categories"] == ["civil_status"]
    assert found["autre"].unknown["data.categories"] == str(REFUSED.reason)


@pytest.mark.parametrize("kind", ["snapshot", "image"])
def test_what_is_public_is_shared_with_everybody(kind: str) -> None:
    """A public image is a share as a public snapshot is; one that may be public may be one; a store that is public is read, not shared."""
    found = judged(
        thing("public", kind, public__access=True),
        thing("unread", kind, public__access=REFUSED),
        thing("closed", kind, public__access=False),
        thing("site", "object_store", public__access=True),
    )
    shares = {name: [place for place in one.facts["places"] if place["role"] == "share"] for name, one in found.items()}
    assert [(place["country"], place["holder"], place["trusted"]) for place in shares["public"]] == [(None, None, False)]
    assert len(shares["unread"]) == 1
    assert found["unread"].unknown["places[1].holder"] == str(REFUSED.reason)
    assert shares["closed"] == shares["site"] == []


def test_what_rests_on_an_unconfirmed_entry_says_so() -> None:
    """A country and an operator that nobody could confirm again are to be confirmed; those that were are not."""
    sure = {"verified": next(one.code for one in regions("aws") if one.evidence == "verified" and one.country == "FR")}
    unsure = [(one.provider, one.code) for name in operators() for one in regions(name) if one.evidence == "to_confirm"]
    clouds = {name: one for name, one in operators().items() if one.country}
    provider, code = next((provider, code) for provider, code in unsure if provider in clouds)
    place = replace(thing("p", region=code), provider=provider, offer=provider)
    assert judged(place)["p"].confidence["places.country"] is Confidence.TO_CONFIRM
    assert "places.country" not in judged(thing("v", region=sure["verified"]))["v"].confidence
    for name, one in clouds.items():
        told = judged(replace(thing("o"), offer=name))["o"].confidence.get("operator")
        doubted = any(not each.sure for each in reference(TODAY).control(one))
        assert told == (Confidence.TO_CONFIRM if doubted else None), name


@pytest.mark.parametrize(("day", "counts"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False)])
def test_an_answer_and_a_safeguard_count_on_their_last_day(day: date, counts: bool) -> None:
    """`until` is the last day on which it holds."""
    answers = [{"rule": "STR-001", "answer": "yes", "by": "DPO", "on": "2026-01-01", "until": "2026-12-31"}]
    clauses = [{"instrument": "scc", "reference": "contrat 7", "country": "US", "valid_until": "2026-12-31", "tia": "2026-01-01"}]
    one = judged(thing("a", region="us-east-1"), day=day, context={"known": {"answers": answers, "safeguards": clauses}})["a"]
    assert one.facts["answers"] == ({"STR-001": "yes"} if counts else {})
    assert bool(one.facts["places"][0]["safeguard"]) is counts


def test_a_last_day_leaves_no_day_and_the_day_after_leaves_nothing() -> None:
    """What is left of something on its last day is zero days, which is not the same as ended."""
    law = Law(Configuration(), reference(TODAY))
    assert law._left(TODAY) == "P0D"
    assert law._left(date(2026, 11, 27)) is None
    assert law._left(None) is None


def test_an_announcement_covers_what_it_names_and_all_of_an_activitys_resources() -> None:
    """A place in a country that the register announces; one that it does not; none where it announces nothing or the place is unknown."""
    found = judged(
        thing("actes", flows__replication=[{"region": "us-east-1", "account": ACCOUNT}], flows__copy=REFUSED),
        thing("b", tags={"app": "creche"}),
    )
    assert [place.get("announced") for place in found["actes"].facts["places"][:2]] == [True, False]
    assert found["actes"].unknown["places[2].announced"] == str(REFUSED.reason)
    assert found["b"].facts["places"][0]["announced"] is None


def test_the_trail_of_an_organisation_is_judged_once_and_another_accounts_twin_is_not_dropped() -> None:
    """Two accounts that each hold something of the same name are two; one that tells of what lies elsewhere told of it already."""
    id = "arn:aws:cloudtrail:eu-west-3:1:trail/tout"
    seen = [by_a_reader(Resource(id, "trail", "AWS::Test", "aws", account, "eu-west-3", account)) for account in ("1", "2", "3")]
    assert [*judged(*seen)] == ["1"]
    assert [*judged(seen[1], seen[2])] == ["2"]


def test_a_place_in_another_cloud_is_read_in_that_clouds_register() -> None:
    """West Europe is Azure's name for the Netherlands; in the register of AWS it means nothing."""
    store = "/subscriptions/s/resourcegroups/g/providers/microsoft.storage/storageaccounts/copie"
    one = judged(thing("a", flows__copy=[{"to": store, "region": "westeurope"}]))["a"]
    assert one.facts["places"][1]["country"] == "NL"
    assert one.facts["places"][1]["holder"] == "s"


@pytest.mark.parametrize(("status", "hidden"), [("refused", True), ("failed", True), ("skipped", False), ("not_understood", False)])
@pytest.mark.parametrize("kind", ["stream", "queue"])
def test_what_is_emptied_by_nobody_read_is_open_only_where_a_reading_failed(kind: str, status: str, hidden: bool) -> None:
    """A service left out or not offered holds nothing that empties it; one that was refused may."""
    into = thing("flux", kind)
    coverage = (Coverage("aws", ACCOUNT, "eu-west-3", "y", status),)
    one = judged(thing("a", flows__copy=[{"to": into.id}]), into, coverage=coverage)["a"]
    assert any(reason.startswith("target_not_read: what empties") for reason in one.unknown.values()) is hidden


def test_a_region_left_open_that_a_policy_leaves_unclear_has_no_known_country() -> None:
    """And one whose country nobody confirmed makes the guard-rail to be confirmed."""
    code = next(one.code for one in regions("aws") if one.evidence == "verified" and one.country)
    facts = {"guardrail__regions": [code, "eu-west-3"], "guardrail__unsure": [code]}
    one = judged(thing("o", "organization", None, **facts))["o"]
    assert one.unknown["guardrail.open[0].country"].startswith("policy_not_understood")
    assert one.facts["guardrail"]["open"][1]["country"] == "FR"
    provider, unsure = next((one.provider, one.code) for name in operators() for one in regions(name) if one.evidence == "to_confirm")
    other = replace(thing("p", "organization", None, guardrail__regions=[unsure]), provider=provider, offer=provider)
    assert judged(other)["p"].confidence["guardrail"] is Confidence.TO_CONFIRM


@pytest.mark.parametrize(("day", "state", "left"), [(date(2026, 12, 31), "valid", "P0D"), (date(2027, 1, 1), "expired", None)])
def test_a_piece_is_valid_on_its_last_day(day: date, state: str, left: str | None) -> None:
    """As a rule about proofs judges it."""
    answers = [{"rule": "STR-001", "answer": "yes", "by": "DPO", "on": "2026-01-01", "until": "2026-12-31"}]
    manifest = Manifest("", "", "", accounts={ACCOUNT: []})
    configuration = Configuration.from_context({"known": {"answers": answers}})
    found = [one for one in derived(lambda: (), manifest, (), reference(day), configuration) if one.kind == "evidence"]
    assert [(one.facts["evidence"]["state"], one.facts["evidence"]["left"]) for one in found] == [(state, left)]


def test_a_place_that_may_be_anywhere_is_in_no_countries_of_a_contract() -> None:
    """A safeguard may cover it; the contract names countries, and nobody can say that it lies in one of them."""
    place: dict[str, Any] = {"country": None, "adequacy": None, "safeguard": "scc"}
    assert add_footing(place, {}, (), (), {"FR"}) == "contract"
    assert place["permitted"] is False
    place = {"country": None, "adequacy": None, "safeguard": "scc"}
    assert add_footing(place, {}, (), (), None) is None
    assert place["permitted"] is True


def test_a_place_of_several_countries_is_permitted_only_where_the_contract_names_each() -> None:
    """Data may lie in the one that it does not name."""
    for countries, clause, permitted in ((("FR", "IE"), {"FR"}, False), (("FR", "IE"), {"FR", "IE", "DE"}, True), (("FR",), {"IE"}, False)):
        place: dict[str, Any] = {"country": None, "adequacy": "eea"}
        assert add_footing(place, {}, countries, (), clause) == (None if permitted else "contract")
        assert place["permitted"] is permitted


def test_a_place_of_an_unknown_country_is_permitted_only_where_no_contract_names_any() -> None:
    """What covers the recipient wherever it is does not say in which country it is."""
    holes = {"country": "access_denied: x"}
    place: dict[str, Any] = {"safeguard": "scc"}
    add_footing(place, holes, (), (), {"FR"})
    assert "permitted" not in place
    assert holes["permitted"] == "access_denied: x"
    place, holes = {"safeguard": "scc"}, {"country": "access_denied: x"}
    add_footing(place, holes, (), (), None)
    assert place["permitted"] is True


def test_a_yes_of_one_activity_is_none_for_data_that_may_be_anothers() -> None:
    """A no stays: what is wrong of one of them is wrong."""
    activities = [
        {"id": "creche", "title": "C", "categories": ["hr"], "select": [{"name": "a"}]},
        {"id": "ecole", "title": "E", "categories": ["hr"], "select": [{"tag": {"app": "ecole"}}]},
    ]
    for answer, counts in (("yes", False), ("no", True)):
        answers = [{"rule": "STR-001", "answer": answer, "by": "DPO", "on": "2026-01-01", "until": "2026-12-31", "activity": "creche"}]
        context = {"processing_activities": activities, "known": {"answers": answers}}
        unread = judged(thing("a", tags=Unknown(reason_of("access_denied: y"))), context=context)["a"]
        assert unread.facts["answers"] == ({"STR-001": answer} if counts else {})
        assert judged(thing("a"), context=context)["a"].facts["answers"] == {"STR-001": answer}


def test_a_certificate_that_is_told_counts_for_what_nobody_known_runs() -> None:
    """Nobody knows who runs it; that it holds this certificate was shown."""
    shown = {"label": "hds", "status": "valid", "evidence": "verified", "source": "contrat", "checked_on": "2026-01-01", "version": "2.0"}
    told = Told(labels=({**shown, "valid_from": "2026-01-01", "valid_until": "2027-12-31", "seen_by": "DPO"},))
    nobodys = replace(thing("a"), unknown={"offer": "operator_unknown: x"})
    assert judged(nobodys)["a"].unknown["labels"] == "operator_unknown: x"
    held = judged(replace(nobodys, told=told))["a"]
    assert "labels" not in held.unknown
    assert held.facts["labels"]["hds"] == "valid"


def test_a_register_that_is_silent_of_one_activity_announces_nothing_of_a_place_outside() -> None:
    """What the other activity announces is not announced of this one's data; inside the Union nothing has to be."""
    activities = [
        {"id": "a", "categories": ["hr"], "countries": ["FR"], "select": [{"name": "both"}]},
        {"id": "b", "categories": ["hr"], "select": [{"name": "both"}]},
    ]
    flows = [{"to": f"arn:aws:s3:::{region}", "region": region, "account": ACCOUNT} for region in ("us-east-1", "eu-west-1")]
    both = judged(thing("both", flows__replication=flows), context={"processing_activities": activities})["both"]
    assert both.unknown["places[1].announced"].startswith("register_silent")
    assert next(place for place in both.facts["places"] if place.get("region") == "eu-west-1")["announced"] is None


def test_each_of_several_keys_has_a_place() -> None:
    """The key of one part lies where it lies, whatever the first part's is."""
    first, other = f"arn:aws:kms:eu-west-3:{ACCOUNT}:key/a", f"arn:aws:kms:us-east-1:{ACCOUNT}:key/b"
    found = judged(thing("t", encryption__at_rest=True, encryption__key=first, encryption__keys=[other]))["t"]
    assert [(place.get("role"), place.get("region")) for place in found.facts["places"][1:]] == [("key", "eu-west-3"), ("key", "us-east-1")]


def test_a_bound_decides_only_what_more_could_not_change() -> None:
    """At least so long: what is too long already stays so, and what keeps long enough; what could still become too long is not known."""
    bound = Unknown(reason_of("only_a_bound: x"), "P20D")
    activity = {"id": "v", "categories": ["video"], "retention": {"min": "P10D", "max": "P30D"}, "select": [{"name": "v"}]}
    found = judged(thing("v", retention__max=bound), context={"processing_activities": [activity]})["v"]
    assert found.unknown["retention.excess"] == "only_a_bound: x"
    assert found.facts["retention"]["shortfall"] is None
    long = judged(thing("v", retention__max=Unknown(reason_of("only_a_bound: x"), "P90D")), context={"processing_activities": [activity]})[
        "v"
    ]
    assert long.facts["retention"]["excess"].startswith("P90D > P30D")


def test_what_the_law_refuses_is_not_refused_by_the_contract_alone() -> None:
    """A contract that does not name the country either makes the breach no lighter."""
    place: dict[str, Any] = {"country": "US", "adequacy": "none", "safeguard": None}
    assert add_footing(place, {}, ("US",), (), {"FR"}) is None
    assert (place["basis"], place["permitted"]) == ("nothing", False)


def test_a_key_that_was_not_read_may_be_anywhere_beside_one_that_was() -> None:
    """Of several keys each opens its part of the data."""
    held = by_a_reader(replace(thing("k", "key", key__manager="customer", key__aliases=[ALIAS]), id=KEY))
    found = judged(held, thing("a", encryption__at_rest=True, encryption__key=KEY, encryption__keys=REFUSED))["a"]
    keys = [(place.get("country"), found.unknown.get(f"places[{number}].country")) for number, place in enumerate(found.facts["places"])]
    assert keys[1:] == [("FR", None), (None, str(REFUSED.reason))]


def test_clauses_with_an_operator_cover_only_what_stays_with_it() -> None:
    """A copy that was not read is run by whoever runs the original; who else has it, nobody knows, nor under which clauses."""
    clauses = {"instrument": "scc", "reference": "contrat 7", "provider": "aws", "valid_until": "2027-10-01", "tia": "2026-01-01"}
    context = {"known": {"safeguards": [clauses]}}
    for flow, safeguard in (("flows__backup", "scc · contrat 7 · TIA 2026-01-01"), ("flows__share", None)):
        told: dict[str, Any] = {flow: REFUSED}
        places = judged(thing("a", **told), context=context)["a"].facts["places"]
        assert places[1]["safeguard"] == safeguard


def test_a_service_of_no_country_is_a_place_only_for_what_it_keeps() -> None:
    """What passes through it is told by its flow; what it keeps may lie in any country."""
    for flow, reason in (("flows__copy", "place_global"), ("flows__processing", None)):
        told: dict[str, Any] = {flow: [{"region": "aws-global"}]}
        found = judged(thing("a", **told))["a"]
        assert found.unknown.get("places[1].basis", "").partition(":")[0] == (reason or "")


def test_the_period_of_an_activity_breaks_whatever_other_activities_there_may_be() -> None:
    """One that has a period of its own takes the place of the categories' rows, and a further one could only ask for more."""
    activities = [
        {"id": "creche", "title": "C", "categories": ["hr"], "select": [{"name": "a"}], "retention": {"max": "P1M"}},
        {"id": "cantine", "title": "D", "categories": ["hr"], "select": [{"name": "a"}]},
        {"id": "ecole", "title": "E", "categories": ["hr"], "select": [{"tag": {"app": "ecole"}}]},
    ]
    found = judged(thing("a", tags=REFUSED, retention__max="P1Y"), context={"processing_activities": activities})["a"]
    assert found.facts["retention"]["excess"].startswith("P1Y > P1M · ")


def test_an_account_of_which_something_was_read_has_its_operator() -> None:
    """A refusal beside it hides what it is about, and no more."""
    lines = [
        Coverage("aws", ACCOUNT, "eu-west-3", "s3", "read"),
        Coverage("aws", ACCOUNT, "eu-west-3", "rds", "refused", reason="access_denied: x"),
    ]
    for coverage, known in ((lines, True), (lines[1:], False)):
        manifest = Manifest("", "", "", accounts={ACCOUNT: []}, offers={ACCOUNT: "aws"})
        found = derived(lambda: (), manifest, coverage, reference(TODAY), Configuration.from_context({}))
        (account,) = (one for one in found if one.kind == "account")
        assert ("operator" in account.facts and "country" in account.facts["operator"]) is known


def test_a_guess_stays_one_whatever_the_registers_say() -> None:
    """That an entry is to be confirmed adds nothing to what is only presumed."""
    known = Known(replace(thing("a"), confidence={"labels.hds": Confidence.PRESUMED}))
    known.rest(
        {"labels.hds": (Citation("labels/hds", "aws", "to_confirm"),), "labels.siaf": (Citation("labels/siaf", "aws", "to_confirm"),)}
    )
    assert known.confidence == {"labels.hds": Confidence.PRESUMED, "labels.siaf": Confidence.TO_CONFIRM}


def test_data_from_care_stays_that_whatever_else_is_with_it() -> None:
    """Files of staff or of children beside those of care make nothing of these a question."""
    for categories, found in ((["health", "social_care", "hr", "childhood"], "care"), (["health", "hr"], "to_qualify")):
        known = Known(thing("a"))
        known.facts |= {"data": {"categories": categories}, "answers": {}}
        add_health((), known)
        assert known.facts["data"]["health"] == found


def test_that_no_end_of_an_offer_is_known_does_not_say_that_it_has_none() -> None:
    """Of an account; what lies in it is asked nothing of that."""
    manifest = Manifest("", "", "", accounts={ACCOUNT: []}, offers={ACCOUNT: "aws"}, resources=1)
    lines = [Coverage("aws", ACCOUNT, "eu-west-3", "s3", "read")]
    found = {one.kind: one for one in derived(lambda: [thing("a")], manifest, lines, reference(TODAY), Configuration.from_context({}))}
    assert found["account"].unknown["operator.end_of_life"].startswith("not_in_register")
    assert "operator.end_of_life" not in found["object_store"].unknown


@pytest.mark.parametrize(("control", "exposure"), [("US", "E3"), ("CN", "E3"), ("DE", None)])
def test_an_operator_that_no_register_knows_is_exposed_by_whoever_controls_it(control: str, exposure: str | None) -> None:
    """Control from outside the EEA exposes the most; from inside it nobody knows what else reaches it."""
    told = replace(thing("a"), offer="inconnu", told=Told(control=control))
    found = judged(told)["a"]
    assert found.facts["operator"].get("exposure") == exposure
    assert ("operator.exposure" in found.unknown) is (exposure is None)
