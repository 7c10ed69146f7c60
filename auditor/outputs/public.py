"""What a public report is made from: findings, readings and resources without the names, identifiers and words that somebody chose.

The page is written from these, so that what it could leak is not there; `inert.discreet` then looks for identifiers in what is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from auditor.model import Because, Coverage, Finding, Outcome, Place, Resource
from auditor.outputs.causes import ending

# Calls and permissions in the shapes that APIs have: a service and a verb (`s3:GetBucketPolicy`), or a name space and a path of words
# (`Vendor.Cache/redis/read`); types: such a path, or a name space and words between double colons (`Vendor::S3::Bucket ×3`). Words have no
# digit, hyphen or accent, which what people name things with has sooner or later: a shape that is too narrow hides, and never leaks.
_PATH = r"[A-Z][a-z]+(?:\.[A-Z][A-Za-z]+){1,2}(?:/[A-Za-z*]+){1,8}"
_CALL = rf"(?:[A-Za-z][\w.-]{{1,60}}:[A-Z*][A-Za-z0-9*]{{0,80}}|{_PATH})"
_CALLS = re.compile(rf"{_CALL}(?:,? {_CALL})*(?: \({_CALL}\))?")
_TYPE = re.compile(rf"(?:[A-Z][A-Za-z]+(?:::[A-Za-z0-9]+){{2}}|{_PATH})(?: ×\d+)?")
_CODE = re.compile(r"([a-z_]+)(?:: (.*))?", re.DOTALL)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,40}")


def findings(told: Iterable[Finding]) -> Iterator[Finding]:
    """Findings that say where and why, and of what only by number; the id of a resource stays, to count it once, and is never shown."""
    for finding in told:
        places = [_place(place) for place in finding.places]
        yield msgspec.structs.replace(
            finding,
            resource=msgspec.structs.replace(finding.resource, name="", region=_word(finding.resource.region)),
            places=places,
            reasons=[_reason(reason, finding.outcome) for reason in finding.reasons],
            waiver=None,
        )


def resources(told: Iterable[Resource]) -> Iterator[Resource]:
    """Resources with what was not read of them, by call."""
    for resource in told:
        unknown = {path: _why(reason) for path, reason in resource.unknown.items()}
        yield msgspec.structs.replace(resource, name="", group=None, tags={}, unknown=unknown)


def coverage(told: Iterable[Coverage]) -> Iterator[Coverage]:
    """Readings by service, region and call."""
    for line in told:
        call, permission = (text if _CALLS.fullmatch(text) else "" for text in (line.call, line.permission))
        service = line.service if _word(line.service.replace(" ", "-")) else "–"
        known = msgspec.structs.replace(line, service=service, region=_word(line.region), reason=_why(line.reason))
        yield msgspec.structs.replace(known, call=call, permission=permission)


def _place(place: Place) -> Place:
    """Where, and by virtue of which instrument: its reference is a document of the authority."""
    instrument = (place.safeguard or "").split(" ")[0] or None
    return msgspec.structs.replace(place, holder=None, via=None, region=_word(place.region), safeguard=instrument)


def _reason(reason: Because, outcome: Outcome) -> Because:
    unread = _why(reason.actual) if outcome is Outcome.UNKNOWN and isinstance(reason.actual, str) else None
    call = reason.call if _CALLS.fullmatch(reason.call) else ""
    return msgspec.structs.replace(reason, actual=unread, call=call, rule_line="")


def _why(reason: str) -> str:
    """A reason's code, with what follows it only when that is a call, a type or a phrase of ours."""
    found = _CODE.fullmatch(reason)
    if found is None:
        return "no_answer"
    detail = found[2] or ""
    told = detail if _CALLS.fullmatch(detail) or _TYPE.fullmatch(detail) else ending(reason)
    return f"{found[1]}: {told}" if told else found[1]


def _word(text: str | None) -> str | None:
    return text if text and _WORD.fullmatch(text) else None
