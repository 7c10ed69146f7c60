"""Azure Policy: which regions a subscription's assignments leave open to whoever would place data there, and what else they deny.

A region counts as closed only when some rule surely refuses it to every kind of store, in the subscription and in each of its groups.
What is not understood neither opens nor closes a region: it leaves it unsure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.assigned import Assigned, current, is_group
from auditor.providers.azure.common import at, children, described
from auditor.providers.azure.denial import Refused, Wanted, resolved, some
from auditor.providers.azure.tables import MANAGED
from auditor.providers.azure.weighed import Weighed
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.reference.places import regions

SUBSCRIPTION = "Microsoft.Resources/subscriptions"
AUTHORIZATION = "Microsoft.Authorization"
FACTS = tuple(f"guardrail.{name}" for name in ("regions", "unsure", "exemptions", "policies", "attached_to_root", "resource_policies"))
ASSIGNMENTS = children(f"{AUTHORIZATION}/policyAssignments", *FACTS, of=SUBSCRIPTION)
EXEMPTIONS = children(f"{AUTHORIZATION}/policyExemptions", *FACTS, of=SUBSCRIPTION)
DEFINITION = Call(AUTHORIZATION, "GetPolicyDefinitions", FACTS, (SUBSCRIPTION,), permission=f"{AUTHORIZATION}/policyDefinitions/read")
SET = Call(AUTHORIZATION, "GetPolicySetDefinitions", FACTS, (SUBSCRIPTION,), permission=f"{AUTHORIZATION}/policySetDefinitions/read")
TENANT = Call(
    "Microsoft.Resources", "GetSubscriptions", ("guardrail.attached_to_root",), (SUBSCRIPTION,), permission=f"{SUBSCRIPTION}/read"
)
STORES = """
    Microsoft.Storage/storageAccounts Microsoft.Compute/disks Microsoft.Compute/snapshots Microsoft.Compute/images
    Microsoft.Compute/galleries/images/versions Microsoft.Compute/virtualMachines Microsoft.Sql/servers Microsoft.Sql/servers/databases
    Microsoft.Sql/managedInstances Microsoft.DBforPostgreSQL/flexibleServers Microsoft.DBforMySQL/flexibleServers
    Microsoft.DocumentDB/databaseAccounts Microsoft.Cache/redis Microsoft.RecoveryServices/vaults Microsoft.DataProtection/backupVaults
    Microsoft.KeyVault/vaults Microsoft.OperationalInsights/workspaces Microsoft.Insights/components Microsoft.EventHub/namespaces
    Microsoft.ServiceBus/namespaces Microsoft.ContainerRegistry/registries Microsoft.CognitiveServices/accounts
    Microsoft.Search/searchServices Microsoft.MachineLearningServices/workspaces Microsoft.DataFactory/factories
    Microsoft.Synapse/workspaces Microsoft.NetApp/netAppAccounts/capacityPools/volumes Microsoft.Web/sites
    Microsoft.ContainerService/managedClusters Microsoft.Databricks/workspaces Microsoft.Kusto/clusters Microsoft.Devices/IotHubs
