"""Fifty thousand users and ten thousand sites: read in pages of chosen fields, throttled on the way, in bounded memory."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from auditor.demo.graph import Tenant, person, site
from auditor.demo.json_stub import Fault, Query
from auditor.providers import provider
from tests.emulators.graph import TENANT, GraphStub
from tests.providers.scale import cost

USERS, SITES, MEMORY = 50_000, 10_000, 250
THROTTLED = Fault(429, b'{"error": {"code": "TooManyRequests", "message": "Too many requests"}}', headers={"Retry-After": "0"})


class Busy(GraphStub):
    """A Graph that refuses every seventh request, and says when to come back."""

    refused = 0

    def answer(self, path: str, query: Query) -> tuple[int, bytes, Mapping[str, str], Fault]:
        """Its answer, or that it is too busy for one."""
        status, body, headers, fault = super().answer(path, query)
        if len(self.queries) % 7 == 0:
            self.refused += 1
            return THROTTLED.status, THROTTLED.body or b"", THROTTLED.headers, THROTTLED
        return status, body, headers, fault


def town(users: int, sites: int) -> Tenant:
    """A tenant of that size."""
    people = [person(f"u{number}", location="NAM" if number % 1000 == 0 else None) for number in range(users)]
    root = site("accueil", "Accueil", code="FRA", root=True)
    held = [root, *(site(f"s{number}", f"Site {number}", code="FRA") for number in range(sites - 1))]
    drives = [site(f"u{number}", f"Prénom Nom {number}", "commune-my.sharepoint.com") for number in range(users // 10)]
    return Tenant(TENANT, "Ville", users=people, sites=[*held, *drives], multi_geo=True)


def test_a_busy_graph_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is read to the end, whatever the turn at which it was refused; only the fields that are needed are asked for."""
    with Busy(town(3000, 400)) as stub:
        for name, value in stub.environment().items():
            monkeypatch.setenv(name, value)
        cloud = provider("m365")
        opened = cloud.open(stub.entry(max_attempts=4))
        results = [cloud.run(unit) for unit in opened.units]
        cloud.close()
    found = {one.name: one for result in results for one in result.resources}
    assert stub.refused > 3
    assert not [line for result in results for line in result.coverage if line.status != "read"]
    assert found["Exchange Online"].facts["held"]["accounts"] == 3000
    assert len([one for one in found.values() if one.native_type == "M365::Site"]) == 400
    lists = [
        query for path, query in stub.queries if path.startswith(("/v1.0/users", "/v1.0/groups", "/v1.0/sites", "/v1.0/servicePrincipals"))
    ]
    assert all("$select" in query for query in lists)


@pytest.mark.slow
def test_a_large_tenant_is_read_in_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a process of its own, of which the emulator is no part."""
    with GraphStub(town(USERS, SITES)) as stub:
        for name, value in stub.environment().items():
            monkeypatch.setenv(name, value)
        found = cost(stub.entry())
    assert found.gaps == 0
    assert found.resources > SITES
    assert found.memory < MEMORY, found
