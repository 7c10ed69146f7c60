"""What an entry of `accounts:` may say for Nuage."""

from typing import Annotated, Required

from msgspec import Meta

from auditor.configuration import Entry, Id, Url


class Options(Entry, total=False):
    """An entry for Nuage; its key comes from NUAGE_TOKEN."""

    endpoint: Required[Url]
    regions: Required[Annotated[list[Id], Meta(min_length=1)]]
    max_attempts: int
