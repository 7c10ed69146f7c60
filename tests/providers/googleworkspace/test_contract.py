"""The collector contract, held against Google Workspace on the JSON stub; its key is a service account's, made for the test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from auditor.providers import provider
from tests.emulators.json import FAULTS, JsonStub, by_cursor
from tests.providers.json_seeded import JsonContract, SeededJson
from tests.providers.places import country, scanned

CUSTOMER, AT, TOKEN = "C01abc234", "/v1/policies", "POST /token"
COLLECTORS = {one.service: one for one in provider("googleworkspace").collectors()}
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)


def policy(unit: str, setting: str, **value: Any) -> dict[str, Any]:
    """A policy of one organisational unit."""
    return {
        "name": f"policies/{unit}-{setting}",
        "customer": f"customers/{CUSTOMER}",
        "policyQuery": {"orgUnit": f"orgUnits/{unit}", "query": f"entity.org_units.exists(u, u.org_unit_id == orgUnitId('{unit}'))"},
        "setting": {"type": f"settings/data_regions.data_{setting}_region", "value": value},
        "type": "ADMIN",
    }


EUROPE = [policy("racine", "at_rest", region="EUROPE"), policy("racine", "processing", limitToStorageRegion=True)]
BOTH = [*EUROPE, policy("elus", "at_rest", region="US"), policy("elus", "processing", limitToStorageRegion=False)]


def id_of(name: str) -> str:
    """The id of a service."""
    return f"googleworkspace:{CUSTOMER}::GoogleWorkspace::{name.capitalize()}:{name}"


STORES = ("gmail", "drive", "chat")
SEEDS = {
    "regions": {id_of(name): {"region": "EUROPE", "flows.replication": None} for name in STORES}
    | {id_of("processing"): {"flows.processing": None}}
}


def entry(stub: JsonStub, **more: Any) -> dict[str, Any]:
    """An entry of `accounts:`."""
    said = {"id": "google", "provider": "googleworkspace", "customer_id": CUSTOMER, "admin": "audit@commune.example", "endpoint": stub.url}
    return {**said, "operator": "googleworkspace", "max_attempts": 1, **more}


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the key of a service account is, which asks for its tokens at an address that the test writes into it."""
    path = tmp_path / "key.json"
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))
    yield path
    provider("googleworkspace").close()


def stub(key: Path, policies: Any) -> JsonStub:
    """Policies, and who gives tokens."""
    found = JsonStub({AT: policies, TOKEN: {"access_token": "emulated", "expires_in": 3600, "token_type": "Bearer"}})
    said = {"type": "service_account", "client_email": "audit@project.iam", "private_key": KEY.decode(), "token_uri": f"{found.url}/token"}
    key.write_text(json.dumps(said))
    return found


@pytest.fixture(params=SEEDS)
def one(request: pytest.FixtureRequest, key: Path) -> Iterator[SeededJson]:
    """The collector on its seed."""
    with stub(key, {"policies": EUROPE}) as cloud:
        calls = {TOKEN: "oauth2:GetToken", AT: "cloudidentity:ListPolicies"}
        collector = COLLECTORS[request.param]
        yield SeededJson(cloud, entry(cloud), collector, SEEDS[request.param], calls.__getitem__, frozenset({"oauth2:GetToken"}))


class TestContract(JsonContract):
    """That of every cloud, but for a list that also says who we are: refused, nothing opens."""

    cloud, seeds = "googleworkspace", SEEDS

    def test_contract(self, one: SeededJson) -> None:
        """Each promise that an open account can keep."""
        from tests.providers import contract

        alone = (contract.refused_list_is_a_gap, contract.every_page_is_read)
        contract.check_promises(one, [promise for promise in contract.PROMISES if promise not in alone])

    def test_no_answer_is_told(self, one: SeededJson) -> None:
        """A success that is no answer opens nothing."""
        for kind in one.blanks(one.collector.calls[0]):
            with one.blank(one.collector.calls[0], kind):
                opened = provider(self.cloud).open(one.entry)
                assert (opened.units, len(opened.coverage)) == ([], 1), kind


@pytest.mark.parametrize("path", [AT, TOKEN])
@pytest.mark.parametrize("fault", [name for name in FAULTS if name not in ("slow", "nothing")])
def test_a_customer_that_does_not_open_is_a_gap(fault: str, path: str, key: Path) -> None:
    """Whether its key or its right is refused, under the entry's own id."""
    with stub(key, {"policies": EUROPE}) as cloud, cloud.fault(path, fault):
        opened = provider("googleworkspace").open(entry(cloud))
    (gap,) = opened.coverage
    assert (opened.units, gap.account, gap.call) == ([], "google", "cloudidentity:ListPolicies")


def test_without_a_key_nothing_opens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And the gap says so."""
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    (gap,) = provider("googleworkspace").open({"id": "google", "customer_id": CUSTOMER, "admin": "a@b.example"}).coverage
    assert gap.reason.startswith("no_credentials: no key of a service account")


def test_each_unit_is_a_place_and_what_no_policy_says_the_page_does(key: Path, tmp_path: Path) -> None:
    """Two regions are two places, one of which is the United States; a page is believed only where the policies are silent."""
    page = {"on": "2026-11-20", "document": "regions.pdf", "workloads": {"gmail": "US", "drive": "EUROPE"}}
    with stub(key, by_cursor(BOTH, "policies", spell=str)) as cloud:
        cloud.routes[AT] = lambda query: (
            {"policies": BOTH[:2], "nextPageToken": "2"} if "pageToken" not in query else {"policies": BOTH[2:]}
        )
        spread = scanned(tmp_path / "both", entry(cloud, data_location=page))
    assert [place.get("country", "?") for place in spread["Gmail"].facts["places"]][:3] == ["?", "?", "US"]
    assert spread["Google Workspace"].facts["flows"]["processing"] == [{"region": "ANY_REGION"}]
    provider("googleworkspace").close()
    with stub(key, {}) as cloud:
        noted = scanned(tmp_path / "none", entry(cloud, data_location=page))
    assert country(noted["Gmail"]) == "US"
    assert noted["Gmail"].facts["location"] == {"declared_on": "2026-11-20", "document": "regions.pdf"}
    assert str(country(noted["Google Chat"])).startswith("not_collected")
    assert str(country(noted["Google Drive"])).startswith("region_not_in_register"), "Google names no country of Europe"
