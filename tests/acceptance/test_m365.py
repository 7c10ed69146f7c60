"""Three tenants of Microsoft 365, scanned and judged whole: in France, in the EU boundary with a site in NAM, nowhere that is told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from auditor import pipeline
from auditor.configuration import Activity, Configuration, Selector
from auditor.demo.graph import Tenant, application, label, person, site
from auditor.evidence import Answer, Evidence
from auditor.inventory.derive import derived
from auditor.inventory.snapshot import GAPS, read_coverage, read_manifest, read_resources
from auditor.model import Finding, Outcome, Resource
from auditor.providers import provider
from auditor.reason import reason_of
from auditor.reference.places import zone
from auditor.reference.registers import reference
from auditor.run import read_findings
from tests.emulators.graph import TENANT, GraphStub
from tests.emulators.json import FAULTS
from tests.providers.m365.seeds import ACCENTS
from tests.providers.m365.test_contract import of

pytestmark = pytest.mark.long

TODAY = date(2026, 11, 28)
ROOT = site("accueil", "Accueil", root=True)
EVERYWHERE = "exchange sharepoint onedrive teams copilot viva directory audit".split()
PLANS = ("EXCHANGE_S_ENTERPRISE", "TEAMS1", "OFFICESUBSCRIPTION", "M365_COPILOT_APPS", "VIVA_LEARNING_SEEDED")


def page(place: str) -> dict[str, Any]:
    """The admin centre's page, with everything in one place."""
    return {"on": "2026-11-20", "document": "emplacement-des-donnees.pdf", "workloads": dict.fromkeys(EVERYWHERE, place)}


class Judged:
    """What a scan of one tenant came to: resources with their places, by name, and outcomes by rule and name."""

    def __init__(self, folder: Path, entry: Mapping[str, Any], **more: Any) -> None:
        activity = Activity("courrier", "Messagerie et fichiers", ("office_mail",), ("FR",), (Selector(account="m365"),))
        self.configuration = Configuration(accounts=(dict(entry),), activities=(activity,), **more)
        self.snapshot = folder / "snapshot"
        self.manifest = pipeline.scan(self.configuration, self.snapshot)
        pipeline.judge(self.snapshot, folder / "run", as_of=TODAY, configuration=self.configuration)
        self.findings: list[Finding] = [*read_findings(folder / "run")]
        coverage = [*read_coverage(self.snapshot)]
        found = derived(
            partial(read_resources, self.snapshot), read_manifest(self.snapshot), coverage, reference(TODAY), self.configuration
        )
        self.resources: dict[str, Resource] = {one.name: one for one in found}
        self.gaps = [line for line in coverage if line.status in GAPS]

    def outcome(self, rule: str, name: str) -> Outcome:
        """That of a rule on a resource."""
        return next(one.outcome for one in self.findings if one.rule == rule and one.resource.name == name)

    def places(self, name: str) -> list[str | None]:
        """The countries of a resource's places but for its keys; `?` where nobody knows."""
        return [place.get("country", "?") for place in self.resources[name].facts["places"]]


@contextmanager
def signed_in(tenant: Tenant) -> Iterator[GraphStub]:
    """Graph, for the length of the block."""
    with GraphStub(tenant) as stub, pytest.MonkeyPatch.context() as patch:
        for name, value in stub.environment().items():
            patch.setenv(name, value)
        try:
            yield stub
        finally:
            provider("m365").close()


def commune(**more: Any) -> Tenant:
    """A tenant with something of everything."""
    said: dict[str, Any] = {
        "plans": PLANS,
        "users": [person("u1"), person("u2", closed="2026-10-30T08:00:00Z"), person("u3", guest="a@accents.example")],
        "groups": [{"id": "g1", "preferredDataLocation": None}],
        "sites": [ROOT, site("finances", "Finances"), site("p1", "Prénom Nom", "commune-my.sharepoint.com")],
        "homes": {"accents.example": ACCENTS},
        "principals": [application("a1", "Sauvegarde", ACCENTS)],
        "grants": [{"clientId": "a1", "consentType": "AllPrincipals", "scope": "Files.Read.All"}],
        "labels": [label("l1", "Candidatures", 730, "delete")],
        "policies": {"p1": ["1"]},
    }
    return Tenant(TENANT, "Ville", domains=("ville.example",), **{**said, **more})


