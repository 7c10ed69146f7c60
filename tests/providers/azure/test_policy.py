"""What Azure Policy closes: each way of assigning, sparing and writing a rule, judged by LOC-018 as well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from auditor.configuration import Configuration
from auditor.demo.arm_tokens import TENANT
from auditor.inventory.derive import derived
from auditor.model import Manifest, Outcome, Resource
from auditor.pipeline import ruleset
from auditor.reference.registers import reference
from tests.emulators.azure import TOWN, Cloud, arm

pytestmark = pytest.mark.long

Rule = Mapping[str, Any]
FRENCH = Configuration.from_context({"organisation": {"name": "Ville", "profile": "commune"}, "allowed_countries": ["FR"]})
RULES, _ = ruleset(date(2026, 11, 22), (), FRENCH, ())
SCOPE, AUTHORIZATION = f"/subscriptions/{TOWN}", "providers/Microsoft.Authorization"
GROUP, DEEP = f"{SCOPE}/resourceGroups/ville", str(arm("Microsoft.Storage/storageAccounts/site")["id"])
MANAGED = "/providers/Microsoft.Management/managementGroups"
FRANCE = ["francecentral", "francesouth"]
STORAGE, SQL, GROUPS = "Microsoft.Storage/storageAccounts", "Microsoft.Sql/servers", "Microsoft.Resources/subscriptions/resourceGroups"
DENY: Rule = {"effect": "deny"}
SAID: Rule = {"effect": "[parameters('effect')]"}
OUTSIDE: Rule = {"field": "location", "notIn": FRANCE}
LISTED: Rule = {"field": "location", "notIn": "[parameters('listOfAllowedLocations')]"}
NOT_GLOBAL: Rule = {"field": "location", "notEquals": "global"}
# As Microsoft writes it: e56962a6-4747-49cd-b67b-bf8b01975c4c.
ALLOWED: Rule = {"allOf": [LISTED, NOT_GLOBAL, {"field": "type", "notEquals": "Microsoft.AzureActiveDirectory/b2cDirectories"}]}
GIVEN: Rule = {"listOfAllowedLocations": {"value": ["France Central", "francesouth"]}}
EFFECT: Rule = {"type": "String", "defaultValue": "Audit", "allowedValues": ["Audit", "Deny", "Disabled"]}
CLOSED, OPEN, UNSURE = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
TAGGED: Rule = {"field": "tags['application']", "exists": "false"}


def define(azure: Cloud, condition: Any, then: Rule = DENY, *, name: str = "regle", parameters: Rule | None = None, **more: Any) -> str:
    """A definition, by its id."""
    id = f"/{AUTHORIZATION}/policyDefinitions/{name}"
    azure.add(
        {"id": id, "properties": {"mode": "Indexed", "policyRule": {"if": condition, "then": then}, "parameters": parameters or {}, **more}}
    )
    return id


def assign(azure: Cloud, definition: str, *, where: str = SCOPE, name: str = "regions", **more: Any) -> str:
    """An assignment of it, by its id."""
    id = f"{where}/{AUTHORIZATION}/policyAssignments/{name}"
    azure.add({"id": id, "properties": {"policyDefinitionId": definition, "enforcementMode": "Default", **more}})
    return id


def exempt(azure: Cloud, assignment: str, *, where: str = SCOPE, **more: Any) -> None:
    """An exemption from it."""
    said = {"policyAssignmentId": assignment, "exemptionCategory": "Waiver", **more}
    azure.add({"id": f"{where}/{AUTHORIZATION}/policyExemptions/derogation", "properties": said})


def bundle(azure: Cloud, *members: Rule, parameters: Rule | None = None) -> str:
    """An initiative of definitions, by its id."""
    id = f"/{AUTHORIZATION}/policySetDefinitions/socle"
    azure.add({"id": id, "properties": {"policyDefinitions": list(members), "parameters": parameters or {}}})
    return id


def policed(azure: Cloud) -> list[Resource]:
    """The subscription, and what the configuration declares."""
    scanned = azure.scan("policy")
    manifest = Manifest("2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z", "0", accounts={TOWN: []}, resources=len(scanned.resources))
    return [*derived(lambda: scanned.resources, manifest, scanned.coverage, reference(date(2026, 11, 22)), FRENCH)]


def guarded(azure: Cloud) -> tuple[Resource, Outcome]:
    """The town's subscription, and what LOC-018 says of it where only France is allowed."""
    azure.add(arm("Microsoft.Network/virtualNetworks/reseau"))
    (found,) = (one for one in policed(azure) if one.kind == "organization")
    return found, dict(zip((rule.id for rule in RULES.rules_of(found.kind)), RULES.outcomes(found), strict=True))["LOC-018"]


