"""Why something is not known: a code, and what it speaks of. Made here, written as one line, and read back here alone."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

SIGN_IN = frozenset(
    "no_credentials no_profile tenant_unknown credentials_expired credentials_invalid signature_invalid clock_skew "
    "certificate_untrusted no_route proxy_refused".split()
)
"""What keeps everything from being read, each with a remedy of its own: who we are, what time it is, how to get there."""
REFUSED = frozenset({"access_denied", "guard_rail"})
"""The provider says no: a permission would change that."""
SETTLED = REFUSED | {"empty_answer"}
"""What asking again would answer the same while nothing changes: a refusal stays one, and an answer that says nothing says no more."""
FAILED = SIGN_IN | frozenset(
    "throttled timed_out out_of_time unreachable no_answer empty_answer partial_list collector_error not_inherited".split()
)
"""A question was asked, and no usable answer came."""
LEFT = {
    "not_collected": "skipped",
    "gone": "skipped",
    "planned_delete": "skipped",
    "planned_replace": "skipped",
    "not_understood": "not_understood",
}
"""What was not asked, is there no more, is going to be taken away, or is read by no collector → the status of its line."""
OPEN = frozenset(
    "only_a_bound policy_not_understood region_not_in_register target_not_read category_unknown activity_unknown register_to_complete "
    "label_unverified schedule_undecided schedule_ended transfer_unproved place_global register_silent not_in_register log_purpose_unknown "
    "not_answered announced key_not_read operator_unknown known_after_apply not_static".split()
)
"""An answer that decides nothing: no scan of these accounts could tell."""
CODES = REFUSED | FAILED | LEFT.keys() | OPEN

_SHAPE = re.compile(r"([a-z_]+)(?:: (.*))?\Z", re.DOTALL)
_SPOKEN = re.compile(r"([^\s:]+:[A-Za-z]\w*)(?: \(([^()]+)\))?(?:: (.*))?\Z", re.DOTALL)
_CODE = re.compile(r"[\w.-]+\Z")


class Reason(msgspec.Struct, frozen=True):
    """One of CODES, the call that was made, the permission it needs where that has another name, what else is to be said of it,
    and the provider's own code. A text that is no reason has no code, and is its own detail.
    """

    code: str
    call: str = ""
    permission: str = ""
    detail: str = ""
    provider_code: str = ""

    @classmethod
    def of(cls, code: str, detail: str) -> Reason:
        """Of what no call was made for, or whose call is said beside."""
        return cls(code, detail=detail)

    def __str__(self) -> str:
        """`code: call (permission): detail: provider's code`, without what there is not: how snapshots hold it."""
        # Every resource has several: joining what a generator yields takes twice as long.
        said = f"{self.call} ({self.permission})" if self.permission else self.call
        text = f"{self.code}: {said}" if self.code and said else self.code or said
        for part in (self.detail, self.provider_code):
            if part:
                text = f"{text}: {part}" if text else part
        return text

    def beside(self, told: object) -> Reason:
        """The same, with more to say of it."""
        return msgspec.structs.replace(self, detail=": ".join(filter(None, (self.detail, str(told)))))

    @property
    def refused(self) -> bool:
        """Whether the provider said no."""
        return self.code in REFUSED

    @property
    def unanswered(self) -> bool:
        """Whether a question was asked and not answered: the scan is incomplete."""
        return self.code in REFUSED or self.code in FAILED

    @property
    def status(self) -> str:
        """The status of a coverage line that has this reason."""
        return "refused" if self.refused else LEFT.get(self.code, "failed") if self.code else "read"

    @property
    def spoken(self) -> str:
        """Everything but the code."""
        return str(msgspec.structs.replace(self, code=""))


NONE = Reason("")
"""Of what was read."""


def reason_for(code: str, detail: object) -> str:
    """A reason of no call, as snapshots hold it."""
    return str(Reason.of(code, str(detail)))


@lru_cache(maxsize=8192)
def reason_of(text: str) -> Reason:
    """A reason as a snapshot holds it. Guarded by the cache's own lock; a value never changes."""
    shape = _SHAPE.match(text)
    if shape is None:
        return Reason("", detail=text)
    spoken = _SPOKEN.match(shape[2] or "")
    if spoken is None:
        return Reason(shape[1], detail=shape[2] or "")
    detail = spoken[3] or ""
    coded = bool(_CODE.match(detail))
    return Reason(shape[1], spoken[1], spoken[2] or "", "" if coded else detail, detail if coded else "")
