"""What an entry of `accounts:` may say for Azure. Imports no SDK."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from auditor.configuration import Country, Entry, Guid, Id, Url


class Options(Entry, total=False):
    """An entry for Azure, or for what speaks Resource Manager at `endpoint`. Secrets stay out of it."""

    tenant_id: Guid
    subscriptions: Annotated[list[Id], Meta(min_length=1)] | Literal["all"]
    management_group: Id
    cloud: Literal["AzureCloud", "AzureChinaCloud", "AzureUSGovernment"]
    credential: Literal["default", "environment", "certificate", "managed_identity", "workload_identity", "cli"]
    client_id: Id
    certificate_path: str
    endpoint: Url
    authority: Url
    audience: Url
    ca_bundle: str
    resource_graph: bool
    sizes: bool
    expiring: bool
    sites: dict[str, Country]
    max_attempts: int
    page_size: int
    emulator: bool
