"""AWS Resource Access Manager: what the account shares, with which accounts and organisations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import tags
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.ram import ResourceShare

SHARE = "AWS::RAM::ResourceShare"
HOLDS_NOTHING = frozenset(
    "acm-pca appmesh ec2 imagebuilder license-manager network-firewall networkmanager outposts refactor-spaces resource-groups "
    "route53profiles route53resolver ssm-contacts ssm-incidents vpc-lattice".split()
)
"""Services whose shared things are networks, licences and settings: nobody's data lies in them."""
GONE = frozenset({"DELETED", "DELETING", "FAILED"})
MINE = "SELF"

SHARES = Call("ram", "GetResourceShares", feeds=("tags",), path="resourceShares", lists=True)
SHARED = Call("ram", "ListResources", feeds=("flows.share",), path="resources")
TAKERS = Call("ram", "ListPrincipals", feeds=("flows.share",), path="principals")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every share of the region that the account made and that still holds."""
    shares = [one for one in reader.pages(SHARES, resourceOwner=MINE) if one.get("status") not in GONE]
    if shares:
        resources, takers = reader.all(SHARED, resourceOwner=MINE), reader.all(TAKERS, resourceOwner=MINE)
        yield from (_share(reader, resources, takers, one) for one in shares)


def _share(reader: Reader, resources: object, takers: object, listed: ResourceShare) -> Resource:
    id = listed["resourceShareArn"]
    facts = {"flows.share": lift(partial(_taken, reader, id), resources, takers)}
    return reader.resource(SHARE, id, listed["name"], facts, tags(listed.get("tags")))


def _taken(reader: Reader, share: str, resources: Iterable[Mapping[str, Any]], takers: Iterable[Mapping[str, Any]]) -> Any:
    """Each thing that may hold data, for each of those it is shared with."""
    held = [one["arn"] for one in resources if one["resourceShareArn"] == share and one["type"].split(":")[0] not in HOLDS_NOTHING]
    ids = [one["id"] for one in takers if one["resourceShareArn"] == share]
    return flows({**_taker(one), "region": reader.region, "source": arn} for arn in held for one in ids)


def _taker(id: str) -> dict[str, str]:
    """An account by its number or an identity in it, an organisation by itself or a unit of it, a service by its name."""
    if id.isdigit():
        return {"account": id}
    fields = id.split(":", 5)
    if fields[2:3] == ["organizations"]:
        return {"holder": fields[5].split("/")[1]}
    return {"account": fields[4]} if len(fields) == 6 and fields[4] else {"holder": id}


COLLECTOR = Collector(
    service="ram",
    native_types={SHARE: "transfer"},
    calls=(SHARES, SHARED, TAKERS),
    collect=collect,
    never=(Absence(("flows.copy",), f"{DOCS}/ram/latest/userguide/what-is.html: a share lets others in and copies nothing"),),
)
