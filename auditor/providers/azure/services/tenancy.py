"""Who besides us holds rights over all that lies somewhere: tenants that Azure Lighthouse lets manage a subscription or a group, and the
subscription's own when it is not ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import DOCS
from auditor.providers.azure.common import OWN_TENANT, OWNER, Row, at, child, described
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift

MANAGED, FOREIGN = "Microsoft.ManagedServices/registrationAssignments", "Microsoft.Resources/tenants"
OF_GROUP, DEFINITION = "Microsoft.Resources/resourceGroups/registrationAssignments", "Microsoft.ManagedServices/registrationDefinitions"
ASSIGNMENTS = Call("Microsoft.ManagedServices", "ListRegistrationAssignments", of=(OF_GROUP,), permission=f"{MANAGED}/read", lists=True)
DEFINITIONS = child(DEFINITION, "flows.share", of=OF_GROUP)

FROM_ANYWHERE = Unknown.of("not_collected", "rights over what lies there are held from anywhere")


def collect(reader: Reader) -> Iterator[Resource]:
    """One a tenant, as a share of all that lies in the subscription; where nobody could tell, one that says so. Then each group's."""
    scope = f"/subscriptions/{reader.account}"
    answer = reader.get(OWNER, at=scope)
    tenants = lift(_tenants, answer)
    if isinstance(tenants, Unknown):
        yield _shared(reader, MANAGED, {"id": f"{scope}/providers/{MANAGED}", "name": f"{reader.account}/tenants"}, tenants)
    else:
        name, tags = answer.get("displayName") or reader.account, answer.get("tags")
        for native_type, tenant in tenants:
            row: Row = {"id": f"{scope}/providers/{native_type}/{tenant}", "name": f"{name} ({tenant})", "tags": tags}
            yield _shared(reader, native_type, row, [{"account": tenant}])
    yield from _of_groups(reader)


def _of_groups(reader: Reader) -> Iterator[Resource]:
    """One a delegation of a group; those of the whole subscription are told by the subscription."""
    found: dict[str, Row] = {row["id"]: row for row in reader.pages(ASSIGNMENTS) if "/resourcegroups/" in row["id"]}
    for id, row in sorted(found.items()):
        offer = str(at(row, "properties", "registrationDefinitionId") or id).lower()
        share = lift(_tenant, reader.get(DEFINITIONS, at=offer, once=True))
        yield _shared(reader, OF_GROUP, {**row, "name": f"{id.split('/')[4]} ({row['name']})"}, share)


def _tenant(offer: Mapping[str, object]) -> Any:
    tenant = at(offer, "properties", "managedByTenantId")
    return [{"account": str(tenant).lower()}] if tenant else Unknown.of("empty_answer", f"{DEFINITION} without its tenant")


def _tenants(subscription: Mapping[str, Any]) -> list[tuple[str, str]]:
    own, ours = (str(subscription.get(one) or "").lower() for one in ("tenantId", OWN_TENANT))
    managing = {str(one.get("tenantId")).lower() for one in subscription.get("managedByTenants") or () if one.get("tenantId")}
    others = [(MANAGED, tenant) for tenant in sorted(managing - {own})]
    return [*others, *([(FOREIGN, own)] if own and ours and own != ours else [])]


def _shared(reader: Reader, native_type: str, row: Row, share: object) -> Resource:
    return described(reader, native_type, row, {"flows.share": share}, region=FROM_ANYWHERE)


COLLECTOR = Collector(
    service="tenancy",
    native_types=dict.fromkeys((MANAGED, FOREIGN, OF_GROUP), "transfer"),
    calls=(OWNER, ASSIGNMENTS, DEFINITIONS),
    collect=collect,
    where="account",
    never=(Absence(("flows.copy",), f"{DOCS}/lighthouse/concepts/architecture: rights over what stays where it is"),),
)
