"""What an entry of `accounts:` may say for Google Workspace. Imports no SDK."""

from __future__ import annotations

from typing import Annotated, Required, TypedDict

from msgspec import Meta

from auditor.configuration import Entry, Url
from auditor.providers.noted import Day, Place

Customer = Annotated[str, Meta(pattern=r"\AC[0-9a-z]+\Z", extra={"what": "a customer id of Google (C01abc234)"})]


class Workloads(TypedDict, total=False):
    """The place of each service."""

    gmail: Place
    drive: Place
    chat: Place


class DataLocation(TypedDict, total=False):
    """The page "Data regions" of the admin console, where the API does not tell it: what it said, on which day, where it is kept."""

    on: Required[Day]
    document: Required[str]
    workloads: Required[Workloads]


class Options(Entry, total=False):
    """An entry for Google Workspace; the key of its service account is where GOOGLE_APPLICATION_CREDENTIALS says."""

    customer_id: Required[Customer]
    admin: Required[str]
    data_location: DataLocation
    endpoint: Url
    max_calls_per_second: int
    max_attempts: int
    ca_bundle: str
    emulator: bool
