"""Azure Policy: what a subscription's assignments forbid beforehand, and what they leave out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import at, children, described, place
from auditor.providers.base import Call, Collector, Reader, Unknown, lift

SUBSCRIPTION = "Microsoft.Resources/subscriptions"
ABOVE = "/providers/microsoft.management/managementgroups/"
AUTHORIZATION = "Microsoft.Authorization"
FACTS = (
    "guardrail.regions",
    "guardrail.exemptions",
    "guardrail.policies",
    "guardrail.attached_to_root",
    "guardrail.resource_policies",
)
ASSIGNMENTS = children(f"{AUTHORIZATION}/policyAssignments", *FACTS, of=SUBSCRIPTION)
EXEMPTIONS = children(f"{AUTHORIZATION}/policyExemptions", *FACTS, of=SUBSCRIPTION)
DEFINITION = Call(AUTHORIZATION, "GetPolicyDefinitions", FACTS, (SUBSCRIPTION,), permission=f"{AUTHORIZATION}/policyDefinitions/read")
SET = Call(AUTHORIZATION, "GetPolicySetDefinitions", FACTS, (SUBSCRIPTION,), permission=f"{AUTHORIZATION}/policySetDefinitions/read")
GEO, PUBLIC = frozenset({"GRS", "RAGRS", "GZRS", "RAGZRS"}), frozenset({"allowBlobPublicAccess", "publicNetworkAccess"})
Rule = tuple[Mapping[str, Any], dict[str, Any]]
"""A policy rule, and the parameters it is given."""


def collect(reader: Reader) -> Iterator[Resource]:
    """The subscription, with what its policies deny."""
    scope = f"/subscriptions/{reader.account}"
    assigned = reader.all(ASSIGNMENTS, at=f"{scope}/providers/{AUTHORIZATION}/policyAssignments?$filter=atScope()")
    exempted = reader.all(EXEMPTIONS, at=f"{scope}/providers/{AUTHORIZATION}/policyExemptions")
    row = {"id": scope, "name": reader.account}
    told = lift(lambda found, left: _enforced(reader, scope, found or (), left or ()), assigned, exempted)
    if isinstance(told, Unknown):
        told = dict.fromkeys(FACTS, told)
    # Policy spares nobody: not even the owner of the subscription.
    yield described(reader, SUBSCRIPTION, row, {"guardrail.binding": True, **told}, regional=False)


def _enforced(reader: Reader, scope: str, assigned: Any, exempted: Any) -> Any:
    enforced = [one for one in assigned if _holds(scope, one, exempted)]
    rules: list[Any] = [(one, rule) for one in enforced for rule in _rules(reader, one)]
    problem = next((rule for _, rule in rules if isinstance(rule, Unknown)), None)
    return problem or _told(rules, exempted)


def _holds(scope: str, assignment: Mapping[str, Any], exemptions: Any) -> bool:
    """Enforced, and not lifted from the whole subscription by an exemption or an exclusion."""
    said = assignment.get("properties") or {}
    lifted = any(_of(one, assignment) and one["id"].lower().startswith(f"{scope}/providers/") for one in exemptions if _current(one))
    excluded = scope in {str(one).lower() for one in said.get("notScopes") or ()}
    return str(said.get("enforcementMode") or "Default").lower() == "default" and not lifted and not excluded


def _of(exemption: Mapping[str, Any], assignment: Mapping[str, Any]) -> bool:
    return str(at(exemption, "properties", "policyAssignmentId")).lower() == str(assignment["id"]).lower()


def _current(exemption: Mapping[str, Any]) -> bool:
    until = at(exemption, "properties", "expiresOn")
    return not until or str(until)[:10] >= datetime.now(UTC).date().isoformat()


def _rules(reader: Reader, assignment: Mapping[str, Any]) -> Iterator[Rule | Unknown]:
    """The rules an assignment applies: one, or each of its initiative."""
    said = assignment.get("properties") or {}
    given = {name: at(value, "value") for name, value in (said.get("parameters") or {}).items()}
    target = str(said.get("policyDefinitionId") or "")
    if "/policysetdefinitions/" not in target.lower():
        yield _rule(reader, target, given)
        return
    whole = reader.get(SET, at=target)
    if isinstance(whole, Unknown):
        yield whole
        return
    given = _defaults(whole) | given
    for member in at(whole, "properties", "policyDefinitions") or ():
        passed = {name: _given(at(value, "value"), given) for name, value in (member.get("parameters") or {}).items()}
        yield _rule(reader, str(member["policyDefinitionId"]), passed)


def _rule(reader: Reader, definition: str, given: dict[str, Any]) -> Rule | Unknown:
    found = reader.get(DEFINITION, at=definition)
    return found if isinstance(found, Unknown) else (at(found, "properties", "policyRule") or {}, _defaults(found) | given)


def _defaults(definition: Any) -> dict[str, Any]:
    return {name: at(value, "defaultValue") for name, value in (at(definition, "properties", "parameters") or {}).items()}


def _given(value: Any, parameters: Mapping[str, Any]) -> Any:
    """A value, or the parameter that it names."""
    if isinstance(value, str) and value.startswith("[parameters('"):
        return parameters.get(value.removeprefix("[parameters('").partition("'")[0])
    return value


def _told(rules: list[tuple[Mapping[str, Any], Rule]], exemptions: Any) -> dict[str, Any]:
    denying = [(one, rule, given) for one, (rule, given) in rules if str(_given(at(rule, "then", "effect"), given)).lower() == "deny"]
    fencing = [(one, allowed) for one, rule, given in denying if (allowed := _allowed(rule, given)) is not None]
    others = {_title(one) for one, rule, given in denying if _denies_geo(rule, given) or _denies_public(rule, given)}
    left = {str(scope).lower() for one, _ in fencing for scope in at(one, "properties", "notScopes") or ()}
    exempt = [one for one in exemptions if _current(one) and any(_of(one, who) for who, _ in fencing)]
    left |= {one["id"].lower().partition("/providers/microsoft.authorization/")[0] for one in exempt}
    open_ = [regions for _, regions in fencing]
    return {
        # Several assignments leave open what each of them does; `global` is no region.
        "guardrail.regions": sorted(set.intersection(*open_) - {"global"}) if open_ else None,
        "guardrail.exemptions": sorted(left) or None,
        "guardrail.policies": sorted({_title(one) for one, _ in fencing}) or None,
        "guardrail.attached_to_root": any(str(one["id"]).lower().startswith(ABOVE) for one, _ in fencing),
        "guardrail.resource_policies": sorted(others) or None,
    }


def _title(assignment: Mapping[str, Any]) -> str:
    return str(at(assignment, "properties", "displayName") or assignment["id"].rpartition("/")[2])


def _allowed(rule: Mapping[str, Any], given: Mapping[str, Any]) -> set[str] | None:
    """The locations outside of which a rule denies everything; None when it is about something else, or about some types only."""
    nodes = [*_nodes(rule.get("if"))]
    if any(str(node.get("field")).lower() == "type" and node.keys() & {"equals", "in", "like"} for node in nodes):
        return None
    outside = [_given(node["notIn"], given) for node in nodes if str(node.get("field")).lower() == "location" and "notIn" in node]
    return {str(place(one)) for one in outside[0] or ()} if outside else None


def _denies_geo(rule: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Whether it refuses a storage account whose sku copies to another region."""
    for node in _nodes(rule.get("if")):
        if str(node.get("field")).lower().endswith("storageaccounts/sku.name"):
            named = {str(one).rpartition("_")[2] for one in _listed(node, given, "in", "equals")}
            spared = {str(one).rpartition("_")[2] for one in _listed(node, given, "notIn", "notEquals")}
            if named & GEO or (spared and not spared & GEO):
                return True
    return False