def outcome(azure: Cloud) -> Outcome:
    """What LOC-018 says."""
    return guarded(azure)[1]


CONDITIONS: list[tuple[str, Any, Outcome]] = [
    ("regions that are listed", OUTSIDE, CLOSED),
    ("by their display names", {"field": "location", "notIn": ["France Central", "France South"]}, CLOSED),
    ("in any case", {"Field": "Location", "NotIn": ["FRANCECENTRAL"]}, CLOSED),
    ("what is not in", {"not": {"field": "location", "in": FRANCE}}, CLOSED),
    ("not any of", {"not": {"anyOf": [{"field": "location", "equals": one} for one in FRANCE]}}, CLOSED),
    ("different from each", {"allOf": [{"field": "location", "notEquals": one} for one in FRANCE]}, CLOSED),
    ("by the beginning of a name", {"field": "location", "notLike": "france*"}, CLOSED),
    ("by a word of it", {"field": "location", "notContains": "france"}, CLOSED),
    ("by its value", {"value": "[field('location')]", "notIn": FRANCE}, CLOSED),
    ("by its value in small letters", {"value": "[toLower(field('location'))]", "notIn": FRANCE}, CLOSED),
    ("one region is closed", {"field": "location", "in": ["eastus"]}, OPEN),
    ("more than France is left open", {"field": "location", "notIn": [*FRANCE, "westeurope"]}, OPEN),
    ("a region nobody has heard of is left open", {"field": "location", "notIn": [*FRANCE, "atlantiscentral"]}, UNSURE),
    ("the wrong way round", {"field": "location", "in": FRANCE}, OPEN),
    ("for accounts of storage only", {"allOf": [{"field": "type", "equals": STORAGE}, OUTSIDE]}, OPEN),
    ("for storage and databases only", {"allOf": [{"field": "type", "in": [STORAGE, SQL]}, OUTSIDE]}, OPEN),
    ("for all but storage", {"allOf": [{"field": "type", "notEquals": STORAGE}, OUTSIDE]}, OPEN),
    ("for all but one namespace", {"allOf": [{"field": "type", "notLike": "Microsoft.Sql/*"}, OUTSIDE]}, OPEN),
    ("for all but what holds no data", {"allOf": [{"field": "type", "notEquals": "Microsoft.Network/dnsZones"}, OUTSIDE]}, CLOSED),
    ("for groups of resources only", {"allOf": [{"field": "type", "equals": GROUPS}, OUTSIDE]}, OPEN),
    ("only without a tag, which anybody may write", {"allOf": [TAGGED, OUTSIDE]}, OPEN),
    ("or without a tag", {"anyOf": [TAGGED, OUTSIDE]}, CLOSED),
    ("only for a kind", {"allOf": [{"field": "kind", "equals": "StorageV2"}, OUTSIDE]}, OPEN),
    ("not for a name", {"allOf": [OUTSIDE, {"not": {"field": "name", "like": "libre-*"}}]}, OPEN),
    ("a tag by an expression", {"allOf": [{"field": "[concat('tags[', 'x', ']')]", "exists": "false"}, OUTSIDE]}, OPEN),
    ("as many as one likes", {"allOf": [{"count": {"field": "Microsoft.X/y/z[*]"}, "greater": 0}, OUTSIDE]}, OPEN),
    ("where its group is", {"field": "location", "notEquals": "[resourceGroup().location]"}, UNSURE),
    ("what a function says", {"value": "[if(equals(field('location'), 'x'), 'a', 'b')]", "equals": "a"}, UNSURE),
    ("a pattern that we do not read", {"field": "location", "notMatch": "france???????"}, UNSURE),
    ("a list that is none", {"field": "location", "notIn": "francecentral"}, UNSURE),
    ("a parameter that nobody gave", {"field": "location", "notIn": "[parameters('nulle-part')]"}, UNSURE),
    ("an operator of tomorrow", {"field": "location", "isNear": "paris"}, UNSURE),
    ("two operators", {"field": "location", "notIn": FRANCE, "notEquals": "global"}, UNSURE),
    ("a word of tomorrow", {"noneOf": [OUTSIDE]}, UNSURE),
    ("nothing at all", {}, UNSURE),
    ("no condition", None, UNSURE),
    ("not understood, or surely refused", {"anyOf": [{"noneOf": []}, OUTSIDE]}, UNSURE),
    ("not understood, and avoidable", {"allOf": [{"noneOf": []}, TAGGED, OUTSIDE]}, OPEN),
    ("turned round and not understood", {"not": {"allOf": [{"noneOf": []}, {"field": "location", "in": FRANCE}]}}, UNSURE),
]


