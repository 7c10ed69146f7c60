"""Exchange and Teams: their place as the admin centre has it, the geographies where directory and groups put accounts, who left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from auditor.clock import utc
from auditor.model import Resource
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.m365.common import PAGE, SKUS_AT, among, call, elsewhere, held, pseudonym, sealed, skus
from auditor.providers.noted import noted
from auditor.providers.observing import Unknown
from auditor.providers.shapes import joined
from auditor.providers.thin import named

EXCHANGE, TEAMS = "M365::Exchange", "M365::Teams"
WORKLOADS = skus("encryption.key", of=(EXCHANGE, TEAMS), lists=True)
USERS = call("users", "ListUsers", "User.Read.All", "flows.replication", "held.accounts", of=(EXCHANGE, TEAMS))
GROUPS = call("groups", "ListGroups", "GroupMember.Read.All", "flows.replication", of=(EXCHANGE, TEAMS))
DEPARTED = ("departed.count", "departed.longest", "departed.accounts")
SIGN_INS = call("users", "ListSignInActivity", "AuditLog.Read.All", *DEPARTED, of=(EXCHANGE,))
NO_POLICY = Unknown.of("not_collected", "retention policies are told by the Purview portal and PowerShell, by no API of Graph")
NO_RULES = Unknown.of("not_collected", "Graph does not tell what forwards, journals or exports messages")
MOST = 50
"""Accounts that are named, by pseudonym: those that left the longest ago."""
SIGNED_IN = ("lastSuccessfulSignInDateTime", "lastSignInDateTime", "lastNonInteractiveSignInDateTime")


def collect(reader: Reader) -> Iterator[Resource]:
    """One each that is licensed. Of people, what is counted is all that is kept."""
    names = held(reader.pages(WORKLOADS, at=SKUS_AT))
    mail, chat = among(names, "EXCHANGE"), among(names, "TEAMS")
    if not (mail or chat):
        return
    people, users = _counted(reader, USERS, "/users", "userType eq 'Member'")
    shared, groups = _counted(reader, GROUPS, "/groups", "groupTypes/any(c:c eq 'Unified')")
    counted = users or sum(people.values())
    for there, native_type, title, workload in ((mail, EXCHANGE, "Exchange Online", "exchange"), (chat, TEAMS, "Microsoft Teams", "teams")):
        if not there:
            continue
        place, told = noted(reader, workload)
        spread = joined(*(lost or elsewhere(place, codes.keys() - {""}) for codes, lost in ((people, users), (shared, groups))))
        facts = {"retention.max": NO_POLICY, "flows.copy": NO_RULES, "flows.replication": spread, "held.accounts": counted}
        left = _departed(reader) if native_type == EXCHANGE else {}
        id = named(reader, native_type, workload)
        yield reader.resource(native_type, id, title, {**facts, **sealed(names), **left, **told}, {}, place)


def _counted(reader: Reader, asked: Call, at: str, only: str) -> tuple[Counter[str], Unknown | None]:
    """How many accounts are preferred to lie in each geography, those that have no preference under an empty code."""
    found = Counter[str]()

    def note(one: Mapping[str, object]) -> None:
        code = one.get("preferredDataLocation") or ""
        if not isinstance(code, str):
            raise TypeError("a preferred data location that is no code")
        found[code.upper()] += 1

    return found, reader.fold(asked, note, **{"at": at, "$select": "id,preferredDataLocation", "$filter": only, "$top": PAGE})


def _departed(reader: Reader) -> dict[str, Any]:
    """Accounts that are closed and still hold a licence: how many, and for how long nobody has signed in."""
    since: list[tuple[datetime | None, str]] = []
    more = ",displayName,userPrincipalName" if reader.options.get("reveal") else ""

    def note(one: Mapping[str, Any]) -> None:
        if one["assignedLicenses"]:
            activity = one.get("signInActivity") or {}
            days = [datetime.fromisoformat(activity[name]) for name in SIGNED_IN if activity.get(name)]
            since.append((max(days, default=None), pseudonym(reader, one)))

    asked = {"$select": f"id,assignedLicenses,signInActivity{more}", "$filter": "accountEnabled eq false and userType eq 'Member'"}
    if lost := reader.fold(SIGN_INS, note, **{"at": "/users", **asked, "$top": 120}):
        return dict.fromkeys(DEPARTED, Unknown(lost.reason))
    known = sorted((day, name) for day, name in since if day)
    longest = f"P{max(0, (utc() - known[0][0]).days)}D" if known else None
    unsure = Unknown.of("not_collected", f"of {len(since) - len(known)} closed accounts no sign-in is known", longest)
    named_first = [*(name for _, name in known), *sorted(name for day, name in since if not day)][:MOST]
    return dict(zip(DEPARTED, (len(since), longest if len(known) == len(since) else unsure, named_first or None), strict=True))


COLLECTOR = Collector(
    "messaging",
    {EXCHANGE: "mail_service", TEAMS: "mail_service"},
    (WORKLOADS, USERS, GROUPS, SIGN_INS),
    collect,
    where="account",
)
