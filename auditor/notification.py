"""`notify:` in auditor.yaml: whom to tell what, and where their addresses lie. No address is written there: it may hold a password."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from auditor.i18n import N_

Source = Annotated[
    str, Meta(pattern=r"\A(env:[A-Za-z_]\w*|file:/\S+)\Z", extra={"what": N_("env:NAME or file:/PATH, where the addresses are read")})
]
Occasion = Literal["new", "unreadable", "resolved", "expiring"]
Duration = Annotated[str, Meta(extra={"word": "duration"})]


class Notify(msgspec.Struct, frozen=True, omit_defaults=True):
    """Addresses are those of Apprise, one a line or separated by blanks, read from the environment or a file.

    New failures below `severity` are not told; what ends `within` that time is, as are access keys that are to be renewed once they are
    as old as `renew`.
    """

    to: Annotated[tuple[Source, ...], Meta(min_length=1)]
    severity: Literal["critical", "major", "moderate", "minor"] = "major"
    occasions: tuple[Occasion, ...] = ("new", "unreadable", "resolved", "expiring")
    within: Duration = "P30D"
    renew: Duration = "P1Y"

    @property
    def asks(self) -> dict[str, bool]:
        """The options that entries have for its sake, unless they say otherwise."""
        return {"expiring": True} if "expiring" in self.occasions else {}
