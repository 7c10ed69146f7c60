"""Refused by an organisation policy: no gap where the policy's own text closes the region, a gap anywhere else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from auditor import scan
from auditor.inventory.snapshot import new_snapshot
from tests.emulators.aws import ACCOUNT, PARIS, VIRGINIA, Cloud
from tests.providers.aws.seeds_guardrails import attach, fence


def statuses(aws: Cloud, folder: Path, name: str) -> dict[str, str]:
    """How the log groups of Virginia were answered, by account, with every call there refused by a policy."""
    plan = scan.plan([aws.options(id=name, organization=True)])
    plan.units = [unit for unit in plan.units if unit.service in ("organizations", "kinesis")]
    with (
        aws.fault("kinesis", "ListStreams", "guard_rail", region=VIRGINIA),
        ThreadPoolExecutor(4) as pool,
        new_snapshot(folder / "snapshot") as writer,
    ):
        scan.execute(plan, pool, writer, lambda _: None)
    return {line.account: line.status for line in writer.coverage if (line.call, line.region) == ("kinesis:ListStreams", VIRGINIA)}


@pytest.mark.parametrize(("policy", "expected"), [(fence(PARIS), "guarded"), (fence(PARIS, VIRGINIA), "refused"), ("", "refused")])
def test_the_text_of_the_policy_decides(aws: Cloud, tmp_path: Path, policy: str, expected: str) -> None:
    """The member is fenced out of the region or not; the management account, which no policy binds, always has a gap."""
    client = aws.client("organizations", VIRGINIA)
    client.create_organization(FeatureSet="ALL")
    member = client.create_account(Email="eau@ville.fr", AccountName="eau")["CreateAccountStatus"]["AccountId"]
    if policy:
        attach(aws, "europe", policy, client.list_roots()["Roots"][0]["Id"])
    assert statuses(aws, tmp_path, f"fenced-{member}") == {ACCOUNT: "refused", member: expected}


def test_a_policy_that_was_not_read_proves_nothing(aws: Cloud, tmp_path: Path) -> None:
    """Refused by a policy, in an organisation whose policies were refused too: a gap."""
    client = aws.client("organizations", VIRGINIA)
    client.create_organization(FeatureSet="ALL")
    member = client.create_account(Email="eau@ville.fr", AccountName="eau")["CreateAccountStatus"]["AccountId"]
    attach(aws, "europe", fence(PARIS), client.list_roots()["Roots"][0]["Id"])
    with aws.fault("organizations", "DescribePolicy"):
        assert statuses(aws, tmp_path, f"unread-{member}") == {ACCOUNT: "refused", member: "refused"}
