"""What a log store is for, which decides how long it may and should be kept: who did what, or how a program ran."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from auditor.inventory.known import Known
from auditor.model import Confidence
from auditor.reason import reason_for

UNTOLD = reason_for("log_purpose_unknown", "neither the retention table nor the name tells access logs from technical ones")
ROWS: Mapping[str, str] = {"log-access": "access", "log-admin": "access", "log-supervision": "access", "log-debug": "debug"}
"""The rows of the schedule that an authority may name, and what they are about."""
WORDS: Mapping[str, frozenset[str]] = {
    "access": frozenset(
        "access acces audit cloudtrail trail auth authentification connexion connexions login logins admin administration activite "
        "journalisation securite security waf vpn flow flowlogs bastion".split()
    ),
    "debug": frozenset("debug trace traces lambda codebuild build batch technique stdout containerinsights insights sandbox".split()),
}
_WORD = re.compile(r"[a-z0-9]+")


def purposes(name: str) -> frozenset[str]:
    """The purposes that the words of a name speak of."""
    words = {*_WORD.findall(name[:256].lower())}
    return frozenset(purpose for purpose, theirs in WORDS.items() if words & theirs)


def add_purpose(speaks: Collection[str], known: Known) -> None:
    """Add `log.purpose`: by the row that the authority named, else a guess from what the name speaks of; unknown where they disagree."""
    named = {ROWS[row] for row in known.section("retention").get("named") or () if row in ROWS}
    found = named or WORDS.keys() & speaks
    if len(found) != 1:
        known.unknown["log.purpose"] = UNTOLD
        return
    known.facts["log"] = {"purpose": found.pop()}
    if not named:
        known.confidence["log.purpose"] = Confidence.PRESUMED
