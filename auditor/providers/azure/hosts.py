"""The host that a setting names, however it is written: an address, a connection string, a signed link. Nothing else of it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

HOST = re.compile(r"(?=.*\.)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
SAYING = ("endpoint", "accountendpoint", "blobendpoint", "data source", "server", "address", "addr", "network address", "host", "url")
"""Words of connection strings that an address follows, in lower case."""


def host_in(value: object) -> str | None:
    """The host that a text names; None for none, for an expression, a secret that is hidden, or anything but a text."""
    if isinstance(value, Mapping):
        value = value.get("value") if str(value.get("type")).lower() == "securestring" else None
    if not isinstance(value, str) or "@{" in value or value.startswith("@"):
        return None
    text = value.strip()
    return _strung(text) if re.match(r"[\w .-]+=", text) and "://" not in text.partition("=")[0] else _bare(text)


def first_host(said: Mapping[str, object], names: Iterable[str]) -> str | None:
    """The host of the first of these settings that names one."""
    lower = {str(name).lower(): value for name, value in said.items()}
    return next((host for name in names if (host := host_in(lower.get(name.lower())))), None)


def _strung(text: str) -> str | None:
    """The host in a connection string."""
    pairs = {name.strip().lower(): value.strip() for name, _, value in (part.partition("=") for part in text.split(";"))}
    if account := pairs.get("accountname"):
        return _bare(f"{account}.blob.{pairs.get('endpointsuffix') or 'core.windows.net'}")
    return next((host for name in SAYING if (host := _bare(pairs.get(name, "")))), None)


def _bare(text: str) -> str | None:
    """The host of an address, with or without its scheme and port."""
    try:
        host = urlsplit(text).hostname if "://" in text else re.split(r"[,:/\\]", text.removeprefix("tcp:").lstrip("\\"), maxsplit=1)[0]
    except ValueError:
        return None
    return host.lower() if host and HOST.fullmatch(host) else None
