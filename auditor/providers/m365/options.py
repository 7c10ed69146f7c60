"""What an entry of `accounts:` may say for Microsoft 365. Imports no SDK."""

from __future__ import annotations

from typing import Literal, Required, TypedDict

from auditor.configuration import Country, Entry, Guid, Id, Url
from auditor.providers.noted import Day, Place


class Workloads(TypedDict, total=False):
    """The place of each workload, as the page writes it or by its code."""

    exchange: Place
    sharepoint: Place
    onedrive: Place
    teams: Place
    copilot: Place
    viva: Place
    directory: Place
    audit: Place


class DataLocation(TypedDict, total=False):
    """The page "Data location" of the admin centre, which no API tells: what it said, on which day, and where it is kept."""

    on: Required[Day]
    document: Required[str]
    workloads: Required[Workloads]


class Options(Entry, total=False):
    """An entry for Microsoft 365. Secrets stay in the environment, as azure-identity reads them."""

    tenant_id: Guid
    client_id: Id
    credential: Literal["default", "environment", "certificate", "managed_identity", "workload_identity", "cli"]
    certificate_path: str
    cloud: Literal["global", "usgov", "usgov_dod", "china"]
    endpoint: Url
    authority: Url
    audience: Url
    ca_bundle: str
    data_location: DataLocation
    partners: dict[str, Country]
    reveal: bool
    max_calls_per_second: int
    max_attempts: int
    emulator: bool
