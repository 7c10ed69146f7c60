"""Barbican: the keys and secrets of the project, never what they are; whom else they are opened to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.openstack.calls import KEY, Rest, reference
from auditor.providers.shapes import flows

OTHER = "OpenStack::Barbican::Content"
KEYS = frozenset({"symmetric", "private"})
"""Types of secrets that open data; the others are passwords, certificates and what nobody said."""
SECRETS = Rest(
    "barbican",
    "ListSecrets",
    feeds=("key.manager", "encryption.at_rest"),
    path="secrets",
    permission="secrets:get",
    lists=True,
    must=("secret_ref",),
    route="/secrets",
)
ORDERS = Rest("barbican", "ListOrders", feeds=("key.origin",), of=(KEY,), path="orders", permission="orders:get", route="/orders")
ACL = Rest("barbican", "GetSecretAcl", feeds=("flows.share",), path="read", permission="secret_acls:get", route="/secrets/{secret}/acl")
BACKEND = Unknown.of("not_collected", "Barbican does not say what keeps its secrets")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every secret of the project; what was made to order was made by Barbican, the rest was brought."""
    made = lift(lambda orders: {_id(one) for one in orders if one.get("secret_ref")}, reader.all(ORDERS))
    yield from reader.map(partial(_secret, reader, made), reader.pages(SECRETS))


def _secret(reader: Reader, made: object, secret: Mapping[str, object]) -> Resource:
    identifier = _id(secret)
    shares = lift(partial(_users, reader), reader.get(ACL, secret=identifier))
    name = str(secret.get("name") or identifier)
    if secret.get("secret_type") not in KEYS:
        facts = {"public.access": False, "encryption.at_rest": True, "encryption.key": BACKEND, "flows.share": shares}
        return reader.resource(OTHER, str(reference(reader, OTHER, identifier)), name, facts, {})
    facts = {
        "key.manager": "customer",
        "key.origin": lift(lambda found: "provider" if identifier in found else "imported", made),
        "key.multi_region": False,
        "flows.share": shares,
    }
    return reader.resource(KEY, str(reference(reader, KEY, identifier)), name, facts, {}, otherwise=BACKEND)


def _id(named: Mapping[str, object]) -> str:
    return str(named["secret_ref"]).rstrip("/").rpartition("/")[2]


def _users(reader: Reader, acl: Mapping[str, Any]) -> Any:
    """People beyond those of the project, by their ids."""
    return flows({"holder": user, "region": reader.region} for user in acl.get("users") or ())


COLLECTOR = Collector(
    service="barbican",
    native_types={KEY: "key", OTHER: "secret"},
    calls=(SECRETS, ORDERS, ACL),
    collect=collect,
    never=(
        Absence(
            ("key.aliases", "key.rotation", "flows.replication"),
            "https://docs.openstack.org/barbican/latest/api/reference/secrets.html: a secret has one address, and never changes",
        ),
    ),
)
