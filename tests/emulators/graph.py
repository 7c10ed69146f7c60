"""A Microsoft 365 tenant to test against: what the demonstration's Graph answers, on a stub that misbehaves on demand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.demo import arm_tokens
from auditor.demo.graph import Query, Tenant, asked_of, routes
from tests.emulators.json import Answer, Fault, JsonStub

TENANT = arm_tokens.TENANT
TOKEN = "/msi/token"
GONE = Answer({"error": {"code": "Directory_ObjectNotFound", "message": "Unable to read the company information."}}, {}, 404)


class GraphStub(JsonStub):
    """Graph, and beside it the identity of a machine, which signs in over plain HTTP as App Service has it."""

    def __init__(self, tenant: Tenant) -> None:
        super().__init__({**routes(tenant), TOKEN: lambda query: arm_tokens.granted(TOKEN, query)})
        self.queries: list[tuple[str, Query]] = []

    def answer(self, path: str, query: Query) -> tuple[int, bytes, Mapping[str, str], Fault]:
        """That of the question which the filter tells."""
        asked = asked_of(path, query)
        self.queries.append((asked, dict(query)))
        if "findTenantInformation" in asked:
            self.routes.setdefault(asked, GONE)
        return super().answer(asked, query)

    def entry(self, **more: Any) -> dict[str, Any]:
        """An entry of `accounts:`."""
        said = {"id": "m365", "provider": "m365", "tenant_id": TENANT, "endpoint": self.url, "operator": "m365"}
        return {**said, "credential": "managed_identity", "max_attempts": 1, **more}

    def environment(self) -> dict[str, str]:
        """Where the identity of this machine is."""
        return {"IDENTITY_ENDPOINT": f"{self.url}{TOKEN}", "IDENTITY_HEADER": "emulated", "NO_PROXY": "127.0.0.1"}
