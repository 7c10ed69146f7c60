"""A Microsoft 365 tenant to test against: the demonstration's Graph, which misbehaves on demand, and who signs in to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.demo import arm_tokens
from auditor.demo.graph import Graph, Tenant, asked_of
from auditor.demo.json_stub import Fault, Query

TENANT = arm_tokens.TENANT
TOKEN = "/msi/token"


class GraphStub(Graph):
    """Graph, and beside it the identity of a machine, which signs in over plain HTTP as App Service has it."""

    def __init__(self, tenant: Tenant) -> None:
        super().__init__(tenant)
        self.routes[TOKEN] = lambda query: arm_tokens.granted(TOKEN, query)
        self.queries: list[tuple[str, Query]] = []

    def answer(self, path: str, query: Query) -> tuple[int, bytes, Mapping[str, str], Fault]:
        """Remember what was asked."""
        self.queries.append((asked_of(path, query), dict(query)))
        return super().answer(path, query)

    def entry(self, **more: Any) -> dict[str, Any]:
        """An entry of `accounts:`."""
        said = {"id": "m365", "provider": "m365", "tenant_id": TENANT, "endpoint": self.url, "operator": "m365"}
        return {**said, "credential": "managed_identity", "max_attempts": 1, **more}

    def environment(self) -> dict[str, str]:
        """Where the identity of this machine is."""
        return {"IDENTITY_ENDPOINT": f"{self.url}{TOKEN}", "IDENTITY_HEADER": "emulated", "NO_PROXY": "127.0.0.1"}
