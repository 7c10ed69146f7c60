"""The hosts that an address names in any dialect: a URL, a JDBC address, a list of brokers; never more of it than that."""

from __future__ import annotations

import re

SAID = re.compile(r"(?:^|[(;,])\s*(?:host|server|servername|failoverpartner)\s*=\s*([^);,\s]+)", re.IGNORECASE)
"""Descriptions of Oracle's and MySQL's, properties of SQL Server's."""
URL = re.compile(r"[\w.+:-]*//(.*)|.*@(?:\w+:)?//(.*)", re.DOTALL)
"""What stands after a scheme, or after `@//` and whatever password comes before."""
SIGNED = re.compile(r".*@(?:tcps?:)?(.*)", re.IGNORECASE | re.DOTALL)
"""Oracle without slashes: `thin:user/password@host:port/service`."""
TABULAR = re.compile(r"(?:jdbc:)?sybase:tds:(.*)", re.IGNORECASE)
HOST = re.compile(r"\s*(?:\[([0-9a-f:.]+)]|(\w(?:[\w.-]*\w)?))(?=\s*(?:$|[\\:/?#;,(]))", re.IGNORECASE)


def hosts(address: str) -> list[str]:
    """Every host, once, in lower case; none of a database that lies in the program itself, or whose name only its own files explain."""
    said = SAID.findall(address)
    each = [] if said and "(" in address else re.split(r",(?=[\w.+-]+://)", address)
    named = [host for one in each for host in _listed(one)]
    return [*dict.fromkeys(host.strip("[]").lower() for host in (*named, *said))]


def _listed(address: str) -> list[str]:
    """Those that stand where a URL has its host."""
    if found := URL.match(address):
        several = _unsigned(found[1] or found[2] or "")
    elif "@" in address:
        several = _signed(address)
    elif found := TABULAR.match(address):
        several = found[1]
    else:
        several = "" if address.lower().startswith("jdbc:") else address
    matches = (HOST.match(one) for one in several.split(","))
    return [one[1] or one[2] for one in matches if one]


def _unsigned(rest: str) -> str:
    """What follows the slashes without who asks: a password may hold anything but the end of the authority, a comma included."""
    authority = re.split(r"[/?;#]", rest, maxsplit=1)[0]
    who = {one.rpartition("@")[0] for one in authority.split(",")}
    if len(who) == 1:
        return ",".join(one.rpartition("@")[2] for one in authority.split(","))
    return authority.rpartition("@")[2]


def _signed(address: str) -> str:
    """What follows the last `@` that is not among the parameters."""
    plain = address.rpartition("?")[0]
    found = SIGNED.fullmatch(plain if "@" in plain else address)
    return found[1].partition("/")[0] if found else ""