def _denies_public(rule: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Whether it refuses what anybody may read."""
    for node in _nodes(rule.get("if")):
        if str(node.get("field")).rpartition("/")[2].rpartition(".")[2] in PUBLIC:
            wrong = {str(one).lower() for one in _listed(node, given, "equals", "in")}
            right = {str(one).lower() for one in _listed(node, given, "notEquals", "notIn")}
            if wrong & {"true", "enabled"} or right & {"false", "disabled"}:
                return True
    return False


def _listed(node: Mapping[str, Any], given: Mapping[str, Any], *tests: str) -> list[Any]:
    """The values a condition compares with."""
    found = [_given(node[test], given) for test in tests if test in node]
    return [one for value in found for one in (value if isinstance(value, list) else [value])]


def _nodes(node: Any) -> Iterator[Mapping[str, Any]]:
    """Every condition by itself, but for those turned round by `not`."""
    if isinstance(node, Mapping):
        yield node
        for below in (*(node.get("allOf") or ()), *(node.get("anyOf") or ())):
            yield from _nodes(below)


COLLECTOR = Collector(
    service="policy",
    native_types={SUBSCRIPTION: "organization"},
    calls=(ASSIGNMENTS, EXEMPTIONS, DEFINITION, SET),
    collect=collect,
    where="account",
)
