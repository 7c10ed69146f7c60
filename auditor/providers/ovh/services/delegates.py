"""Who besides the customer holds rights over a whole project: the accounts of its access list, and its contacts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.ovh.common import CUSTOMER, call, others
from auditor.providers.shapes import joined
from auditor.providers.thin import named

ACCESS = "OVH::ProjectAccess"
ROOT = "/cloud/project/*"
LISTED = call("cloud", "ListAccess", f"{ROOT}/acl", "flows.share")
CONTACTS = call("cloud", "GetServiceInfos", f"{ROOT}/serviceInfos", "flows.share")
WHOLE = Unknown.of("not_collected", "rights over all that the project holds, which lies where each is")


def collect(reader: Reader) -> Iterator[Resource]:
    """One for a project in which somebody else than the customer has rights, or may have."""
    at = f"/cloud/project/{reader.account}"
    listed = lift(lambda found: [str(one["id"]) for one in found], reader.all(LISTED, at=f"{at}/acl"))
    contacts = lift(_contacts, reader.get(CONTACTS, at=f"{at}/serviceInfos"))
    share = joined(*(lift(partial(others, reader.options[CUSTOMER]), names) for names in (listed, contacts)))
    if share:
        yield reader.resource(ACCESS, named(reader, ACCESS, reader.account), reader.account, {"flows.share": share}, {}, WHOLE)


def _contacts(told: Mapping[str, object]) -> list[str]:
    """Those that can do as the customer does; who pays sees no data."""
    return [str(told["contactAdmin"]), str(told["contactTech"])]


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
