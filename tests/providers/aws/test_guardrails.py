"""Guard-rails end to end: who may read them, and what LOC-018 says of what they leave open."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import Any

import pytest

from auditor.configuration import Configuration
from auditor.inventory.derive import derived
from auditor.inventory.snapshot import GAPS
from auditor.model import Manifest, Resource
from auditor.providers.aws.services import guardrails
from auditor.providers.aws.services.guardrails import Declaration
from auditor.providers.contract import Call
from auditor.reference.registers import reference
from auditor.ruleset.evaluate import Ruleset
from auditor.ruleset.rule import load_rules
from auditor.shipped import shipped
from tests.emulators.aws import ACCOUNT, PARIS, STRANGER, VIRGINIA, Cloud
from tests.providers.aws.seeds_guardrails import attach, fence

pytestmark = pytest.mark.usefixtures("directly")


def outcomes(resources: Collection[Resource]) -> dict[str, str]:
    """What LOC-018 says of each resource, by name."""
    registers, configuration = reference(date(2026, 11, 22)), Configuration()
    held = Ruleset(load_rules([shipped("rules") / "governance/LOC-018.yaml"], registers), registers, None)
    manifest = Manifest("", "", "", resources=len(resources))
    return {
        resource.name: outcome.value
        for resource in derived(lambda: resources, manifest, [], registers, configuration)
        for outcome in held.outcomes(resource)
    }


def organisation(aws: Cloud, *policies: tuple[str, ...]) -> str:
    """An organisation with one member account, `eau`; each policy leaves these regions open and hangs on the root. Answers its id."""
    client = aws.client("organizations", VIRGINIA)
    made = client.create_organization(FeatureSet="ALL")["Organization"]["Id"]
    client.create_account(Email="eau@ville.fr", AccountName="eau")
    for number, regions in enumerate(policies):
        attach(aws, f"policy-{number}", fence(*regions), client.list_roots()["Roots"][0]["Id"])
    return str(made)


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ([], "fail"),
        ([(PARIS, "eu-central-1")], "pass"),
        ([(VIRGINIA, "cn-north-1")], "fail"),
        ([(PARIS, VIRGINIA)], "fail"),
        ([(PARIS, VIRGINIA), (PARIS, "eu-west-1")], "pass"),
    ],
)
def test_what_is_left_open_decides(aws: Cloud, policies: list[tuple[str, ...]], expected: str) -> None:
    """Not that a policy is there: that it leaves nothing open outside the perimeter. The management account is never bound."""
    made = organisation(aws, *policies)
    assert outcomes(aws.scan("organizations").resources) == {"master": "not_applicable", "eau": expected, made: expected}


@pytest.mark.parametrize(
    ("regions", "operator", "expected"),
    [
        ((PARIS,), "StringNotEquals", "pass"),
        ((PARIS,), "StringNotResembles", "unknown"),
        ((PARIS, "${aws:PrincipalTag/region}"), "StringNotEquals", "unknown"),
        ((PARIS, VIRGINIA), "StringNotEquals", "fail"),
    ],
)
def test_a_policy_that_is_not_understood_decides_nothing(aws: Cloud, regions: tuple[str, ...], operator: str, expected: str) -> None:
    """Neither that a region is closed nor that nothing closes it."""
    made = organisation(aws)
    said = fence(*regions).replace("StringNotEquals", operator)
    attach(aws, "essai", said, aws.client("organizations", VIRGINIA).list_roots()["Roots"][0]["Id"])
    assert outcomes(aws.scan("organizations").resources) == {"master": "not_applicable", "eau": expected, made: expected}


def test_what_one_understood_leaves_open_fails_beside_one_that_is_not(aws: Cloud) -> None:
    """A region surely open outside the perimeter is a failure, whatever a second policy may mean for the others."""
    alone = "arn:aws:iam::*:role/*"
    said = json.loads(fence(PARIS))
    said["Statement"][0]["Condition"]["ArnNotLike"] = {"aws:PrincipalArn": alone}
    organisation(aws)
    attach(aws, "pour-personne", json.dumps(said), aws.client("organizations", VIRGINIA).list_roots()["Roots"][0]["Id"])
    assert outcomes(aws.scan("organizations").resources)["eau"] == "fail"


def test_a_policy_on_a_unit_covers_its_accounts_only(aws: Cloud) -> None:
    """The account moved into the unit is fenced; the one left at the root is not, nor is the organisation."""
    made = organisation(aws)
    client = aws.client("organizations", VIRGINIA)
    root = client.list_roots()["Roots"][0]["Id"]
    unit = client.create_organizational_unit(ParentId=root, Name="sante")["OrganizationalUnit"]["Id"]
    inside = client.create_account(Email="ccas@ville.fr", AccountName="ccas")["CreateAccountStatus"]["AccountId"]
    client.move_account(AccountId=inside, SourceParentId=root, DestinationParentId=unit)
    attach(aws, "europe", fence(PARIS), unit)
    resources = aws.scan("organizations").resources
    assert outcomes(resources) == {"master": "not_applicable", "eau": "fail", "ccas": "pass", made: "fail"}
    rooted = {resource.name: resource.facts["guardrail"]["attached_to_root"] for resource in resources}
    assert not any(rooted.values())


def test_an_account_alone_has_no_guard_rail(aws: Cloud) -> None:
    """Outside any organisation nothing can close a region; that is known, and no gap."""
    result = aws.scan("organizations")
    assert outcomes(result.resources) == {ACCOUNT: "fail"}
    assert not [line for line in result.coverage if line.status in GAPS]


def test_a_member_cannot_tell(aws: Cloud) -> None:
    """Only the management account reads the policies: neither a gap of this scan, nor a verdict."""
    described = {"Id": "o-1234567890", "Arn": f"arn:aws:organizations::{STRANGER}:organization/o-1234567890", "MasterAccountId": STRANGER}
    aws.answer("organizations", "DescribeOrganization", {"Organization": described})
    with aws.fault("organizations", "ListRoots"):
        result = aws.scan("organizations")
    assert outcomes(result.resources) == {ACCOUNT: "unknown"}
    (resource,) = result.resources
    assert resource.unknown["guardrail.regions"].startswith("target_not_read: organizations:ListPolicies")
    assert STRANGER in resource.unknown["guardrail.regions"]
    assert not [line for line in result.coverage if line.status in GAPS]


def test_policies_that_cannot_be_read_are_not_absent(aws: Cloud) -> None:
    """Refused, the verdict is unknown: neither a pass for want of a finding nor a failure for want of a policy."""
    organisation(aws, (PARIS,))
    with aws.fault("organizations", "DescribePolicy"):
        found = outcomes(aws.scan("organizations").resources)
    assert set(found.values()) == {"not_applicable", "unknown"}


@pytest.mark.parametrize("call", guardrails.COLLECTOR.calls, ids=lambda call: f"{call.name}{len(call.absent)}")
def test_no_refusal_improves_what_is_said_of_a_policy(aws: Cloud, call: Call) -> None:
    """Each call refused in turn, under a policy that leaves too much open and a unit's that does not: a failure stays, or is unknown."""
    made = organisation(aws, (PARIS, VIRGINIA))
    client = aws.client("organizations", VIRGINIA)
    root = client.list_roots()["Roots"][0]["Id"]
    unit = client.create_organizational_unit(ParentId=root, Name="sante")["OrganizationalUnit"]["Id"]
    inside = client.create_account(Email="ccas@ville.fr", AccountName="ccas")["CreateAccountStatus"]["AccountId"]
    client.move_account(AccountId=inside, SourceParentId=root, DestinationParentId=unit)
    attach(aws, "paris", fence(PARIS), unit)
    assert outcomes(aws.scan("organizations").resources) == {"master": "not_applicable", "eau": "fail", "ccas": "pass", made: "fail"}
    with aws.fault(call.service, call.operation):
        result = aws.scan("organizations")
    found = outcomes(result.resources)
    assert {found.get(name) for name in ("eau", made)} <= {"fail", "unknown", None}
    assert None not in found.values()
    if not {"eau", "ccas", made} <= found.keys():
        assert [line for line in result.coverage if line.status in GAPS]


