"""Who runs what an entry of `accounts:` reads: what the entry says, else whose the address is that it asks at."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from auditor.providers.observing import Unknown
from auditor.reference.operators import behind, offer

ADDRESSES = ("endpoint_url", "endpoint")
"""The options by which an entry names another address than the provider's own."""


def offer_of(options: Mapping[str, Any], provider: str, partition: str = "") -> str | Unknown:
    """The id of the offer. Unknown for an address that is no known operator's, unless the entry says `operator:`.

    An emulator on this machine stands in for the provider's own cloud. `nobody` names a service that no operator of the register runs.
    """
    if declared := options.get("operator"):
        return str(declared)
    if nobody := options.get("nobody"):
        return Unknown(f"operator_unknown: {nobody}")
    own = offer(provider, partition or None)
    address = next((str(options[name]) for name in ADDRESSES if options.get(name)), "")
    if not address or (options.get("emulator") and is_loopback(address)):
        return own
    name = urlsplit(address).hostname or ""
    whose = behind(name)
    if not whose:
        return Unknown(f"operator_unknown: {name or address}")
    return own if whose == provider else whose


def is_loopback(address: str) -> bool:
    """Whether an address stays on this machine."""
    name = urlsplit(address).hostname or ""
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
