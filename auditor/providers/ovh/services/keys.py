"""OVHcloud KMS: the region of each domain, and the keys it keeps."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.ovh.common import call, said
from auditor.providers.thin import named

KEY = "OVH::Key"
DOMAINS = call("okms", "ListDomains", "/v2/okms/resource", lists=True)
KEYS = call("okms", "ListKeys", "/v2/okms/resource/*/serviceKey", "key.manager", lists=True)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every key of every domain."""
    for domain in reader.pages(DOMAINS, at="/v2/okms/resource"):
        for one in reader.pages(KEYS, at=f"/v2/okms/resource/{domain['id']}/serviceKey"):
            # Who has a domain decides over its keys.
            facts = {"key.manager": lift(lambda _: "customer", said(one, "id", KEYS))}
            id = named(reader, KEY, f"{domain['id']}/{one['id']}")
            yield reader.resource(KEY, id, one.get("name") or one["id"], facts, {}, said(domain, "region", DOMAINS))


COLLECTOR = Collector("keys", {KEY: "key"}, (DOMAINS, KEYS), collect, where="account")
