"""Data regions: where the policies of the customer keep mail, files and messages, and whether they are worked on there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.noted import noted
from auditor.providers.observing import SILENT, Unknown, lift
from auditor.providers.shapes import flows
from auditor.providers.thin import named

GMAIL, DRIVE, CHAT, PROCESSING = (f"GoogleWorkspace::{name}" for name in ("Gmail", "Drive", "Chat", "Processing"))
KINDS = {GMAIL: "mail_service", DRIVE: "file_system", CHAT: "mail_service", PROCESSING: "application"}
TITLES = {GMAIL: "Gmail", DRIVE: "Google Drive", CHAT: "Google Chat", PROCESSING: "Google Workspace"}
AT_REST, WORKED_ON = "settings/data_regions.data_at_rest_region", "settings/data_regions.data_processing_region"
POLICIES = Call(
    "cloudidentity",
    "ListPolicies",
    ("region", "flows.replication", "flows.processing"),
    path="policies",
    permission="https://www.googleapis.com/auth/cloud-identity.policies.readonly",
    lists=True,
    absent=SILENT,
)
ANYWHERE = "ANY_REGION"
SEVERAL = Unknown.of("not_collected", "organisational units have different data regions; each is a place of its own")
NO_TELLING = Unknown.of("not_collected", "the Policy API does not tell this of the service")
NO_LIMIT = Unknown.of("not_collected", "no policy tells whether data is worked on in its region only")


def asked(customer: str) -> dict[str, Any]:
    """What asks for the data regions of a customer."""
    told = f"customer == \"customers/{customer}\" && setting.type.matches('^settings/data_regions\\\\..*$')"
    return {"at": "/v1/policies", "filter": told, "pageSize": 100}


def collect(reader: Reader) -> Iterator[Resource]:
    """Each service that data regions cover, at the region that the policies name, else where the console's page has it."""
    policies = [*reader.pages(POLICIES, **asked(reader.account))]
    if lost := reader.lost(POLICIES):
        at_rest: Any = Unknown(lost.reason)
        worked_on: Any = at_rest
    else:
        at_rest, worked_on = (lift(lambda found, kind=kind: _values(found, kind), policies) for kind in (AT_REST, WORKED_ON))
    if lost and not policies:
        return
    for native_type, kind in KINDS.items():
        place, spread, told = _placed(reader, native_type, at_rest)
        facts: dict[str, Any] = (
            {"flows.processing": lift(_processing, worked_on)} if kind == "application" else {"flows.replication": spread}
        )
        id = named(reader, native_type, native_type.rpartition(":")[2].lower())
        yield reader.resource(native_type, id, TITLES[native_type], {**facts, **told}, {}, place, otherwise=NO_TELLING)


def _values(policies: list[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    return [one["setting"]["value"] for one in policies if one["setting"]["type"] == kind]


def _placed(reader: Reader, native_type: str, at_rest: object) -> tuple[Any, Any, dict[str, Any]]:
    """The region, the others, and what the page says of it where no policy does."""
    codes = lift(lambda values: sorted({str(one["region"]) for one in values}), at_rest)
    if isinstance(codes, Unknown):
        return codes, codes, {}
    if len(codes) == 1:
        return codes[0], None, {}
    if codes:
        return SEVERAL, flows({"region": code} for code in codes), {}
    place, told = noted(reader, native_type.rpartition(":")[2].lower())
    return place, None if told else place, told


def _processing(values: Sequence[Mapping[str, object]]) -> Any:
    """Nowhere else where every policy says so; anywhere, where one does not."""
    if not values:
        return NO_LIMIT
    return None if all(one["limitToStorageRegion"] is True for one in values) else [{"region": ANYWHERE}]


COLLECTOR = Collector("regions", KINDS, (POLICIES,), collect, where="account")