""".split()
"""What makes a place for data: while one of these can be created in a region, the region is open."""
STORAGE = "Microsoft.Storage/storageAccounts"
WRONGS = (
    *((STORAGE, "sku.name", f"Standard_{copies}") for copies in ("GRS", "RAGRS", "GZRS", "RAGZRS")),
    (STORAGE, "allowBlobPublicAccess", True),
    *((one, "publicNetworkAccess", "Enabled") for one in STORES),
)
"""Type, property and value: geo-redundant copies, and what anybody may read or reach."""


def collect(reader: Reader) -> Iterator[Resource]:
    """The subscription, with what its policies deny."""
    scope = f"/subscriptions/{reader.account}"
    assigned = reader.all(ASSIGNMENTS, at=f"{scope}/providers/{AUTHORIZATION}/policyAssignments?$filter=atScope()")
    rules = lift(lambda found: [*_rules(reader, found or ())], assigned)
    told = lift(lambda found: _facts(reader, scope, found), lift(partial(_spared, reader, scope), rules))
    if isinstance(told, Unknown):
        told = dict.fromkeys(FACTS, told)
    # Policy spares nobody: not even the owner of the subscription.
    yield described(reader, SUBSCRIPTION, {"id": scope, "name": reader.account}, {"guardrail.binding": True, **told}, regional=False)


def _rules(reader: Reader, assigned: Iterable[Mapping[str, Any]]) -> Iterator[Assigned | Unknown]:
    """Every rule that is assigned: that of a definition, or each of an initiative."""
    for one in assigned:
        said = one.get("properties") or {}
        given = {name.lower(): at(value, "value") for name, value in (said.get("parameters") or {}).items()}
        target = str(said.get("policyDefinitionId"))
        if "/policysetdefinitions/" in target.lower():
            whole = _definition(reader, SET, target)
            members = lift(partial(_members, one, given), whole)
            yield from (members,) if isinstance(members, Unknown) else (_rule(reader, *member) for member in members)
        else:
            yield _rule(reader, target, Assigned(one, "", {}, given))


def _spared(reader: Reader, scope: str, rules: Sequence[Assigned | Unknown]) -> Any:
    """The rules, each with what is exempted from it: asked for where any of them denies something, as of nothing else anybody is spared."""
    if not any(isinstance(rule, Assigned) and rule.may_deny() for rule in rules):
        return rules

    def lifted(exempted: Iterable[Mapping[str, object]] | None) -> list[Assigned | Unknown]:
        left: dict[str, list[Mapping[str, Any]]] = {}
        for one in filter(current, exempted or ()):
            left.setdefault(str(at(one, "properties", "policyAssignmentId")).lower(), []).append(one)
        return [replace(rule, exemptions=left.get(rule.id.lower(), ())) if isinstance(rule, Assigned) else rule for rule in rules]

    return lift(lifted, reader.all(EXEMPTIONS, at=f"{scope}/providers/{AUTHORIZATION}/policyExemptions"))


def _members(assignment: Mapping[str, object], given: Mapping[str, object], whole: object) -> list[tuple[str, Assigned]]:
    """The definition of each rule of an initiative, and the rule without it; the initiative hands its own parameters on."""
    given = {**_defaults(whole), **given}
    found = []
    for member in at(whole, "properties", "policyDefinitions") or ():
        passed = {name.lower(): resolved(at(value, "value"), given, Wanted({})) for name, value in (member.get("parameters") or {}).items()}
        reference = str(member.get("policyDefinitionReferenceId") or "")
        found.append((str(member["policyDefinitionId"]), Assigned(assignment, reference, {}, passed)))
    return found


def _rule(reader: Reader, definition: str, bare: Assigned) -> Assigned | Unknown:
    found = _definition(reader, DEFINITION, definition)
    whole: Assigned | Unknown = lift(
        lambda said: replace(bare, definition=said["properties"], given={**_defaults(said), **bare.given}), found
    )
    return whole


def _definition(reader: Reader, call: Call, target: str) -> Any:
    """A definition, asked for once a session: the same built-in ones are assigned everywhere."""
    return reader.get(call, at=target, once=True)


def _defaults(definition: object) -> dict[str, Any]:
    named = at(definition, "properties", "parameters") or {}
    return {name.lower(): value["defaultValue"] for name, value in named.items() if "defaultValue" in value}


def _facts(reader: Reader, scope: str, rules: Sequence[Assigned | Unknown]) -> Any:
    """What the rules leave open and what else they deny; Unknown when one of them was not read."""
    known = [rule for rule in rules if isinstance(rule, Assigned)]
    if len(known) < len(rules):
        return next(rule for rule in rules if isinstance(rule, Unknown))
    denying = [rule for rule in known if rule.may_deny()]
    fencing = [rule for rule in denying if rule.placed]
    spared = {one for rule in fencing for one in rule.spared()}
    # Whoever may create in a group that is spared may create there whatever they like.
    scopes = [scope, *sorted(one for one in spared if is_group(one) and one.startswith(f"{scope}/"))]
    weighed = [Weighed(rule) for rule in (*fencing, *(rule for rule in denying if not rule.placed))]
    left = {region: some(_left_open(weighed, region, where) for where in scopes) for region in _regions(fencing)}
    open_ = sorted(region for region, answer in left.items() if answer is not Refused.NO)
    unsure = sorted(region for region, answer in left.items() if answer is Refused.UNSURE)
    return {
        "guardrail.regions": open_ if unsure or len(open_) < len(left) else None,
        "guardrail.unsure": unsure or None,
        "guardrail.exemptions": sorted(spared) or None,
        "guardrail.policies": sorted({rule.title for rule in fencing}) or None,
        "guardrail.attached_to_root": _from_the_root(reader, scope, fencing),
        "guardrail.resource_policies": sorted({one.rule.title for one in weighed if _wronged(one, scope)}) or None,
    }


def _left_open(rules: Sequence[Weighed], region: str, where: str) -> Refused:
    """Whether some kind of store can be created in a region: YES, NO, or UNSURE."""
    seen = set()
    for native_type in STORES:
        wanted = Wanted.of(native_type, region)
        refused = some(rule.refuses(wanted, where) for rule in rules)
        if refused in (Refused.NO, Refused.CHOICE):
            return Refused.YES
        seen.add(refused)
    return Refused.UNSURE if Refused.UNSURE in seen else Refused.NO


def _regions(rules: Iterable[Assigned]) -> set[str]:
    """Every region that we have heard of, and those that only the rules name."""
    heard = [*regions("azure")]
    return {one.code for one in heard if one.kind == "region"} | {
        name for rule in rules for name in rule.named - {one.code for one in heard}
    }


def _wronged(rule: Weighed, scope: str) -> bool:
    """Whether a rule surely denies copies in another region, or what anybody may read or reach."""
    wrongs = (Wanted({"type": native_type, f"{native_type}/{name}".lower(): value}) for native_type, name, value in WRONGS)
    return any(rule.refuses(wrong, scope) is Refused.YES for wrong in wrongs)


def _from_the_root(reader: Reader, scope: str, fencing: Sequence[Assigned]) -> Any:
    """Whether a rule about regions hangs where every subscription of the tenant is: in the group that has the tenant's name."""
    groups = {rule.id.lower().removeprefix(MANAGED).partition("/")[0] for rule in fencing if rule.id.lower().startswith(MANAGED)}
    return lift(lambda said: str(said.get("tenantId")).lower() in groups, reader.get(TENANT, at=scope)) if groups else False


COLLECTOR = Collector(
    service="policy",
    native_types={SUBSCRIPTION: "organization"},
    calls=(ASSIGNMENTS, EXEMPTIONS, DEFINITION, SET, TENANT),
    collect=collect,
    where="account",
)
