"""Which refusals are closed regions, and what several sources saw once."""

from __future__ import annotations

import pytest

from auditor.inventory.coverage import ClosedRegions, once
from auditor.inventory.snapshot import Packed
from auditor.model import Coverage, Resource

SERVICES = ("ec2", "rds", "dynamodb", "logs", "sqs", "sns")
BY_POLICY = "guard_rail: x:List"


def line(service: str, status: str = "refused", reason: str = BY_POLICY, region: str | None = "us-east-1", resources: int = 0) -> Coverage:
    """What one list answered."""
    return Coverage("aws", "1", region, service, status, f"{service}:List", reason if status != "read" else "", resources=resources)


def resource(kind: str, region: str | None = "us-east-1", regions: object = ...) -> Resource:
    """One resource of the account; one that tells which regions are left open, where `regions` are given."""
    return Resource("r", kind, kind, "aws", "1", region, "r", facts={} if regions is ... else {"guardrail": {"regions": regions}})


def guarded(coverage: list[Coverage], *resources: Resource) -> set[str]:
    """The services told as guarded."""
    closed = ClosedRegions()
    closed.look(Packed(resources))
    return {one.service for one in closed.told(coverage) if one.status == "guarded"}


def test_a_region_where_policies_refuse_everything_is_closed() -> None:
    """The member of an organisation cannot read its policies: that they refuse every service there is what it can tell."""
    assert guarded([line(service) for service in SERVICES]) == {*SERVICES}


def test_what_policies_that_close_regions_leave_out_may_answer() -> None:
    """Keys, the configuration recorder, tags: global or exempted, they say nothing of the rest."""
    answered = [line("kms", "read", resources=3), line("config", "read")]
    assert guarded([*answered, *map(line, SERVICES)], resource("key"), resource("settings")) == {*SERVICES}


@pytest.mark.parametrize(
    ("coverage", "resources"),
    [
        ([line(service) for service in SERVICES[:4]], []),
        ([line(service, reason="access_denied: x:List") for service in SERVICES], []),
        ([line(service, region=None) for service in SERVICES], []),
        ([line(service) for service in SERVICES], [resource("object_store")]),
        ([*map(line, SERVICES), *(line(f"{service}2", "read") for service in SERVICES)], []),
    ],
    ids=["few services", "a missing permission", "no region", "data there", "as many answered"],
)
def test_less_than_that_is_a_gap(coverage: list[Coverage], resources: list[Resource]) -> None:
    """A service that is refused alone, or a region where something was seen, may hold what was not read."""
    assert guarded(coverage, *resources) == set()


def test_data_elsewhere_say_nothing_of_a_region() -> None:
    """Each region for itself."""
    assert guarded([line(service) for service in SERVICES], resource("object_store", "eu-west-3")) == {*SERVICES}


@pytest.mark.parametrize(("regions", "expected"), [(None, set()), (["us-east-1"], set()), (["eu-west-3"], {*SERVICES})])
def test_the_text_decides_where_it_was_read(regions: object, expected: set[str]) -> None:
    """Refusals do not close what the policies leave open."""
    assert guarded([line(service) for service in SERVICES], resource("organization", None, regions)) == expected


def test_what_two_sources_saw_is_told_once() -> None:
    """The source that saw the most of it; each region and each service for itself, and nothing else is touched."""
    few, many = line("new", "not_understood", "a", resources=1), line("new", "not_understood", "b", resources=3)
    other, elsewhere = line("newer", "not_understood"), line("new", "not_understood", region="eu-west-3")
    read = line("s3", "read")
    assert once([few, read, many, other, elsewhere, read]) == [read, many, other, elsewhere, read]


def test_policies_that_close_no_region_for_some_close_none() -> None:
    """Of two that tell of an account, whichever comes first: what one leaves open is open."""
    for told in ((None, ["eu-west-3"]), (["eu-west-3"], None)):
        organizations = [resource("organization", None, regions) for regions in told]
        assert guarded([line("sqs"), *(line(one, "read") for one in SERVICES)], *organizations) == set()
    assert guarded([line("sqs")], resource("organization", None, ["eu-west-3"])) == {"sqs"}
