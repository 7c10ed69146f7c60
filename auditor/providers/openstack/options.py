"""What an entry of `accounts:` may say for OpenStack. Imports no SDK."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from auditor.configuration import Country, Entry, Id

Name = Annotated[str, Meta(pattern=r"\A\S+\Z", extra={"what": "a name (no spaces)"})]


class Options(Entry, total=False):
    """An entry for OpenStack. Who signs in is said in clouds.yaml, or by the OS_* variables; secrets stay there."""

    cloud: Name
    clouds_yaml: str
    projects: Annotated[list[Id], Meta(min_length=1)] | Literal["all"]
    domain: Id
    regions: Annotated[list[Name], Meta(min_length=1)] | Literal["all"]
    interface: Literal["public", "internal", "admin"]
    sites: dict[str, Country]
    ca_bundle: str
    max_calls_per_second: int
    max_attempts: int


class Known(Options, total=False):
    """With what opening adds: where the cloud answers, which tells whose it is."""

    endpoint: str
