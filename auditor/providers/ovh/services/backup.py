"""Backup Agent: the vaults that backups lie in, with their replicas, and the agents that fill them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from auditor.model import Resource
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.ovh.common import call, said
from auditor.providers.shapes import flows, within
from auditor.providers.thin import named

VAULT, AGENT = "OVH::BackupVault", "OVH::BackupAgent"
ROOT = "/v2/backupServices/tenant"
TENANTS = call("backupServices", "ListTenants", ROOT, of=(VAULT, AGENT), lists=True)
VAULTS = call("backupServices", "ListVaults", f"{ROOT}/*/vault", "region", "flows.backup", of=(VAULT,), lists=True)
SPACES = call("backupServices", "ListSpaces", f"{ROOT}/*/vspc", of=(AGENT,), lists=True)
AGENTS = call("backupServices", "ListAgents", f"{ROOT}/*/vspc/*/backupAgent", "flows.backup", of=(AGENT,), lists=True)
UNTIED = Unknown(VAULTS.reason("empty_answer", "no vault says that it serves this agent's space"))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every vault of every tenant, then every agent, which fills those of its space."""
    for tenant in reader.pages(TENANTS, at=ROOT):
        at, serving = f"{ROOT}/{tenant['id']}", defaultdict[str, list[str]](list)
        for one in reader.pages(VAULTS, at=f"{at}/vault"):
            state, id = said(one, "currentState", VAULTS), named(reader, VAULT, str(one["id"]))
            for space in lift(lambda told: told.get("vspcTenants") or told.get("vspc") or [], state) or ():
                serving[str(space)].append(id)
            yield _vault(reader, id, one, state)
        for space in reader.pages(SPACES, at=f"{at}/vspc"):
            filled = flows({"to": vault} for vault in serving.get(str(space["id"]), ())) or UNTIED
            for one in reader.pages(AGENTS, at=f"{at}/vspc/{space['id']}/backupAgent"):
                yield _agent(reader, one, filled)


def _vault(reader: Reader, id: str, one: Mapping[str, object], state: object) -> Resource:
    """Where its first bucket is, else where it says that it is; and where the others are."""
    buckets = lift(lambda told: told.get("buckets") or (), state)
    first = lift(lambda found: next((each["region"] for each in found if each["role"] == "PRIMARY"), None), buckets)
    region = first or said(state, "region", VAULTS)
    spread = lift(lambda found: flows({"region": each["region"]} for each in found if each["role"] != "PRIMARY"), buckets)
    name = str(within(state, "name") or one["id"])
    return reader.resource(VAULT, id, name, {"flows.backup": spread}, {}, region)


def _agent(reader: Reader, one: Mapping[str, object], filled: object) -> Resource:
    """It stands on the machine that it saves, of which it says the name alone."""
    name = str(within(one, "currentState.productResourceName") or one["id"])
    return reader.resource(AGENT, named(reader, AGENT, str(one["id"])), name, {"flows.backup": filled}, {}, None)


COLLECTOR = Collector("backup", {VAULT: "backup_vault", AGENT: "backup_plan"}, (TENANTS, VAULTS, SPACES, AGENTS), collect, where="account")
