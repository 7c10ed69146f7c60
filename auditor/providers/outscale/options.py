"""What an entry of `accounts:` may say for OUTSCALE. Imports no SDK."""

from typing import Annotated, Required

from msgspec import Meta

from auditor.configuration import Entry, Id, Url


class Options(Entry, total=False):
    """An entry for OUTSCALE, whose regions are apart; its keys come from OSC_ACCESS_KEY and OSC_SECRET_KEY."""

    region: Required[Annotated[Id, Meta(min_length=1)]]
    endpoint_url: Url
    max_calls_per_second: int
    ca_bundle: str
    emulator: bool
