"""What an entry of `accounts:` may say for vSphere. Imports no SDK."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from auditor.configuration import Country, Entry, Url

Prefix = Annotated[str, Meta(pattern=r"\A[A-Z][A-Z0-9_]*\Z", extra={"what": "the beginning of the names of two variables (VSPHERE)"})]
Domain = Annotated[str, Meta(pattern=r"\A\S+\Z", extra={"what": "a domain of identities (no spaces)"})]


class Options(Entry, total=False):
    """An entry for vSphere. Who signs in is in the variables VSPHERE_USER and VSPHERE_PASSWORD, or in those that `variables` begins."""

    endpoint: Url
    variables: Prefix
    sites: dict[str, Country]
    domains: list[Domain]
    ca_bundle: str
    max_calls_per_second: int
    max_attempts: int
    emulator: bool
