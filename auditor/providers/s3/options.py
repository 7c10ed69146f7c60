"""What an entry of `accounts:` may say for a store that speaks S3. Imports no SDK."""

from typing import Required

from auditor.configuration import Country, Entry, Id, Url


class Options(Entry, total=False):
    """An entry for a store at `endpoint_url`. Its keys come from the environment or from a profile."""

    endpoint_url: Required[Url]
    profile: str
    region: Id
    sites: dict[str, Country]
    max_attempts: int
    max_calls_per_second: int
    page_size: int
