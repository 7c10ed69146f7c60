"""Who runs what an entry of `accounts:` reads: what the entry says, else whose the address is that it asks at."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from auditor.i18n import filled
from auditor.providers.observing import Unknown
from auditor.reference.operators import behind, offer
from auditor.reference.places import region, regions
from auditor.reference.source import Path_, suggest

PORTS = {"https": "443", "http": "80"}
ADDRESSES = ("endpoint_url", "endpoint")
"""The options by which an entry names another address than the provider's own."""


def offer_of(options: Mapping[str, object], provider: str, partition: str = "") -> str | Unknown:
    """The id of the offer. Unknown for an address that is no known operator's, unless the entry says `operator:`.

    An emulator on this machine stands in for the provider's own cloud. `nobody` names a service that no operator of the register runs.
    """
    if declared := options.get("operator"):
        return str(declared)
    if nobody := options.get("nobody"):
        return Unknown.of("operator_unknown", str(nobody))
    own = offer(provider, partition or None)
    address = next((str(options[name]) for name in ADDRESSES if options.get(name)), "")
    if not address or (options.get("emulator") and is_loopback(address)):
        return own
    name = urlsplit(address).hostname or ""
    whose = behind(name)
    if not whose:
        return Unknown.of("operator_unknown", name or address)
    return own if whose == provider else whose


def at_whom(options: Mapping[str, object], provider: str = "") -> str:
    """At whose door an entry asks, the same however its address is written; empty for the provider's own."""
    whole = next((str(options[name]) for name in ADDRESSES if options.get(name)), "")
    address = urlsplit(whole)
    name, scheme = (address.hostname or "").rstrip("."), address.scheme.lower()
    if not name or behind(name) == provider:
        return ""
    port = address.netloc.rpartition("@")[2].rpartition("]")[2].partition(":")[2] or PORTS.get(scheme, "")
    return f"{scheme}://{'localhost' if is_loopback(whole) else name}:{port}{address.path.rstrip('/')}"


def unknown_regions(entry: Mapping[str, object], provider: str, key: str = "regions") -> Iterator[tuple[Path_, str]]:
    """The regions that an entry names and its cloud has not, as its register says; elsewhere its API may serve regions of its own."""
    if entry.get("operator") or any(entry.get(name) for name in ADDRESSES):
        return
    said = entry.get(key)
    for where, code in [((key, each), code) for each, code in enumerate(said)] if isinstance(said, list) else [((key,), said)]:
        if isinstance(code, str) and code not in ("", "all") and region(provider, code) is None:
            close = suggest(code, [known.code for known in regions(provider)])
            hint = filled(" (did you mean '%(word)s'?)", word=close) if close else ""
            yield where, filled("there is no region '%(code)s' that this version knows", code=code) + hint


def is_loopback(address: str) -> bool:
    """Whether an address stays on this machine."""
    name = (urlsplit(address).hostname or "").rstrip(".")
    try:
        return name == "localhost" or name.endswith(".localhost") or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
