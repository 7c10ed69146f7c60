"""An organisation: every account through its own role, one set of clients, and a line for whatever was not read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest

from auditor import scan as scanning
from auditor.inventory.snapshot import GAPS
from auditor.providers.contract import UnitResult
from tests.emulators.aws import ACCOUNT, PARIS, VIRGINIA, Cloud

pytestmark = pytest.mark.long

ROLE = "OrganizationAccountAccessRole"


def inside(aws: Cloud, account: str, service: str, region: str) -> Any:
    """A client to seed a member account with."""
    given = aws.client("sts").assume_role(RoleArn=f"arn:aws:iam::{account}:role/{ROLE}", RoleSessionName="seed")["Credentials"]
    session = boto3.Session(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    return session.client(service, region_name=region, endpoint_url=aws.url)  # type: ignore[call-overload]


@pytest.fixture
def members(aws: Cloud) -> list[str]:
    """An organisation of three member accounts, each with a log group named after it in both regions."""
    organizations = aws.client("organizations", VIRGINIA)
    organizations.create_organization(FeatureSet="ALL")
    made = [organizations.create_account(Email=f"{name}@ville.fr", AccountName=name) for name in ("ccas", "eau", "voirie")]
    ids = [one["CreateAccountStatus"]["AccountId"] for one in made]
    for account in ids:
        for region in (PARIS, VIRGINIA):
            inside(aws, account, "logs", region).create_log_group(logGroupName=f"/de/{account}")
    aws.client("logs").create_log_group(logGroupName=f"/de/{ACCOUNT}")
    aws.faults.seen.clear()
    return ids


def scan(aws: Cloud, service: str, **options: Any) -> tuple[dict[str, str], list[UnitResult], list[Any]]:
    """Identities, what each unit of a service brought with several running at once, and what opening said."""
    identities, units, coverage = aws.provider.open(aws.options(organization=True, **options))
    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(aws.provider.run, [unit for unit in units if unit.service == service]))
    return identities, results, coverage


def test_each_account_shows_its_own(aws: Cloud, members: list[str]) -> None:
    """With the accounts read at the same time through the same clients, every resource comes from the right one."""
    identities, results, coverage = scan(aws, "logs")
    assert identities == {ACCOUNT: identities[ACCOUNT]} | {id: f"arn:aws:sts::{id}:assumed-role/{ROLE}/residency-auditor" for id in members}
    found = [(resource.account, resource.name) for result in results for resource in result.resources]
    assert sorted(found) == sorted([(ACCOUNT, f"/de/{ACCOUNT}"), *((id, f"/de/{id}") for id in members for _ in range(2))])
    assert not [line for line in coverage if line.status in GAPS]
    (listed,) = [line for line in coverage if line.call == "organizations:ListAccounts"]
    assert (listed.status, listed.resources) == ("read", 4)


def test_one_client_serves_every_account(aws: Cloud, members: list[str]) -> None:
    """A client a service and a region, however many accounts there are; the organisation is listed once."""
    scan(aws, "logs", id="counted")
    session = aws.provider._sessions.of(aws.options(organization=True, id="counted"))
    assert {key for key in session._clients if key[0] == "logs"} == {("logs", PARIS), ("logs", VIRGINIA)}
    asked = [operation for _, operation, _ in aws.faults.seen]
    assert (asked.count("ListAccounts"), asked.count("AssumeRole")) == (1, len(members))


def test_details_are_asked_as_the_member(aws: Cloud, members: list[str]) -> None:
    """Calls made on other threads are signed for the account of the unit that started them."""
    _, results, _ = scan(aws, "logs")
    assert all(resource.unknown == {} for result in results for resource in result.resources)


def test_a_suspended_account_is_named(aws: Cloud, members: list[str]) -> None:
    """It is not tried, and the reason is its state."""
    aws.client("organizations", VIRGINIA).close_account(AccountId=members[1])
    identities, _, coverage = scan(aws, "logs", id="closing")
    assert members[1] not in identities
    (told,) = [line for line in coverage if line.account == members[1]]
    assert (told.status, told.reason) == ("skipped", "not_collected: eau is suspended")


def test_expected_and_read(aws: Cloud, members: list[str]) -> None:
    """The plan says which accounts the organisation has and which are read: the suspended one and the one that stays shut are missing."""
    aws.client("organizations", VIRGINIA).close_account(AccountId=members[1])
    with aws.fault("sts", "AssumeRole", after=1, times=1):
        plan = scanning.plan([aws.options(organization=True, id="org"), aws.options(id="alone")])
    assert set(plan.expected["org"]) == {ACCOUNT, *members}
    assert len(plan.entries["org"]) == 2
    assert plan.expected["alone"] == plan.entries["alone"] == [ACCOUNT]


def test_an_entry_that_does_not_open_is_expected_and_not_read(aws: Cloud) -> None:
    """Under its own id, since nobody knows its account."""
    with aws.fault("sts", "GetCallerIdentity"):
        plan = scanning.plan([aws.options(id="shut")])
    assert (plan.expected, plan.entries) == ({"shut": ["shut"]}, {"shut": []})


def test_a_role_that_cannot_be_taken_is_a_gap(aws: Cloud, members: list[str]) -> None:
    """Account and role are named, and the others are read."""
    with aws.fault("sts", "AssumeRole", after=2, times=1):
        identities, _, coverage = scan(aws, "logs", id="shut", role_name="lecture")
    (gap,) = [line for line in coverage if line.status in GAPS]
    assert (gap.status, gap.permission, gap.account in members) == ("refused", "sts:AssumeRole", True)
    assert gap.reason.startswith(f"access_denied: sts:AssumeRole: arn:aws:iam::{gap.account}:role/lecture, account ")
    assert identities.keys() == {ACCOUNT, *members} - {gap.account}


def test_an_organisation_that_cannot_be_listed_is_a_gap(aws: Cloud, members: list[str]) -> None:
    """The account that was opened is still read."""
    with aws.fault("organizations", "ListAccounts"):
        identities, _, coverage = scan(aws, "logs", id="mute")
    assert identities.keys() == {ACCOUNT}
    assert [line.reason for line in coverage if line.status in GAPS] == ["access_denied: organizations:ListAccounts"]


def test_another_partition_than_expected_is_refused(aws: Cloud) -> None:
    """Credentials of another part of AWS open nothing, and it is said which they are of."""
    aws.answer("sts", "GetCallerIdentity", {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/a", "UserId": "a"})
    _, units, (gap,) = aws.provider.open(aws.options(partition="aws-eusc", regions="all", id="souverain"))
    assert (units, gap.reason) == ([], "access_denied: these credentials are of partition aws, not aws-eusc")
    assert {region for _, _, region in aws.faults.seen} == {"eusc-de-east-1"}
