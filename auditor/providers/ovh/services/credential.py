"""When the consumer key that signs in ends, where people want to be told of it. A service account has none."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import EXPIRING, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.ovh.common import call

AT = "/auth/currentCredential"
CURRENT = call("auth", "GetCurrentCredential", AT, option=EXPIRING)


def collect(reader: Reader) -> Iterator[Resource]:
    """One call; a key that never ends says so."""
    if reader.options.get(CURRENT.option):
        told = reader.get(CURRENT, at=AT)
        reader.ends("consumer_key", lift(lambda key: [(str(key["credentialId"]), key["expiration"])], told))
    yield from ()


COLLECTOR = Collector("credential", {}, (CURRENT,), collect, where="account")
