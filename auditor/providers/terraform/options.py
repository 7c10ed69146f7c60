"""What an entry of `accounts:` may say of Terraform files. Imports nothing of a cloud."""

from typing import Literal, Required

from auditor.configuration import Entry, Id

KINDS = ("plan", "state", "hcl", "cloudformation", "arm")


class Options(Entry, total=False):
    """An entry for plans, states or templates. `kind` is what the files are, told by their content when it is left out.

    `account` is the id of the account that they are for, `region` that of a provider which leaves it to the environment.
    """

    files: Required[list[str]]
    kind: Literal["plan", "state", "hcl", "cloudformation", "arm"]
    account: Id
    region: Id
    variables: list[str]
