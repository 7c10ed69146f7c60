"""Who besides the customer holds rights over a whole project: the accounts of its access list, and its contacts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.ovh.common import call
from auditor.providers.shapes import joined
from auditor.providers.thin import named

ACCESS = "OVH::ProjectAccess"
ROOT = "/cloud/project/*"
LISTED = call("cloud", "ListAccess", f"{ROOT}/acl", "flows.share")
CONTACTS = call("cloud", "GetServiceInfos", f"{ROOT}/serviceInfos", "flows.share")
WHOLE = Unknown("not_collected: rights over all that the project holds, which lies where each is")


def collect(reader: Reader) -> Iterator[Resource]:
    """One a project; who of them is the authority itself, its trusted accounts tell."""
    at = f"/cloud/project/{reader.account}"
    listed = lift(lambda found: [{"account": str(one["id"])} for one in found], reader.all(LISTED, at=f"{at}/acl"))
    share = joined(listed, lift(_contacts, reader.get(CONTACTS, at=f"{at}/serviceInfos")))
    yield reader.resource(ACCESS, named(reader, ACCESS, reader.account), reader.account, {"flows.share": share}, {}, WHOLE)


def _contacts(told: Mapping[str, Any]) -> list[dict[str, str]]:
    """Those that can do as the customer does; who pays sees no data."""
    return [{"account": name} for name in sorted({str(told["contactAdmin"]), str(told["contactTech"])})]


COLLECTOR = Collector(
    "delegates",
    {ACCESS: "transfer"},
    (LISTED, CONTACTS),
    collect,
    where="project",
    never=(
        Absence(
            ("flows.copy",),
            "https://help.ovhcloud.com/csm/en-ie-public-cloud-change-contacts: rights over what stays where it is",
        ),
    ),
)