def test_a_tenant_in_france_is_placed_and_passes(tmp_path: Path) -> None:
    """The page says France of all of it: every workload is there, the proof on file; what the page does not say is not passed."""
    with signed_in(commune()) as stub:
        told = Judged(tmp_path, stub.entry(data_location=page("France"), partners={ACCENTS: "FR"}), trusted_accounts=(ACCENTS,))
    for name in ("Exchange Online", "Microsoft Teams", "OneDrive", "Accueil", "Finances", "Microsoft 365 Copilot", "Microsoft Entra ID"):
        assert told.places(name)[0] == "FR", name
        assert told.resources[name].facts["location"]["declared_on"] == "2026-11-20"
    assert {told.outcome("LOC-001", name) for name in ("Accueil", "Finances", "OneDrive", "Exchange Online")} == {Outcome.PASS}
    assert told.outcome("LOC-016", "Messagerie et fichiers") is Outcome.PASS
    assert told.outcome("SEC-011", "accents.example") is Outcome.PASS
    assert told.outcome("LOC-009", "Sauvegarde") is Outcome.PASS
    assert {told.outcome(rule, "Messagerie et fichiers") for rule in ("TRF-006", "RET-011")} == {Outcome.UNKNOWN}
    assert told.outcome("TRF-004", TENANT) is Outcome.FAIL, "support comes from abroad, and no licence lets anybody hold it up"
    assert not told.gaps


@pytest.mark.parametrize("refused", [False, True])
def test_support_that_may_have_to_be_let_in_is_a_question(refused: bool, tmp_path: Path, english: None) -> None:
    """With Customer Lockbox in a licence, nobody can read whether it is on; with the licences refused, the permission is named."""
    with signed_in(commune(plans=(*PLANS, "LOCKBOX_ENTERPRISE"))) as stub:
        if refused:
            stub.faults["/v1.0/subscribedSkus"] = (FAULTS["refused"], 0)
        told = Judged(tmp_path, stub.entry())
    assert told.outcome("TRF-004", TENANT) is Outcome.UNKNOWN
    (reason,) = next(one for one in told.findings if one.rule == "TRF-004").reasons
    assert reason_of(reason.actual).code == "not_answered"
    assert ("LicenseAssignment.Read.All" if refused else "Customer Lockbox is licensed") in str(reason.actual)


def test_a_tenant_in_the_boundary_is_not_in_the_eea_and_a_site_in_nam_is_outside(tmp_path: Path) -> None:
    """The boundary spans Switzerland; of the countries of the Americas none is in the EEA, and some are adequate to nobody."""
    there = "commune-nam.sharepoint.com"
    held = [
        site("accueil", "Accueil", code="EUR", root=True),
        site("home", "Home", there, "NAM", root=True),
        site("twin", "Twin town", there),
    ]
    users = [person("u1"), person("u2", location="NAM"), person("u3", location="CHE")]
    with signed_in(commune(sites=held, users=users, multi_geo=True)) as stub:
        told = Judged(tmp_path, stub.entry(data_location=page("EU Data Boundary")))
    exchange = told.resources["Exchange Online"].facts["places"]
    assert [(place["role"], place["region"], place.get("country", "?")) for place in exchange[:3]] == [
        ("primary", "EUDB", None),
        ("replica", "CHE", "CH"),
        ("replica", "NAM", None),
    ]
    known = reference(TODAY).region("m365", "EUDB")
    assert known is not None
    assert {*known.countries} == zone("eu", TODAY) | zone("eea_efta", TODAY) | {"CH"}
    assert exchange[0]["adequacy"] == "full", "Switzerland is adequate, and not of the EEA"
    assert {told.outcome("LOC-008", name) for name in ("Exchange Online", "Microsoft Entra ID")} == {Outcome.FAIL}
    for name, region, adequacy, basis in (("Home", "NAM", "none", Outcome.FAIL), ("Accueil", "EUR", "full", Outcome.PASS)):
        assert told.resources[name].region == region
        assert told.places(name)[0] is None
        assert told.resources[name].facts["places"][0]["adequacy"] == adequacy
        assert told.outcome("LOC-001", name) is basis
        assert told.outcome("LOC-008", name) is Outcome.FAIL
    assert told.outcome("LOC-001", "Twin town") is Outcome.FAIL
    assert told.outcome("LOC-009", "Exchange Online") is Outcome.FAIL, "an account in the Americas"
    assert told.outcome("LOC-016", "Messagerie et fichiers") is Outcome.FAIL, "the register announces France alone"


def test_a_tenant_that_says_nothing_of_its_place_is_nowhere(tmp_path: Path) -> None:
    """The contract is French, the domains too, so are the licences: not one place follows, and not one rule about places passes."""
    with signed_in(commune()) as stub:
        told = Judged(tmp_path, stub.entry())
    assert told.resources["Ville"].facts["tenant"]["country"] == "FR"
    holders = [
        one for one in told.resources.values() if one.provider == "m365" and one.kind not in ("settings", "retention_label", "account")
    ]
    assert len(holders) > 7
    for one in holders:
        assert "country" not in one.facts["places"][0], one.name
        assert reason_of(one.unknown["country"]).code == "not_collected", one.name
    about = [
        one
        for one in told.findings
        if one.rule in ("LOC-001", "LOC-007", "LOC-008", "LOC-016", "TRF-001") and one.resource.provider == "m365"
    ]
    assert about
    assert Outcome.PASS not in {one.outcome for one in about}


