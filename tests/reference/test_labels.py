"""Labels: valid only when proved, expired when their end is sure, unknown in between; and the retention schedule beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace as replaced

from auditor.errors import InputError
from auditor.model import Citation
from auditor.reference import browse, shelf
from auditor.reference.labels import LABELS, Label, LabelState, Scope, citation, label_files, labels, state, supposed, version_of
from auditor.reference.marks import ABSENT
from auditor.reference.operators import laws, operators
from auditor.reference.places import region
from auditor.reference.registers import reference
from auditor.reference.requirements import requirements
from auditor.reference.retention import AT_ONCE, NATURES, of_category, rows, schedule

pytestmark = pytest.mark.usefixtures("english")

TODAY = date(2026, 11, 22)


EVERYWHERE = Scope()


def proof(version: str | None = "2.0", scope: Scope = EVERYWHERE, evidence: str = "verified") -> Label:
    """A certificate of AWS that somebody has seen."""
    dates = {"valid_from": "2025-07-01", "valid_until": "2027-06-30", "seen_by": "RSSI"}
    return Label("hds", "aws", "valid", evidence, "certificate 12", "2026-01-05", "AWS", version, scope, (), **dates)


def test_the_76_labels_are_carried_over_with_their_status() -> None:
    """Every entry is of a known operator; the DPF registrations come beside them."""
    assert label_files() == set(LABELS)
    count = {name: len(labels()[name].entries) for name in LABELS}
    assert sum(number for name, number in count.items() if name != "dpf") == 76
    for kind in labels().values():
        assert set(kind.title) == {"fr", "en"}
        for entry in kind.entries:
            assert entry.provider in operators()
            assert entry.evidence in shelf.MARKS
            assert all(region(entry.provider, code) for code in entry.scope.regions) or entry.provider not in shelf.region_files()


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("provider", sorted(operators()))
def test_nothing_in_the_register_is_valid_today(provider: str, label: str) -> None:
    """No shipped entry was read on its official list with its end: a pass has to be brought by the organisation."""
    state = reference(TODAY).label(provider, None, "object_store", label)
    assert state.status in {"unknown", "absent", "not_applicable"}
    assert state.reason.startswith("label_unverified: ") == (state.status == "unknown")


@pytest.mark.parametrize(("day", "status"), [(date(2026, 5, 15), "valid"), (date(2026, 5, 16), "valid"), (date(2026, 5, 17), "unknown")])
def test_hds_version_1_ends_on_16_may_2026(day: date, status: str) -> None:
    """The last day counts; the day after, the entry that ended is named, and a version 2 may or may not have come."""
    state = reference(day).label("ovh", "gra", "object_store", "hds")
    assert state.status == status
    assert state.sure == (status == "unknown")
    assert ("ended on 2026-05-16" in state.reason) == (status == "unknown")


@pytest.mark.parametrize(("day", "status"), [("2026-05-16", "valid"), ("2026-05-17", "expired")])
def test_a_certificate_of_version_1_ends_with_its_version(day: str, status: str) -> None:
    """Whatever end is printed on it."""
    state = reference(date.fromisoformat(day)).label("aws", "eu-west-3", "object_store", "hds", (proof(version="1"),))
    assert state.status == status


@pytest.mark.parametrize(
    ("day", "status", "told"),
    [
        ("2025-06-30", "unknown", "from"),
        ("2025-07-01", "valid", ""),
        ("2027-06-30", "valid", ""),
        ("2027-07-01", "unknown", "ended on 2027-06-30"),
    ],
)
def test_a_proof_counts_until_its_end_and_the_register_speaks_again(day: str, status: str, told: str) -> None:
    """Unknown again after it, with both reasons; nobody may have seen the renewal."""
    state = reference(date.fromisoformat(day)).label("aws", "eu-west-3", "object_store", "hds", (proof(),))
    assert state.status == status
    assert told in state.reason


@pytest.mark.parametrize(
    ("evidence", "status", "sure"), [("verified", "valid", True), ("partly_verified", "valid", False), ("to_confirm", "unknown", True)]
)
def test_a_label_is_held_for_sure_only_where_somebody_verified_it(evidence: str, status: str, sure: bool) -> None:
    """Verified in part it is held, and said to be so; what was written from memory holds nothing, and says why."""
    state = reference(TODAY).label("aws", "eu-west-3", "object_store", "hds", (proof(evidence=evidence),))
    assert (state.status, state.sure) == (status, sure)
    assert ("from memory" in state.reason) == (status == "unknown")


def test_of_several_proofs_the_best_counts() -> None:
    """One that holds is enough, in whichever order they stand; of those that do not, whichever may be renewed."""
    holds, ended, doubtful = proof(), replaced(proof(), valid_until="2026-02-01", checked_on="2026-03-01"), proof(evidence="to_confirm")
    for held in ([holds, ended, doubtful], [doubtful, ended, holds]):
        assert state("hds", "aws", "eu-west-3", (), date(2026, 6, 1), held).status == "valid"


def test_what_is_held_or_supposed_cites_no_register() -> None:
    """A proof is cited by nobody, nor is an assumption; an entry is, and that there is none."""
    entry = replaced(proof(), seen_by="")
    told = [LabelState("valid", proof()), supposed("hds", "aws", None, holds=True, until=None), LabelState("valid", entry)]
    cited = [citation("hds", "aws", one, date(2026, 2, 1)) for one in told]
    assert [one and one.register for one in cited] == [None, None, "labels/hds"]
    assert citation("hds", "aws", LabelState("unknown"), date(2026, 2, 1)) == Citation("labels/hds", "aws", ABSENT)


def test_an_approval_of_the_first_day_without_end_has_none() -> None:
    """Those of the day before had one."""
    siaf = labels()["siaf"]
    first, before = (replaced(proof(), label="siaf", valid_from=day) for day in ("2021-01-01", "2020-12-31"))
    assert (siaf.endless(first), siaf.endless(before), siaf.endless(replaced(proof(), valid_from=None))) == (True, False, False)


def test_a_proof_holds_within_its_scope_only() -> None:
    """A certificate for Paris says nothing of Frankfurt, one for object storage nothing of databases."""
    paris = proof(scope=Scope(("eu-west-3",), ("object_store", "rds")))
    held = reference(TODAY)
    assert held.label("aws", "Europe (Paris)", "object_store", "hds", (paris,)).status == "valid"
    assert held.label("aws", "eu-west-3a", ("database", "rds"), "hds", (paris,)).status == "valid"
    assert held.label("aws", "eu-central-1", "object_store", "hds", (paris,)).status == "unknown"
    assert held.label("aws", "eu-west-3", "log_store", "hds", (paris,)).status == "unknown"
    assert held.label("azure", "francecentral", "object_store", "hds", (paris,)).status == "unknown"


def test_a_qualification_is_of_an_offer_never_of_a_brand() -> None:
    """OVH's public cloud and Outscale's Paris region are not what was qualified; the sovereign AWS is an offer of its own."""
    held = reference(TODAY)
    assert held.label("ovh", "gra", "object_store", "secnumcloud").status == "absent"
    assert held.label("ovh", None, "bare_metal_pod", "secnumcloud").status == "unknown"
    assert held.label("outscale", "eu-west-2", "volume", "secnumcloud").status == "absent"
    cloudgouv = held.label("outscale", "cloudgouv-eu-west-1", "volume", "secnumcloud")
    assert cloudgouv.reason.endswith("no known end")
    sovereign = held.label("aws", "eusc-de-east-1", "volume", "secnumcloud")
    assert sovereign.entry is not None
    assert sovereign.entry.provider == "aws-eusc"
    assert held.label("private", None, "volume", "hds").status == "not_applicable"


def test_an_entry_that_nobody_looked_at_for_180_days_is_unknown() -> None:
    """A refusal gets old as a certificate does."""
    checked = date.fromisoformat(labels()["secnumcloud"].entries[0].checked_on)
    for days, status in ((180, "absent"), (181, "unknown")):
        assert reference(checked + timedelta(days)).label("aws", "eu-west-3", "volume", "secnumcloud").status == status


@given(days=st.integers(0, 2000))
def test_a_proof_never_makes_anything_worse(days: int) -> None:
    """Adding a valid certificate never turns valid into something else, on any day."""
    day = date(2024, 1, 1) + timedelta(days)
    for provider in ("aws", "ovh"):
        bare = reference(day).label(provider, None, "object_store", "hds")
        helped = reference(day).label(provider, None, "object_store", "hds", (proof(),))
        assert helped.status == "valid" or helped.status == bare.status


def test_labels_can_be_supposed_and_denied() -> None:
    """An assumption wins over the register and over proofs, up to and including its last day."""
    for day, status in ((date(2027, 6, 30), "valid"), (date(2027, 7, 1), "absent")):
        state = reference(day, ["label(ovh, hds-2) until 2027-06-30"]).label("ovh", "gra", "object_store", "hds")
        assert (state.status, state.entry and state.entry.version) == (status, "2.0")
    denied = reference(TODAY, ["not label(aws, hds)"]).label("aws", "eu-west-3", "object_store", "hds", (proof(),))
    assert denied.status == "absent"
    assert reference(TODAY).label("ovh", "gra", "object_store", "hds").status == "unknown"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("label(ovhh, hds-2)", "unknown provider 'ovhh' (did you mean 'ovh'?)"),
        ("label(ovh, hdss)", "unknown label 'hdss' (did you mean 'hds'?)"),
        ("label(ovh, hds) until demain", "'demain' is not a date"),
        ("not label(ovh, hds) until 2027-01-01", "'not label' takes no end date"),
    ],
)
def test_a_wrong_supposition_is_told(statement: str, told: str) -> None:
    """With what was meant."""
    with pytest.raises(InputError) as caught:
        reference(TODAY, [statement])
    assert told in str(caught.value)


@pytest.mark.parametrize(("written", "version"), [("v1", "1"), ("2", "2.0"), ("2.0", "2.0"), ("V2.0", "2.0"), ("3", "3"), (None, None)])
def test_versions_are_one_however_they_are_written(written: str | None, version: str | None) -> None:
    """A certificate says v2, the register 2.0."""
    assert version_of("hds", written) == version


def test_the_69_rows_of_the_schedule_hold_together() -> None:
    """Categories and events exist, a minimum is never above its maximum, and both languages name the object."""
    events = shelf.register("retention")["events"]
    held = reference(TODAY)
    assert len(rows()) == 69
    assert set(events) >= AT_ONCE
    for row in rows().values():
        assert row.category in held.categories
        assert row.event in events
        assert row.nature in NATURES
        assert set(row.object) == {"fr", "en"}
        assert row.evidence in shelf.MARKS
        assert row.basis
    assert held.retention("video") == of_category("video")


def test_a_category_is_bounded_by_the_loosest_of_its_rows() -> None:
    """A row without a bound leaves the category without one."""
    assert schedule("public_procurement")[:2] == ("P5Y", "P10Y")
    assert schedule("logs")[:2] == (None, None)
    assert schedule("video")[2] == ("video-public-space", "video-register", "video-building")


def test_laws_reach_by_control_and_by_subsidiaries() -> None:
    """A French group with an American subsidiary is reached by what reaches through it, not by all."""
    assert laws(operators()["aws"], TODAY) == ("US-CLOUD-ACT", "US-FISA-702")
    assert laws(operators()["ovh"], TODAY) == ("US-CLOUD-ACT", "US-FISA-702")
    assert laws(operators()["numspot"], TODAY) == ("US-CLOUD-ACT", "US-FISA-702")
    assert laws(operators()["cloud_temple"], TODAY) == ()
    assert laws(operators()["aws"], date(2010, 1, 1)) == ("US-FISA-702",)


def test_every_register_can_be_looked_through() -> None:
    """Names, entries with their evidence, and what is stale on a day."""
    assert {"labels/hds", "regions/aws", "retention", "zones"} <= set(browse.names())
    for name in browse.names():
        for item in browse.items(name):
            assert item.name
            assert item.entry["evidence"] in shelf.MARKS
    ended = {item.name: why for item, why in browse.stale("labels/hds", TODAY)}
    assert [why for name, why in ended.items() if name.startswith("ovh")] == ["ended"]
    assert len(ended) == 1
    assert len([*browse.stale("labels/hds", date(2028, 1, 1))]) == len(labels()["hds"].entries)


def test_the_end_of_an_adequacy_is_the_registers_or_the_assumptions() -> None:
    """None where there is no decision, or none with a known end."""
    assert reference(TODAY).adequate_until("GB") == date(2031, 12, 27)
    assert reference(TODAY).adequate_until("CH") is None
    assert reference(TODAY).adequate_until("SG") is None
    assert reference(TODAY, ["adequate(BR) until 2027-01-01"]).adequate_until("BR") == date(2027, 1, 1)
    assert reference(TODAY, ["not adequate(GB)"]).adequate_until("GB") is None


def test_a_label_whose_start_is_unknown_is_unknown_before_it_was_seen() -> None:
    """OVHcloud's HDS option was seen on 24 October 2024, and ended in version 1 on 16 May 2026: nobody can tell what came before."""
    for day, status in ((date(2024, 10, 23), "unknown"), (date(2024, 10, 24), "valid"), (date(2026, 5, 16), "valid")):
        state = reference(day).label("ovh", "gra", "object_store", "hds")
        assert state.status == status
    before = reference(date(2024, 10, 23)).label("ovh", "gra", "object_store", "hds")
    assert before.reason.endswith("no known start before 2024-10-24")


def test_a_law_and_an_act_count_from_their_day() -> None:
    """The Data Act, its end of switching charges, HDS version 2: the day before, they are not in force."""
    texts = requirements()
    assert texts["DATA-ACT"].valid_from == "2025-09-12"
    assert texts["DATA-ACT-29"].valid_from == "2027-01-12"
    assert texts["HDS-2.0"].valid_from == "2024-11-16"


@pytest.mark.parametrize(("checked", "status"), [("2026-10-31", "unknown"), ("2026-11-01", "expired")])
def test_only_a_look_after_its_end_tells_that_a_label_was_not_renewed(checked: str, status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On its last day it still counts, and nobody can see that no other follows."""
    entry = replaced(proof(), seen_by="", valid_until="2026-10-31", checked_on=checked)
    kind = replace(labels()["hds"], entries=(entry,))
    monkeypatch.setattr("auditor.reference.labels.labels", lambda: {"hds": kind})
    assert state("hds", "aws", "eu-west-3", (checked,), TODAY).status == status
