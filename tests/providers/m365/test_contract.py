"""The collector contract, held against every collector of Microsoft 365, on a Graph that misbehaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.demo.json_stub import Answer
from auditor.providers import provider
from auditor.reason import reason_of
from tests.emulators.graph import TENANT, TOKEN, GraphStub
from tests.emulators.json import FAULTS
from tests.providers.json_seeded import JsonContract, SeededJson
from tests.providers.m365.seeds import ACCENTS, PAGE, SEEDS, town

COLLECTORS = {one.service: one for one in provider("m365").collectors()}
CALLS = {
    r"/organization": "organization:ListOrganizations",
    r"/subscribedSkus": "subscribedSkus:ListSubscribedSkus",
    r"/users": "users:ListUsers",
    r"/users#guests": "users:ListGuests",
    r"/users#closed": "users:ListSignInActivity",
    r"/groups": "groups:ListGroups",
    r"/sites#geographies": "sites:ListGeographies",
    r"/sites/getAllSites": "sites:ListAllSites",
    r"/admin/sharepoint/settings": "sharepoint:GetSettings",
    r"/tenantRelationships/.*": "tenantRelationships:GetTenantInformationByDomainName",
    r"/servicePrincipals": "servicePrincipals:ListServicePrincipals",
    r"/servicePrincipals/[^/]+": "servicePrincipals:GetServicePrincipal",
    r"/servicePrincipals/[^/]+/appRoleAssignedTo": "servicePrincipals:ListAppRoleAssignedTo",
    r"/applications": "applications:ListApplications",
    r"/oauth2PermissionGrants": "oauth2PermissionGrants:ListPermissionGrants",
    r"/security/labels/retentionLabels": "security:ListRetentionLabels",
    r"/deviceManagement/configurationPolicies": "deviceManagement:ListConfigurationPolicies",
    r"/deviceManagement/configurationPolicies\(.*\)/settings": "deviceManagement:ListPolicySettings",
}
"""Address, below the version of the API → call."""


def of(path: str) -> str:
    """The call that a route of the stub is."""
    if path == TOKEN:
        return "entra:GetToken"
    at = path.removeprefix("/v1.0").removeprefix("/beta")
    return next(name for pattern, name in CALLS.items() if re.fullmatch(pattern, at))


@pytest.fixture(params=SEEDS)
def one(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[SeededJson]:
    """A collector on its seed."""
    tenant, expected = SEEDS[request.param]()
    with GraphStub(tenant) as stub:
        for name, value in stub.environment().items():
            monkeypatch.setenv(name, value)
        entry = stub.entry(data_location=PAGE, partners={ACCENTS: "FR"})
        yield SeededJson(stub, entry, COLLECTORS[request.param], expected, of, frozenset({"entra:GetToken"}))
        provider("m365").close()


class TestContract(JsonContract):
    """That of every cloud."""

    cloud, seeds = "m365", SEEDS


@pytest.mark.parametrize("fault", [name for name in FAULTS if name not in ("slow", "nothing")])
def test_a_tenant_that_nobody_signs_in_for_is_a_gap(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the entry's own id, and Graph is not asked."""
    with GraphStub(town()) as stub, stub.fault(TOKEN, fault):
        for name, value in stub.environment().items():
            monkeypatch.setenv(name, value)
        opened = provider("m365").open(stub.entry())
        provider("m365").close()
    (gap,) = opened.coverage
    assert (opened.units, gap.account, gap.call, gap.status) == ([], "m365", "entra:GetToken", "failed"), gap
    assert {*stub.seen} == {TOKEN}


def test_a_token_of_another_tenant_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever signed in, the entry says whom it wants to read."""
    with GraphStub(town()) as stub:
        for name, value in stub.environment().items():
            monkeypatch.setenv(name, value)
        (gap,) = provider("m365").open(stub.entry(tenant_id="22222222-aaaa-4aaa-8aaa-111111111111")).coverage
        provider("m365").close()
    assert gap.reason == f"access_denied: these credentials are of tenant {TENANT}, not of 22222222-aaaa-4aaa-8aaa-111111111111"


def test_each_permission_is_on_the_page_with_what_microsoft_says_of_it() -> None:
    """The table names exactly those that the calls need; each row has Microsoft's own page; one is for people alone."""
    page = (Path(__file__).parents[3] / "docs/fr/fournisseurs/m365.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([A-Z]\w+(?:\.\w+)+)` \|(.*)$", page, re.MULTILINE))
    assert {*rows} == {call.needs for one in COLLECTORS.values() for call in one.calls}
    assert all("https://learn.microsoft.com/en-us/graph/api/" in row for row in rows.values())
    told: Any = provider("m365").permissions()
    assert {*told["delegated_permissions"]} == {"RecordsManagement.Read.All"}
    assert {*told["application_permissions"], *told["delegated_permissions"]} == {*rows}
    assert not [name for name in rows if "Write" in name]


def test_what_a_licence_does_not_have_is_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign-ins are told to who has Entra ID P1: without it nobody is asked to grant what would change nothing."""
    body = {"error": {"code": "Authentication_RequestFromNonPremiumTenantOrB2CTenant", "message": "Neither tenant is B2C nor premium"}}
    tenant, _ = SEEDS["messaging"]()
    with GraphStub(tenant) as stub:
        for name, value in stub.environment().items():
            monkeypatch.setenv(name, value)
        (closed,) = [path for path in stub.routes if path.endswith("/users#closed")]
        stub.routes[closed] = Answer(body, {}, 403)
        seeded = SeededJson(stub, stub.entry(data_location=PAGE), COLLECTORS["messaging"], {}, of, frozenset({"entra:GetToken"}))
        seen = seeded.scan()
        provider("m365").close()
    (mail,) = [one for one in seen.resources if one.native_type == "M365::Exchange"]
    told = reason_of(mail.unknown["departed.count"])
    assert told.code == "not_collected", told
    assert not told.refused
    assert "Entra ID P1" in told.detail
