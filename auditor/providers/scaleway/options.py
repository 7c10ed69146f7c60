"""What an entry of `accounts:` may say for Scaleway. Imports no SDK."""

from typing import Annotated, Literal, Required

from msgspec import Meta

from auditor.configuration import Entry, Id, Url


class Options(Entry, total=False):
    """An entry for Scaleway; its key comes from SCW_SECRET_KEY."""

    organization_id: Required[Id]
    regions: Annotated[list[Literal["fr-par", "nl-ams", "pl-waw"]], Meta(min_length=1)]
    endpoint_url: Url
    max_calls_per_second: int
    ca_bundle: str
    emulator: bool
