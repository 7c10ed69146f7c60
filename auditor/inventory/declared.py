"""What is judged though no cloud holds it: the organisation, its processing activities, its accounts, and the pieces it relies on.

They are resources like others, so that one language states rules about all of them; `provider` is "declared" but for an account.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from auditor.configuration import Activity, Configuration
from auditor.evidence import Piece, Safeguard
from auditor.inventory.classify import TO_COMPLETE
from auditor.model import Coverage, Facts, Resource
from auditor.reason import reason_for
from auditor.reference.retention import rows

DECLARED = "declared"


def declared(
    configuration: Configuration,
    coverage: Iterable[Coverage],
    offers: Mapping[str, str],
    attached: Mapping[str, int],
    open_activities: Collection[str],
    as_of: date,
) -> Iterator[Resource]:
    """Each of them with its own facts. `offers` says who runs an account, or why nobody knows.

    `attached` counts the resources of an activity; one of `open_activities` may have more.
    """
    organisation = configuration.organisation
    name = organisation.name if organisation else "organisation"
    yield _made("organisation", (organisation and organisation.siren) or "organisation", name, {"data": _data((), ())})
    for activity in configuration.activities:
        yield _activity(activity, attached.get(activity.id, 0), activity.id in open_activities)
    lines = [*coverage]
    for provider, account in dict.fromkeys((line.provider, line.account) for line in lines):
        holes = _unread(lines, account)
        one, offer = _made("account", f"{provider}/{account}", account, {"data": _data((), ())}, provider, account), offers.get(account, "")
        told = {"unknown": {**holes, "offer": offer}} if ":" in offer else {"unknown": holes, "offer": offer}
        yield msgspec.structs.replace(one, **told)
    known = configuration.known
    yield from (_piece(piece, known.safeguards, as_of) for piece in known.pieces())


def _made(kind: str, identifier: str, name: str, facts: Facts, provider: str = DECLARED, account: str = "", **unknown: str) -> Resource:
    """A resource of ours: it has no region, and its country is not a question."""
    holes = {path.replace("__", "."): reason for path, reason in unknown.items()}
    return Resource(f"{kind}:{identifier}", kind, kind, provider, account, None, name, facts=facts, unknown=holes)


def _unread(lines: Iterable[Coverage], account: str) -> dict[str, str]:
    """Why nothing is known of who runs an account of which nothing at all was read."""
    own = [line for line in lines if line.account == account]
    if any(line.status == "read" for line in own):
        return {}
    reason = next((line.reason for line in own if line.reason), reason_for("not_collected", "nothing of this account was read"))
    return dict.fromkeys(("operator", "jurisdiction"), reason)


def _data(categories: Iterable[str], activities: Iterable[str]) -> dict[str, Any]:
    found = [*categories]
    return {"categories": found, "activities": [*activities], "source": "activity" if found else None}


def _activity(activity: Activity, attached: int, more: bool) -> Resource:
    kept = activity.retention
    period = kept and (kept.max or (rows()[kept.row].max if kept.row else None) or kept.min)
    facts: Facts = {"countries": [*activity.countries] or None, "retention": period}
    unknown = {"activity__resources": reason_for("not_collected", "some tags were not read")} if more else {}
    if not more:
        facts["resources"] = attached
    data = _data(activity.categories, (activity.id,))
    for name, of in (("countries", facts), ("retention", facts), ("categories", data)):
        if name in activity.to_complete:
            del of[name]
            unknown[f"{'data' if of is data else 'activity'}__{name}"] = reason_for(TO_COMPLETE, activity.id)
    return _made("activity", activity.id, activity.title or activity.id, {"data": data, "activity": facts}, **unknown)


def _piece(piece: Piece, others: Iterable[Safeguard], as_of: date) -> Resource:
    """A piece with what is left of it; of a safeguard, whether `others` would do."""
    safe, end = piece.safeguard, piece.end
    day = as_of.isoformat()
    state = "expired" if end and day > end else "not_yet" if day < piece.start else "valid"
    facts: Facts = {
        "type": piece.kind,
        "state": state,
        "left": None if state == "expired" or end is None else f"P{(date.fromisoformat(end) - as_of).days}D",
        "document": piece.document or None,
        "instrument": safe and safe.instrument,
        "tia_age": f"P{max(0, (as_of - date.fromisoformat(safe.tia)).days)}D" if safe and safe.tia else None,
        "fallback": None if safe is None else any(_replaces(other, safe, day) for other in others),
    }
    name = "/".join(piece.names)
    return _made("evidence", f"{piece.kind}/{name}", name, {"data": _data((), ()), "evidence": facts})


def _replaces(other: Safeguard, safe: Safeguard, day: str) -> bool:
    """Whether other clauses, in force and assessed, cover all that this safeguard does. The DPF is about the United States only."""
    country = safe.country or ("US" if safe.instrument == "dpf" else None)
    same = other.provider in (None, safe.provider) and other.country in (None, country)
    return other is not safe and same and other.valid_until >= day and other.instrument in ("scc", "bcr") and other.tia is not None
