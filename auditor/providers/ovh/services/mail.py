"""E-mail: MX Plan, Exchange and Zimbra. OVHcloud's API says that they are, and not where."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown
from auditor.providers.ovh.common import SILENT, call
from auditor.providers.thin import named

PLAN, EXCHANGE, ZIMBRA = "OVH::MxPlan", "OVH::Exchange", "OVH::Zimbra"
PLANS = call("email", "ListDomains", "/email/domain", of=(PLAN,), lists=True)
ORGANIZATIONS = call("email", "ListExchangeOrganizations", "/email/exchange", of=(EXCHANGE,), lists=True)
SERVICES = call("email", "ListExchangeServices", "/email/exchange/*/service", of=(EXCHANGE,), lists=True)
PLATFORMS = call("zimbra", "ListPlatforms", "/v2/zimbra/platform", of=(ZIMBRA,), lists=True)
NOWHERE = Unknown.of("not_collected", SILENT)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every service of mail of the customer."""
    for one in reader.pages(PLANS, at="/email/domain"):
        yield reader.resource(PLAN, named(reader, PLAN, one["id"]), one["id"], {}, {}, NOWHERE)
    for organization in reader.pages(ORGANIZATIONS, at="/email/exchange"):
        for one in reader.pages(SERVICES, at=f"/email/exchange/{organization['id']}/service"):
            yield reader.resource(EXCHANGE, named(reader, EXCHANGE, one["id"]), one["id"], {}, {}, NOWHERE)
    for one in reader.pages(PLATFORMS, at="/v2/zimbra/platform"):
        yield reader.resource(ZIMBRA, named(reader, ZIMBRA, one["id"]), one["id"], {}, {}, NOWHERE)


COLLECTOR = Collector(
    "mail",
    {PLAN: "mail_service", EXCHANGE: "mail_service", ZIMBRA: "mail_service"},
    (PLANS, ORGANIZATIONS, SERVICES, PLATFORMS),
    collect,
    where="account",
)