@pytest.mark.parametrize(("condition", "expected"), [pytest.param(one, out, id=name) for name, one, out in CONDITIONS])
def test_what_a_rule_says(azure: Cloud, condition: Any, expected: Outcome) -> None:
    """A rule is judged by what it refuses to somebody who would place data, not by its name."""
    assign(azure, define(azure, condition))
    assert outcome(azure) is expected


EFFECTS: list[tuple[str, Rule, Rule, Outcome]] = [
    ("deny", DENY, {}, CLOSED),
    ("in capital letters", {"effect": "DENY"}, {}, CLOSED),
    *((one, {"effect": one}, {}, OPEN) for one in ("audit", "disabled", "modify", "append", "denyAction", "auditIfNotExists", "manual")),
    ("by default", SAID, {}, OPEN),
    ("as given", SAID, {"effect": {"value": "Deny"}}, CLOSED),
    ("given to be audited", SAID, {"effect": {"value": "Audit"}}, OPEN),
    ("given in another case", SAID, {"Effect": {"value": "Deny"}}, CLOSED),
    ("worked out", {"effect": "[if(true(), 'deny', 'audit')]"}, {}, UNSURE),
    ("none", {}, {}, UNSURE),
]


@pytest.mark.parametrize(("then", "given", "expected"), [pytest.param(*one, id=name) for name, *one in EFFECTS])
def test_what_a_rule_does(azure: Cloud, then: Rule, given: Rule, expected: Outcome) -> None:
    """Only what refuses is a guard-rail: to write it down afterwards keeps nobody from anything."""
    assign(azure, define(azure, OUTSIDE, then, parameters={"effect": EFFECT}), parameters=given)
    assert outcome(azure) is expected


def test_the_policy_that_microsoft_ships(azure: Cloud) -> None:
    """With its parameter, in the spelling of the portal."""
    assign(azure, define(azure, ALLOWED, parameters={"listOfAllowedLocations": {"type": "Array"}}), parameters=GIVEN, displayName="Lieux")
    found, said = guarded(azure)
    guard = found.facts["guardrail"]
    assert said is CLOSED
    assert (guard["regions"], guard["unsure"], guard["policies"], guard["exemptions"]) == (FRANCE, None, ["Lieux"], None)


ASSIGNMENTS: list[tuple[str, Rule, Outcome]] = [
    ("enforced", {}, CLOSED),
    ("without saying so", {"enforcementMode": None}, CLOSED),
    ("not enforced", {"enforcementMode": "DoNotEnforce"}, OPEN),
    ("in a mode of tomorrow", {"enforcementMode": "Enroll"}, UNSURE),
    ("not on this subscription", {"notScopes": [SCOPE.upper()]}, OPEN),
    ("not in one group", {"notScopes": [GROUP]}, OPEN),
    ("not on one resource", {"notScopes": [DEEP]}, CLOSED),
    ("not in a group of another subscription", {"notScopes": [GROUP.replace("a", "b")]}, CLOSED),
    ("not below some management group", {"notScopes": [f"{MANAGED}/bac-a-sable"]}, UNSURE),
    ("in the version that we read", {"definitionVersion": "1.*.*"}, CLOSED),
    ("in another version", {"definitionVersion": "2.*.*"}, UNSURE),
    ("for what has a location", {"resourceSelectors": [{"selectors": [{"kind": "resourceWithoutLocation", "in": ["true"]}]}]}, OPEN),
    ("for some regions", {"resourceSelectors": [{"selectors": [{"kind": "resourceLocation", "in": ["East US", "westus"]}]}]}, OPEN),
    ("for all regions but France", {"resourceSelectors": [{"selectors": [{"kind": "resourceLocation", "notIn": FRANCE}]}]}, CLOSED),
    ("for a type", {"resourceSelectors": [{"selectors": [{"kind": "resourceType", "in": [STORAGE]}]}]}, OPEN),
    ("for some people", {"resourceSelectors": [{"selectors": [{"kind": "userPrincipalId", "in": ["x"]}]}]}, UNSURE),
    (
        "for one thing or the other",
        {"resourceSelectors": [{"selectors": [{"kind": "userPrincipalId", "in": ["x"]}]}, {"selectors": []}]},
        CLOSED,
    ),
    ("overridden", {"overrides": [{"kind": "policyEffect", "value": "audit"}]}, OPEN),
    ("overridden to the same", {"overrides": [{"kind": "policyEffect", "value": "Deny"}]}, CLOSED),
    ("of a newer version", {"overrides": [{"kind": "definitionVersion", "value": "2.*.*"}]}, CLOSED),
    (
        "overridden in a region",
        {"overrides": [{"kind": "policyEffect", "value": "Audit", "selectors": [{"kind": "resourceLocation", "in": ["eastus"]}]}]},
        OPEN,
    ),
    (
        "overridden for somebody",
        {"overrides": [{"kind": "policyEffect", "value": "Audit", "selectors": [{"kind": "groupPrincipalId", "in": ["x"]}]}]},
        UNSURE,
    ),
    (
        "overridden in France",
        {"overrides": [{"kind": "policyEffect", "value": "Audit", "selectors": [{"kind": "resourceLocation", "in": FRANCE}]}]},
        CLOSED,
    ),
]


