"""How a bucket of a store that is no AWS is named: names of buckets are the store's own, so its address is part of them.

It says no region by itself: nothing here answers `said`, and whose the host is the register knows.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.model import Facts
from auditor.providers.naming import Said

SCHEME = "s3://"
ARN = "arn:aws:s3:::"
"""How stores write a bucket in replication rules and policies, whoever runs them."""


def bucket_id(account: str, name: str) -> str:
    """The id of a bucket of that account, by its name or by what stands for it in rules."""
    return f"{SCHEME}{store(account)}/{name.removeprefix(ARN)}"


def account_id(owner: str, store: str) -> str:
    """The owner's id is unique in its store only."""
    return f"{owner}@{store}"


def store(account: str) -> str:
    """The host, and the port where it is not the usual one, of the store that an account belongs to."""
    return account.rpartition("@")[2]


def said(identifier: str) -> Said | None:  # noqa: ARG001  # the register of hosts says more
    """Nothing."""
    return None


def aliases(native_type: str, name: str, facts: Facts, partition: str) -> Iterable[str]:  # noqa: ARG001  # only an account says them
    """None that the name alone says."""
    return ()
