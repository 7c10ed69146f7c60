"""What an entry of `accounts:` may say for Azure. Imports no SDK."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from auditor.configuration import Country, Entry, Guid, Id, Url


class Signing(Entry, total=False):
    """Who signs in to Entra ID, where, and how. Secrets stay out of it."""

    tenant_id: Guid
    client_id: Id
    credential: Literal["default", "environment", "certificate", "managed_identity", "workload_identity", "cli"]
    certificate_path: str
    cloud: Literal["AzureCloud", "AzureChinaCloud", "AzureUSGovernment"]
    endpoint: Url
    authority: Url
    audience: Url
    ca_bundle: str
    emulator: bool


class Options(Signing, total=False):
    """An entry for Azure, or for what speaks Resource Manager at `endpoint`."""

    subscriptions: Annotated[list[Id], Meta(min_length=1)] | Literal["all"]
    management_group: Id
    resource_graph: bool
    sizes: bool
    expiring: bool
    sites: dict[str, Country]
    max_attempts: int
    page_size: int


class Known(Options, total=False):
    """With what opening adds: the subscriptions that are read."""

    scope: list[str]