def test_an_organisation_of_one_is_judged_by_its_root(aws: Cloud) -> None:
    """Without any member, the organisation is what its root would let the first one do."""
    client = aws.client("organizations", VIRGINIA)
    client.create_organization(FeatureSet="ALL")
    attach(aws, "europe", fence(PARIS), client.list_roots()["Roots"][0]["Id"])
    found = outcomes(aws.scan("organizations").resources)
    assert sorted(found.values()) == ["not_applicable", "pass"]


def test_members_are_not_asked_again(aws: Cloud) -> None:
    """In an organisation read whole, the policies are asked once, where they can be read."""
    organisation(aws, (PARIS,))
    _, units, _ = aws.provider.open(aws.options(organization=True, id="once"))
    assert [unit.account for unit in units if unit.service == "organizations"] == [ACCOUNT]
    assert len({unit.account for unit in units}) == 2


def test_known_facts(aws: Cloud) -> None:
    """What the page shows: what is open, by which policy, with what left out."""
    organisation(aws, (PARIS, "eu-west-1"))
    facts: list[Any] = [resource.facts["guardrail"] for resource in aws.scan("organizations").resources if resource.name == "eau"]
    assert facts[0]["regions"] == ["eu-west-1", PARIS]
    assert facts[0]["policies"] == ["policy-0"]
    assert "iam:*" in facts[0]["exemptions"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            '{"ec2_attributes": {"image_block_public_access": {"state": {"@@assign": "block_new_sharing"}}, '
            '"exception_message": {"@@assign": "Demandez"}}}',
            [
                "ec2_attributes.image_block_public_access.state = block_new_sharing (d)",
                "ec2_attributes.exception_message = Demandez (d)",
            ],
        ),
        (
            '{"s3_attributes": {"public_access_block_configuration": {"@@assign": "all"}}}',
            ["s3_attributes.public_access_block_configuration = all (d)"],
        ),
        ('{"x": {"@@assign": ["a", "b"], "@@operators_allowed_for_child_policies": ["@@none"]}}', ["x = a, b (d)"]),
        ("{}", ["d"]),
        ("[", ["d"]),
        ("[1]", ["d"]),
        ("[" * 100_000, ["d"]),
    ],
)
def test_what_a_declarative_policy_sets(content: str, expected: list[str]) -> None:
    """Each setting with its value; the policy's name alone where its text says nothing that is understood."""
    assert Declaration("d", content).settings == expected


def test_one_that_says_nothing_of_regions_is_unknown() -> None:
    """A snapshot of somebody else's may hold such a one."""
    said: list[dict[str, Any]] = [{"guardrail": {"organization": "o"}}, {"guardrail": {}}, {"guardrail": None}]
    for told in said:
        one = Resource("o", "organization", "AWS::Organizations::Organization", "aws", "1", None, "o", facts=told)
        assert outcomes([one]) == {"o": "unknown"}
