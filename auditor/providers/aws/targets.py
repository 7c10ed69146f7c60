"""Where AWS settings say data goes, as they spell it: buckets, ARNs, hosts, mail addresses; and who a resource policy lets in."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from auditor.providers.aws.addresses import hosts
from auditor.providers.aws.common import to_arn
from auditor.providers.aws.policies import external, open_to_all, shares
from auditor.providers.contract import Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows

AMAZON = (".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".on.aws", ".api.aws")
REGION = re.compile(r"(?<=[.-])(?:[a-z]{2}|us-gov|eusc-[a-z]{2})-[a-z]+-\d+(?=\.)")


def to_bucket(reader: Reader, place: str) -> dict[str, Any]:
    """The flow to a bucket named by its name, its host, its ARN or an address (`s3://bucket/prefix`)."""
    name = place.split("://")[-1].split(":::")[-1].split("/")[0]
    return {"to": f"arn:{reader.partition}:s3:::{re.split(r'[.]s3[.-]', name)[0]}"}


def to_host(address: str) -> dict[str, Any]:
    """The flow to the host of an address, the first of several; the rest of it may hold secrets. AWS's own say their region."""
    return _reached(next(iter(hosts(address)), re.split(r"[/;?:,@(]", address.removeprefix("jdbc:"), maxsplit=1)[0].lower()))


def to_hosts(address: str) -> Any:
    """The flows to every host of an address, as databases and brokers that stand in for one another have; unknown where it names none."""
    return flows(map(_reached, hosts(address))) or Unknown.of("not_collected", "where an address leads that names no host")


def _reached(host: str) -> dict[str, Any]:
    region = REGION.search(host) if host.endswith(AMAZON) else None
    return {"to": host, "holder": host, **({"region": region[0]} if region else {})}


def to_anywhere(address: str) -> dict[str, Any]:
    """The flow to an ARN, a URL, a mail address (named by its domain), a telephone (not named) or an application on one.

    What is pushed to an application goes through its platform's own servers: Apple's, Google's.
    """
    if ":endpoint/" in address:
        return {"holder": address.split(":endpoint/")[1].split("/")[0]}
    if address.startswith("arn:"):
        return to_arn(address)
    if "@" in address and "//" not in address:
        return to_host(address.rsplit("@", 1)[1])
    return to_host(address) if "." in address else {"holder": "sms"}


def shared(reader: Reader, policy: object, taking: Collection[str], on: Callable[[str], bool] | None = None) -> dict[str, Any]:
    """`public.access` and `flows.share` of what a resource policy guards, or of `on` alone; `taking` are the actions that take it."""
    outside = external(policy, reader.account, taking, on)
    return {
        "public.access": lift(open_to_all, outside),
        "flows.share": shares(reader, policy, taking, on=on),
    }
