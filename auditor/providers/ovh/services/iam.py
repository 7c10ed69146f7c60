"""IAM policies that let another customer in, or his users: what they are given rights over is shared with him."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from auditor.clock import utc
from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.ovh.common import call, others
from auditor.providers.thin import named

POLICY = "OVH::IamPolicy"
POLICIES = call("iam", "ListPolicies", "/v2/iam/policy", "flows.share", lists=True)
OWNER = re.compile(r"urn:v1:[a-z]+:identity:[A-Za-z]+:([^/:]+)")
SEVERAL = Unknown.of("not_collected", "rights over several things, which lie where each is")
NO_OWNER = Unknown(POLICIES.reason("policy_not_understood", "an identity whose owner its name does not tell"))


def collect(reader: Reader) -> Iterator[Resource]:
    """Each that counts and names somebody who is no part of this account; one whose identities are not understood is told too."""
    for one in reader.pages(POLICIES, at="/v2/iam/policy"):
        share = lift(partial(_share, reader.account), one)
        if share != [] and not _ended(one):
            id, name = str(one.get("id") or one.get("name")), str(one.get("name") or one.get("id"))
            yield reader.resource(POLICY, named(reader, POLICY, id), name, {"flows.share": share}, {}, SEVERAL)


def _share(own: str, policy: Mapping[str, Any]) -> Any:
    """The customers whose identities it names, but for ours."""
    found = [OWNER.match(str(identity)) for identity in policy["identities"]]
    known = others(own, (match[1] for match in found if match))
    return known if all(found) else Unknown(NO_OWNER.reason, known or None)


def _ended(policy: Mapping[str, object]) -> bool:
    """Whether its last day is over: it gives no rights any more."""
    until = policy.get("expiredAt")
    return isinstance(until, str) and datetime.fromisoformat(until) < utc()


COLLECTOR = Collector(
    "iam",
    {POLICY: "transfer"},
    (POLICIES,),
    collect,
    where="account",
    never=(
        Absence(
            ("flows.copy",),
            "https://help.ovhcloud.com/csm/en-ie-customer-accounts-iam-policies: rights over what stays where it is",
        ),
    ),
)
