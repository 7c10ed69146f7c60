"""Who else gets what a policy beside it opens: that of a registry for its repositories, that of a consumer for its stream."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

from auditor.providers.aws.common import partition_of
from auditor.providers.aws.services import ecr, kinesis
from auditor.providers.aws.targets import shared
from auditor.providers.observing import Unknown, either
from auditor.providers.shapes import joined
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.policy import policy_of
from auditor.providers.terraform.tables.aws_facts import SHARED, guarded


def repository_opened(planned: Planned) -> Mapping[str, Any]:
    """To whom a repository is opened, by a policy of its own or by that of the registry that it is in."""
    own = guarded(ecr.TAKING, setting="aws_ecr_repository_policy")(planned)
    found = (one for one in planned.estate.of_type("aws_ecr_registry_policy") if _in_one_place(planned.where, one.where))
    return _together([own, *(_by_registry(planned, policy_of(one, "policy")) for one in found)])


def stream_opened(planned: Planned) -> Mapping[str, Any]:
    """To whom the policy of a stream opens it, or that of a consumer what that one takes out of it."""
    own = guarded(kinesis.TAKING, setting="aws_kinesis_resource_policy")(planned)
    consumers = planned.settings("aws_kinesis_stream_consumer")
    if isinstance(consumers, Unknown):
        return _together([own, dict.fromkeys(SHARED, consumers)])
    return _together([own, *(theirs for one in consumers for theirs in _by_consumer(planned, one))])


def _by_consumer(planned: Planned, consumer: Planned) -> Iterator[Mapping[str, Any]]:
    policies = consumer.settings("aws_kinesis_resource_policy")
    if isinstance(policies, Unknown):
        yield dict.fromkeys(SHARED, policies)
        return
    yield from (shared(planned.reader, policy_of(one, "policy"), kinesis.TAKING) for one in policies)


def _in_one_place(one: object, other: object) -> bool:
    """Whether two things may lie in one region: of what nobody knows yet, they may."""
    return one == other or not (isinstance(one, str) and isinstance(other, str))


def _by_registry(planned: Planned, policy: object) -> Mapping[str, Any]:
    """What a policy about all repositories says of this one, of which the ARN follows from its name."""
    name, reader = planned.get("name"), planned.reader
    if isinstance(name, Unknown):
        return dict.fromkeys(SHARED, name)
    where = planned.where if isinstance(planned.where, str) else "*"
    id = f"arn:{partition_of(where)}:ecr:{where}:{reader.account}:repository/{name}"
    return shared(reader, policy, ecr.TAKING, on=partial(fnmatchcase, id))


def _together(opened: Iterable[Mapping[str, object]]) -> Mapping[str, Any]:
    several = [*opened]
    return {
        "public.access": either(*(one["public.access"] for one in several)),
        "flows.share": joined(*(one["flows.share"] for one in several)),
    }
