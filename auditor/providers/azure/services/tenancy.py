"""Who besides us holds rights over a whole subscription: tenants that Azure Lighthouse lets manage it, and its own when it is not ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import DOCS
from auditor.providers.azure.common import OWN_TENANT, OWNER, Row, described
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import Unknown, lift

MANAGED, FOREIGN = "Microsoft.ManagedServices/registrationAssignments", "Microsoft.Resources/tenants"


def collect(reader: Reader) -> Iterator[Resource]:
    """One a tenant, as a share of all that lies in the subscription; where nobody could tell, one that says so."""
    scope = f"/subscriptions/{reader.account}"
    answer = reader.get(OWNER, at=scope)
    tenants = lift(_tenants, answer)
    if isinstance(tenants, Unknown):
        yield _shared(reader, MANAGED, {"id": f"{scope}/providers/{MANAGED}", "name": f"{reader.account}/tenants"}, tenants)
        return
    name, tags = answer.get("displayName") or reader.account, answer.get("tags")
    for native_type, tenant in tenants:
        row: Row = {"id": f"{scope}/providers/{native_type}/{tenant}", "name": f"{name} ({tenant})", "tags": tags}
        yield _shared(reader, native_type, row, [{"account": tenant}])


def _tenants(subscription: Mapping[str, Any]) -> list[tuple[str, str]]:
    own, ours = (str(subscription.get(one) or "").lower() for one in ("tenantId", OWN_TENANT))
    managing = {str(one.get("tenantId")).lower() for one in subscription.get("managedByTenants") or () if one.get("tenantId")}
    others = [(MANAGED, tenant) for tenant in sorted(managing - {own})]
    return [*others, *([(FOREIGN, own)] if own and ours and own != ours else [])]


def _shared(reader: Reader, native_type: str, row: Row, share: Any) -> Resource:
    return described(reader, native_type, {**row, "location": None}, {"flows.share": share})


COLLECTOR = Collector(
    service="tenancy",
    native_types=dict.fromkeys((MANAGED, FOREIGN), "transfer"),
    calls=(OWNER,),
    collect=collect,
    where="account",
    never=(Absence(("flows.copy",), f"{DOCS}/lighthouse/concepts/architecture: rights over what stays where it is"),),
)