@pytest.mark.parametrize(("said", "expected"), [pytest.param(one, out, id=name) for name, one, out in ASSIGNMENTS])
def test_how_a_rule_is_assigned(azure: Cloud, said: Rule, expected: Outcome) -> None:
    """Where, for what and in earnest or not."""
    assign(azure, define(azure, OUTSIDE, version="1.2.0"), **said)
    assert outcome(azure) is expected


def days(count: int) -> str:
    """A moment, as many days from now."""
    return (datetime.now(UTC) + timedelta(days=count)).strftime("%Y-%m-%dT%H:%M:%SZ")


SPARED: list[tuple[str, str, Callable[[], Rule], Outcome]] = [
    ("the subscription", SCOPE, dict, OPEN),
    ("a management group above", f"{MANAGED}/{TENANT}", dict, OPEN),
    ("a group", GROUP, dict, OPEN),
    ("a resource", DEEP, dict, CLOSED),
    ("as mitigated", SCOPE, lambda: {"exemptionCategory": "Mitigated"}, OPEN),
    ("until tomorrow", SCOPE, lambda: {"expiresOn": days(1)}, OPEN),
    ("until yesterday", SCOPE, lambda: {"expiresOn": days(-1)}, CLOSED),
    ("until the last hour", SCOPE, lambda: {"expiresOn": (datetime.now(UTC) - timedelta(hours=1)).isoformat()}, CLOSED),
    ("until some day", SCOPE, lambda: {"expiresOn": "un jour"}, UNSURE),
    ("from another assignment", SCOPE, lambda: {"policyAssignmentId": f"{SCOPE}/{AUTHORIZATION}/policyAssignments/autre"}, CLOSED),
    ("from another rule", SCOPE, lambda: {"policyDefinitionReferenceIds": ["autre"]}, CLOSED),
    (
        "in a region",
        SCOPE,
        lambda: {"resourceSelectors": [{"selectors": [{"kind": "resourceLocation", "in": ["West US"]}]}]},
        OPEN,
    ),
    (
        "in France",
        SCOPE,
        lambda: {"resourceSelectors": [{"selectors": [{"kind": "resourceLocation", "in": FRANCE}]}]},
        CLOSED,
    ),
]


@pytest.mark.parametrize(("where", "said", "expected"), [pytest.param(*one, id=name) for name, *one in SPARED])
def test_who_is_spared(azure: Cloud, where: str, said: Callable[[], Rule], expected: Outcome) -> None:
    """An exemption lifts a rule where it is, as long as it lasts; one of a single thing lets nobody create another."""
    azure.azure.descendants[TENANT] = [TOWN]
    exempt(azure, assign(azure, define(azure, OUTSIDE)).upper(), where=where, **said())
    assert outcome(azure) is expected


def test_what_is_spared_is_told(azure: Cloud) -> None:
    """Even where it opens nothing."""
    exempt(azure, assign(azure, define(azure, OUTSIDE), notScopes=[DEEP]), where=f"{DEEP}2")
    assert guarded(azure)[0].facts["guardrail"]["exemptions"] == [DEEP.lower(), f"{DEEP}2".lower()]


