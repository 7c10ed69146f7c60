"""What an entry of `accounts:` may say of Terraform files. Imports nothing of a cloud."""

from typing import Literal, Required

from auditor.configuration import Country, Entry, Id


class Options(Entry, total=False):
    """An entry for plans and states. `kind` is what the files are, told by their content when it is left out.

    `account` is the id of the account that they are for, `region` that of a provider which leaves it to the environment,
    `sites` the country of a private cloud's regions.
    """

    files: Required[list[str]]
    kind: Literal["plan", "state"]
    account: Id
    region: Id
    sites: dict[str, Country]
