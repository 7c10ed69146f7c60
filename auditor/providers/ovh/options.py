"""What an entry of `accounts:` may say for OVHcloud. Imports no SDK."""

from typing import Annotated, Literal

from msgspec import Meta

from auditor.configuration import Entry, Id, Url


class Options(Entry, total=False):
    """An entry for OVHcloud. Its keys come from the environment or from ovh.conf, as python-ovh reads them."""

    api: Literal["ovh-eu", "ovh-ca", "ovh-us"]
    projects: Annotated[list[Id], Meta(min_length=1)]
    expiring: bool
    endpoint_url: Url
    max_calls_per_second: int
    ca_bundle: str
    emulator: bool
