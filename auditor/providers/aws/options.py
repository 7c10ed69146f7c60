"""What an entry of `accounts:` may say for AWS, and what a shape cannot say of it. Imports no SDK."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from msgspec import Meta

from auditor.configuration import Entry, Id, Url
from auditor.i18n import N_, _, filled
from auditor.providers.offer import unknown_regions
from auditor.reference.places import region
from auditor.reference.source import Path_

PARTITIONS = ("aws", "aws-eusc", "aws-us-gov", "aws-cn")
AccountId = Annotated[str, Meta(pattern=r"\A[0-9]{12}\Z", extra={"what": N_("an account id (12 digits)")})]
RoleArn = Annotated[str, Meta(pattern=r"\Aarn:[a-z-]+:iam::[0-9]{12}:role/\S+\Z", extra={"what": N_("the ARN of a role")})]


class Options(Entry, total=False):
    """An entry for AWS, or for what speaks its API at `endpoint_url`. Secrets stay out of it."""

    account_id: AccountId
    profile: str
    role_arn: RoleArn
    external_id: str
    organization: bool
    role_name: Id
    partition: Literal["aws", "aws-eusc", "aws-us-gov", "aws-cn"]
    regions: Annotated[list[Id], Meta(min_length=1)] | Literal["all"]
    prune: bool
    cost_explorer: bool
    events_queue: Url
    sizes: bool
    expiring: bool
    endpoint_url: Url
    max_attempts: int
    max_calls_per_second: int
    page_size: int
    emulator: bool


class Known(Options, total=False):
    """With what opening adds: the region that calls without one are made in, and which account of the organisation it is."""

    home: str
    member: str


def check(entry: Mapping[str, object]) -> Iterator[tuple[Path_, str]]:
    """Regions that AWS does not have; whatever belongs to another partition than what was said first: they share nothing."""
    yield from unknown_regions(entry, "aws")
    first = ""
    for where, what, partition in _said(entry):
        first = first or partition
        if partition != first:
            yield (
                where,
                filled(
                    "%(what)s is of the partition %(partition)s, not %(first)s: give each partition its own entry",
                    what=what,
                    partition=partition,
                    first=first,
                ),
            )


def _said(entry: Mapping[str, Any]) -> Iterator[tuple[Path_, str, str]]:
    if isinstance(entry.get("partition"), str):
        yield ("partition",), _("this"), entry["partition"]
    role = entry.get("role_arn")
    if isinstance(role, str) and role.startswith("arn:"):
        yield ("role_arn",), _("this role"), role.split(":")[1]
    regions = entry.get("regions")
    for position, code in enumerate(regions if isinstance(regions, list) else ()):
        known = region("aws", code) if isinstance(code, str) else None
        if known is not None and known.partition:
            yield ("regions", position), f"'{code}'", known.partition
