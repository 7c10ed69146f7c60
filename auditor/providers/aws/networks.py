"""Networks that are no network of anybody's."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

CONTINENT = 2**24
"""So many addresses are no network of anybody's: whoever is among them is the Internet."""
CONTINENT_V6 = 19
"""The same of IPv6: the longest prefix that no operator was ever given."""


def vast(ranges: list[str]) -> bool:
    """Whether these networks, together, hold a good part of the Internet; what is no network could be any."""
    try:
        networks = [ip_network(one.strip(), strict=False) for one in ranges]
    except ValueError:
        return True
    four = collapse_addresses(one for one in networks if isinstance(one, IPv4Network) and not one.is_private)
    six = collapse_addresses(one for one in networks if isinstance(one, IPv6Network) and not one.is_private)
    return sum(one.num_addresses for one in four) >= CONTINENT or any(one.prefixlen <= CONTINENT_V6 for one in six)
