"""What an entry of `accounts:` may say for Microsoft 365. Imports no SDK."""

from __future__ import annotations

from typing import Annotated, Literal, Required, TypedDict

from msgspec import Meta

from auditor.configuration import Country, Entry, Id, Url

Day = Annotated[str, Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", extra={"what": "a day (2026-11-28)"})]
Place = Annotated[
    str, Meta(pattern=r"\A\S.{0,98}\S\Z", extra={"what": "a data location as the admin centre writes it (France, FRA, EU Data Boundary)"})
]


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

    tenant_id: Id
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