@pytest.mark.parametrize(("name", "from_the_root"), [(TENANT, True), ("rivemont", False)])
def test_a_rule_of_a_management_group(azure: Cloud, name: str, from_the_root: bool) -> None:
    """It holds for every subscription below, and for those to come when it hangs where all of the tenant is."""
    azure.azure.descendants[name] = [TOWN]
    assign(azure, define(azure, OUTSIDE), where=f"{MANAGED}/{name}")
    found, said = guarded(azure)
    assert (said, found.facts["guardrail"]["attached_to_root"]) == (CLOSED, from_the_root)


def test_a_rule_of_another_branch(azure: Cloud) -> None:
    """It is not ours."""
    azure.azure.descendants["ailleurs"] = []
    assign(azure, define(azure, OUTSIDE), where=f"{MANAGED}/ailleurs")
    assert outcome(azure) is OPEN


def test_a_rule_of_one_group_only(azure: Cloud) -> None:
    """It closes nothing elsewhere."""
    assign(azure, define(azure, OUTSIDE), where=GROUP)
    assert outcome(azure) is OPEN


@pytest.mark.parametrize(
    "rule", [{"field": "type", "exists": "true"}, {"anyOf": [{"field": "location", "notEquals": one} for one in FRANCE]}]
)
def test_nothing_may_be_created(azure: Cloud, rule: Rule) -> None:
    """Anywhere at all, on purpose or by an `or` where an `and` was meant."""
    assign(azure, define(azure, rule))
    assert guarded(azure)[0].facts["guardrail"]["regions"] == []


def test_no_policy(azure: Cloud) -> None:
    """Whatever anybody likes."""
    found, said = guarded(azure)
    assert (said, found.facts["guardrail"]["regions"]) == (OPEN, None)


def test_rules_that_close_together(azure: Cloud) -> None:
    """One for storage, one for the rest; neither would do alone."""
    assign(azure, define(azure, {"allOf": [{"field": "type", "like": "Microsoft.Storage/*"}, OUTSIDE]}, name="a"), name="a")
    assert outcome(azure) is OPEN
    assign(azure, define(azure, {"allOf": [{"not": {"field": "type", "like": "Microsoft.Storage/*"}}, OUTSIDE]}, name="b"), name="b")
    assert outcome(azure) is CLOSED


def test_rules_that_each_close_something(azure: Cloud) -> None:
    """What is left open is what all of them leave open."""
    assign(azure, define(azure, {"field": "location", "notIn": [*FRANCE, "westeurope"]}, name="a"), name="a")
    assign(azure, define(azure, {"field": "location", "in": ["westeurope"]}, name="b"), name="b")
    found, said = guarded(azure)
    assert (said, found.facts["guardrail"]["regions"]) == (CLOSED, FRANCE)


def test_what_is_surely_closed_stays_closed(azure: Cloud) -> None:
    """A rule that is not understood cannot open what another one closes; of what nobody closes it leaves us unsure."""
    assign(azure, define(azure, OUTSIDE, name="a"), name="a")
    assign(azure, define(azure, {"noneOf": []}, name="b"), name="b")
    found, said = guarded(azure)
    assert (found.facts["guardrail"]["regions"], found.facts["guardrail"]["unsure"], said) == (FRANCE, FRANCE, UNSURE)


@pytest.mark.parametrize("mode", ["Microsoft.KeyVault.Data", "Microsoft.Kubernetes.Data"])
def test_a_rule_about_the_inside_of_something(azure: Cloud, mode: str) -> None:
    """It refuses keys or containers, and nobody a place."""
    assign(azure, define(azure, OUTSIDE, mode=mode))
    assert outcome(azure) is OPEN


MEMBERS: list[tuple[str, Rule, Rule, Rule, Outcome]] = [
    ("with its own list", {"listOfAllowedLocations": {"value": FRANCE}}, {}, {}, CLOSED),
    (
        "with the list of the initiative",
        {"listOfAllowedLocations": {"value": "[parameters('lieux')]"}},
        {"lieux": {"value": FRANCE}},
        {},
        CLOSED,
    ),
    ("with the default of the initiative", {"listOfAllowedLocations": {"value": "[parameters('lieux')]"}}, {}, {}, OPEN),
    (
        "with one place of two",
        {"listOfAllowedLocations": {"value": ["francesouth", "[parameters('lieu')]"]}},
        {"lieu": {"value": "francecentral"}},
        {},
        CLOSED,
    ),
    ("without a list", {}, {}, {}, UNSURE),
    ("with a list that is worked out", {"listOfAllowedLocations": {"value": "[split(parameters('lieux'), ',')]"}}, {}, {}, UNSURE),
    (
        "overridden by its reference",
        {"listOfAllowedLocations": {"value": FRANCE}},
        {},
        {
            "overrides": [
                {"kind": "policyEffect", "value": "Disabled", "selectors": [{"kind": "policyDefinitionReferenceId", "in": ["LIEUX"]}]}
            ]
        },
        OPEN,
    ),
    (
        "with another one overridden",
        {"listOfAllowedLocations": {"value": FRANCE}},
        {},
        {"overrides": [{"kind": "policyEffect", "value": "Disabled", "selectors": [{"kind": "policyDefinitionReferenceId", "in": ["x"]}]}]},
        CLOSED,
    ),
]


