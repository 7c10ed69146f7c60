"""Whom a call is signed as: one client serves every account of an entry, because its credentials are looked up at each signature."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from botocore.credentials import Credentials, DeferredRefreshableCredentials, ReadOnlyCredentials

SESSION_NAME = "residency-auditor"
_current: ContextVar[Credentials | None] = ContextVar("acting", default=None)


class Acting(Credentials):
    """What clients are made with: an entry's own credentials, or those the calling thread acts with.

    It has no account id of its own, so that botocore puts none into an endpoint's name.
    """

    def __init__(self, own: Credentials) -> None:
        super().__init__("", "")
        self.own = own

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """The keys to sign with, renewed when they are about to expire."""
        return (_current.get() or self.own).get_frozen_credentials()


def whom() -> str:
    """A name, for the life of the process, of the account this thread signs for; empty for the entry's own."""
    credentials = _current.get()
    return "" if credentials is None else str(id(credentials))


@contextmanager
def acting(credentials: Credentials | None) -> Iterator[None]:
    """Sign with `credentials` for the block, in this thread and those that copy its context; None is the entry's own."""
    token = _current.set(credentials)
    try:
        yield
    finally:
        _current.reset(token)


def assumed(sts: Callable[[], Any], role: str, external_id: str | None, source: Credentials | None) -> Credentials:
    """The credentials of a role, asked for when first used and renewed before they expire. `source` signs the request for them.

    `sts` gives the client: a role's clients are its entry's, and none is made for it.
    """

    def fetch() -> dict[str, str]:
        extra = {"ExternalId": external_id} if external_id else {}
        with acting(source):
            given = sts().assume_role(RoleArn=role, RoleSessionName=SESSION_NAME, **extra)["Credentials"]
        keys = {"access_key": given["AccessKeyId"], "secret_key": given["SecretAccessKey"], "token": given["SessionToken"]}
        return keys | {"expiry_time": given["Expiration"].isoformat()}

    return DeferredRefreshableCredentials(fetch, "assume-role")
