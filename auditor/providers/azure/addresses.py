"""Where requests go: an address is taken apart here and nowhere else, so that what is checked is what is sent."""

from __future__ import annotations

import re
from urllib.parse import quote

OWN = re.compile(r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?(?P<path>[/?][^#]*)?", re.IGNORECASE)
"""An address of plain letters: whoever reads it, browser, proxy or library, finds the same host in it."""
PORTS = {"https": "443", "http": "80"}


def checked(address: str, what: str) -> str:
    """An address that somebody configured, without a slash at its end.

    Raises ValueError for one that two readers could take apart in two ways.
    """
    bare = address.rstrip("/")
    if not OWN.fullmatch(bare):
        raise ValueError(f"{what} is no plain address (https://host:port/path): {address!r:.80}")
    return bare


def onward(link: str, endpoint: str) -> str | None:
    """What follows our own endpoint in the address of a next page; None for a page anywhere else. Only this goes into a request."""
    said, ours = OWN.fullmatch(link), OWN.fullmatch(endpoint)
    if said is None or ours is None or _origin(said) != _origin(ours):
        return None
    path, root = said["path"] or "", (ours["path"] or "").rstrip("/")
    left = path.removeprefix(root)
    return left if path.startswith(root) and (not left or left[0] in "/?") else None


def below(endpoint: str, path: str) -> str:
    """The address of a path below our own endpoint, whatever an answer wrote there."""
    return f"{endpoint}/{quote(path.lstrip('/'), safe='/?&=$%:,()@!+*;')}"


def _origin(address: re.Match[str]) -> tuple[str, str, str]:
    scheme = address["scheme"].lower()
    return scheme, address["host"].lower(), str(int(address["port"] or PORTS[scheme]))