@pytest.mark.parametrize(("passed", "given", "more", "expected"), [pytest.param(*one, id=name) for name, *one in MEMBERS])
def test_a_rule_of_an_initiative(azure: Cloud, passed: Rule, given: Rule, more: Rule, expected: Outcome) -> None:
    """Which hands on what it was given, and is overridden rule by rule."""
    definition = define(azure, LISTED, parameters={"listOfAllowedLocations": {"type": "Array"}})
    member = {"policyDefinitionId": definition, "policyDefinitionReferenceId": "lieux", "parameters": passed}
    other = {"policyDefinitionId": define(azure, TAGGED, name="autre"), "policyDefinitionReferenceId": "x"}
    parameters = {"lieux": {"type": "Array", "defaultValue": ["westeurope"]}, "lieu": {"type": "String"}}
    assign(azure, bundle(azure, member, other, parameters=parameters), parameters=given, **more)
    assert outcome(azure) is expected


@pytest.mark.parametrize(("references", "expected"), [(["LIEUX"], OPEN), (["x"], CLOSED), ([], OPEN)])
def test_spared_from_one_rule_of_an_initiative(azure: Cloud, references: list[str], expected: Outcome) -> None:
    """An exemption may name the rules that it lifts."""
    member = {"policyDefinitionId": define(azure, OUTSIDE), "policyDefinitionReferenceId": "lieux"}
    exempt(azure, assign(azure, bundle(azure, member)), policyDefinitionReferenceIds=references)
    assert outcome(azure) is expected


OTHERS: list[tuple[str, Any, bool]] = [
    (
        "skus that are listed",
        {"allOf": [{"field": "type", "equals": STORAGE}, {"not": {"field": f"{STORAGE}/sku.name", "in": ["Standard_LRS"]}}]},
        True,
    ),
    ("geo-redundant skus", {"field": f"{STORAGE}/sku.name", "in": ["Standard_GRS"]}, True),
    ("skus by the end of their name", {"field": f"{STORAGE}/sku.name", "like": "*GRS"}, True),
    ("local skus", {"field": f"{STORAGE}/sku.name", "in": ["Standard_LRS"]}, False),
    (
        "public blobs",
        {"allOf": [{"field": "type", "equals": STORAGE}, {"field": f"{STORAGE}/allowBlobPublicAccess", "notEquals": "false"}]},
        True,
    ),
    ("public networks", {"field": f"{SQL}/publicNetworkAccess", "notEquals": "Disabled"}, True),
    ("private networks", {"field": f"{SQL}/publicNetworkAccess", "equals": "Disabled"}, False),
    ("tags", TAGGED, False),
]


@pytest.mark.parametrize(("condition", "told"), [pytest.param(*one, id=name) for name, *one in OTHERS])
def test_what_else_is_denied(azure: Cloud, condition: Any, told: bool) -> None:
    """Copies in another region and what anybody may read are told; regions stay open all the same."""
    assign(azure, define(azure, condition), name="autre")
    found, said = guarded(azure)
    assert (found.facts["guardrail"]["resource_policies"], said) == (["autre"] if told else None, OPEN)


def test_a_definition_is_read_once(azure: Cloud) -> None:
    """However many subscriptions it is assigned to: Microsoft's own initiatives have hundreds of rules."""
    definition = define(azure, OUTSIDE)
    towns = [f"{TOWN[:-2]}{number:02}" for number in range(4)]
    azure.add(*(arm("Microsoft.Network/virtualNetworks/reseau", subscription=one) for one in towns))
    for one in towns:
        assign(azure, definition, where=f"/subscriptions/{one}")
    azure.azure.seen.clear()
    assert {found.facts["guardrail"]["regions"] == FRANCE for found in azure.scan("policy").resources} == {True}
    assert [one.action for one in azure.azure.seen].count("Microsoft.Authorization/policyDefinitions/read") == 1