def test_what_people_answer_stands_until_what_is_read_contradicts_it(tmp_path: Path) -> None:
    """A yes of the evidence lifts what nobody can read, and not a place that was read elsewhere."""
    answers = tuple(
        Answer(rule=rule, answer="yes", by="dpo", on="2026-11-01", until="2027-11-01", document="note")
        for rule in ("LOC-016", "TRF-004", "RET-011")
    )
    known = Evidence(answers=answers)
    with signed_in(commune()) as stub:
        silent = Judged(tmp_path / "silent", stub.entry(), known=known)
    gone = [person("u1"), person("u2", closed="2025-01-15T08:00:00Z")]
    with signed_in(commune(users=gone)) as stub:
        abroad = Judged(tmp_path / "abroad", stub.entry(data_location=page("United States")), known=known)
    name = "Messagerie et fichiers"
    assert [silent.outcome(rule, name) for rule in ("LOC-016", "RET-011")] == [Outcome.PASS, Outcome.PASS]
    assert silent.outcome("TRF-004", TENANT) is Outcome.PASS
    assert [abroad.outcome(rule, name) for rule in ("LOC-016", "RET-011")] == [Outcome.FAIL, Outcome.FAIL]


PERMISSIONS = sorted({call.needs for one in provider("m365").collectors() for call in one.calls})


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_a_permission_that_is_withheld_hides_its_facts_and_no_others(permission: str, tmp_path: Path) -> None:
    """What it feeds is unknown or a gap that names it; everything else is as it was."""
    calls = [call for one in provider("m365").collectors() for call in one.calls if call.needs == permission]
    fed = {
        (of_type, fact)
        for one in provider("m365").collectors()
        for call in one.calls
        if call in calls
        for of_type in call.of or one.native_types
        for fact in call.feeds
    }
    listed = {
        of_type
        for one in provider("m365").collectors()
        for call in one.calls
        if call in calls and call.lists
        for of_type in call.of or one.native_types
    }
    with signed_in(commune()) as stub:
        entry = stub.entry(data_location=page("France"), partners={ACCENTS: "FR"})
        whole = _scanned(tmp_path / "whole", entry)
        for path in [path for path in stub.routes if of(path) in {call.name for call in calls}]:
            stub.faults[path] = (FAULTS["refused"], 0)
        provider("m365").close()
        holed = _scanned(tmp_path / "holed", entry)
    lost = whole.keys() - holed.keys()
    assert {whole[id].native_type for id in lost} <= listed
    assert lost or fed
    reasons = set[str]()
    for id, one in holed.items():
        changed = {path for path, reason in one.unknown.items() if whole[id].unknown.get(path) != reason}
        assert {(one.native_type, path) for path in changed} <= fed, (id, changed)
        reasons |= {one.unknown[path] for path in changed}
        assert _left(one, changed) == _left(whole[id], changed), id
    assert all(reason_of(reason).refused and (permission in reason) for reason in reasons), reasons
    gaps = [line for line in read_coverage(tmp_path / "holed") if line.status in GAPS]
    assert {line.permission for line in gaps} <= {permission}
    assert reasons or gaps


def _scanned(folder: Path, entry: Mapping[str, Any]) -> dict[str, Resource]:
    pipeline.scan(Configuration(accounts=(dict(entry),)), folder)
    return {one.id: one for one in read_resources(folder)}


def _left(one: Resource, without: set[str]) -> Any:
    """Its facts but for some, as plain data."""
    facts = json.loads(json.dumps(one.facts))
    for path in without:
        section, _, leaf = path.partition(".")
        (facts.get(section) or {}).pop(leaf, None)
    return {section: said for section, said in facts.items() if said != {}}, one.region if "region" not in without else None


def test_nobody_is_named_in_what_is_kept(tmp_path: Path) -> None:
    """Neither a name nor an address of a person is in what is kept, unless the entry says `reveal`: accounts go by pseudonyms."""
    users = [person("u1"), person("u2", closed="2024-01-15T08:00:00Z"), person("u3", guest="prenom.nom@accents.example")]
    with signed_in(commune(users=users)) as stub:
        hidden = Judged(tmp_path / "hidden", stub.entry())
        assert all("displayName" not in query.get("$select", "") for path, query in stub.queries if "/users" in path)
        shown = Judged(tmp_path / "shown", stub.entry(reveal=True))
    (who,) = hidden.resources["Exchange Online"].facts["departed"]["accounts"]
    assert who.startswith("agent-")
    assert shown.resources["Exchange Online"].facts["departed"]["accounts"] == ["u2@commune.example"]
    kept = json.dumps([_plain(one) for one in read_resources(hidden.snapshot)])
    assert "Prénom" not in kept
    assert "@" not in kept.replace("@odata", "")
    assert "u2" not in kept


def _plain(one: Resource) -> Any:
    return [one.id, one.name, one.tags, one.facts, one.unknown, one.aliases, {name: str(where) for name, where in one.named.items()}]
