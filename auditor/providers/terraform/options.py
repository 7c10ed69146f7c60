"""What an entry of `accounts:` may say of Terraform files. Imports nothing of a cloud."""

from typing import Literal, Required

from auditor.configuration import Country, Entry, Id


class Options(Entry, total=False):
    """An entry for plans, states, templates, and folders of Terraform's language. `kind` is what files are whose content does not tell.

    `var_files` are the values of variables, beside those that a folder's own files give. `account` is the id of the account that they are
    for, `region` that of a provider which leaves it to its environment, `sites` the country of a private cloud's regions.
    """

    files: Required[list[str]]
    kind: Literal["plan", "state", "cloudformation", "arm"]
    var_files: list[str]
    account: Id
    region: Id
    sites: dict[str, Country]
