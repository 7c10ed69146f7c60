"""The nouns that travel between rooms: Resource, Gap, Manifest, Finding, Run.

Frozen msgspec structs: immutable, slotted, decoded straight from JSON Lines.
Provider, Collector, Rule and Waiver live in their own rooms; see docs/architecture.md.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

SCHEMA_VERSION = 1
"""Of reports."""
SNAPSHOT_VERSION = RUN_VERSION = 2
"""Of snapshots and of runs."""
FORMER_VERSION = 1
"""Of both, still read: a manifest which says none is of the former."""

Facts = dict[str, Any]


class Outcome(StrEnum):
    """What a rule says of a resource. `waived` is a flag beside it, never an outcome."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Severity(StrEnum):
    """How much a failure matters; capped by the rule's force."""

    CRITICAL = "critical"
    MAJOR = "major"
    MODERATE = "moderate"
    MINOR = "minor"
    INFO = "info"


SEVERITIES = tuple(Severity)
"""Gravest first."""


class Confidence(StrEnum):
    """How sure the facts behind a finding are: read, guessed from a name, or resting on an unconfirmed register entry."""

    OBSERVED = "observed"
    PRESUMED = "presumed"
    TO_CONFIRM = "to_confirm"


class Whereabouts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the name of a thing says of it, read or not: its region, the account it lies in, who runs it, and of a key who manages it.

    `offer` is left out where it is that of the resource which names the thing, and empty where nobody knows whose it is.
    `service` is the word by which the permission to list such things begins, empty where its name does not tell.
    """

    region: str | None = None
    account: str | None = None
    offer: str | None = None
    manager: str | None = None
    service: str = ""


VERIFIED = "verified"


class Citation(msgspec.Struct, frozen=True, order=True):
    """One entry of a register, and its mark on the day of the audit.

    verified, partly_verified, to_confirm (from memory), stale (verified too long ago); of a label also its status, claimed or
    to_reconfirm, or absent.
    """

    register: str
    entry: str
    mark: str

    @property
    def sure(self) -> bool:
        """Whether its source was read, whole and lately enough."""
        return self.mark == VERIFIED


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """What people say of something that no API tells of, beside its facts.

    `claimed` maps a fact that no document proves to who announced it: it counts against, and never for. `answers` are those to rules
    that people answer, `labels` the certificates it is said to hold (entries of the register of labels), `control` the country from
    which its operator is said to be controlled, `hosts` the operators of its rooms, `entity` who contracts. `repeats` maps a question to
    the entry of the register of services whose announcement stands for its answer.
    """

    claimed: dict[str, str] = {}
    answers: dict[str, str] = {}
    labels: tuple[dict[str, Any], ...] = ()
    control: str | None = None
    hosts: tuple[str, ...] = ()
    entity: str = ""
    repeats: dict[str, str] = {}


class Resource(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that holds or moves data, as a provider describes it.

    `provider` is who was asked, `offer` who runs it: an id of operators.yaml, by default the provider's own, and nobody's that we know
    where `unknown` says why. `account` was read; `holder` is the one it lies in, where that is another.
    `aliases` is every other name by which a flow may mean it; `named` what the names among its own facts say of what they name.
    `facts` is nested plain data without the unknown keys; null means known to be not set.
    `unknown` maps a fact path to the reason it could not be read ("access_denied: s3:GetBucketPolicyStatus").
    `confidence` names the facts that are guessed or rest on an unconfirmed register entry; `unconfirmed` those entries (derived only).
    `force` names the derived facts that something weaker than the law decided: a clause of a contract, a recommendation, a practice.
    `site` is the country of a private site, as the configuration declares it: heeded where no register knows the region.
    `told` is what people declare beside; `proved` the same resource without what nobody proved, where that is less (derived only).
    `alike` numbers those that differ in nothing but what they are called and when they were read; 0 is like none (derived only).
    """

    id: str
    kind: str
    native_type: str
    provider: str
    account: str
    region: str | None
    name: str
    group: str | None = None
    tags: dict[str, str] = {}
    facts: Facts = {}
    unknown: dict[str, str] = {}
    confidence: dict[str, Confidence] = {}
    unconfirmed: dict[str, tuple[Citation, ...]] = {}
    force: dict[str, str] = {}
    read_at: str = ""
    offer: str = ""
    holder: str | None = None
    aliases: tuple[str, ...] = ()
    named: dict[str, Whereabouts] = {}
    site: str | None = None
    told: Told | None = None
    proved: Resource | None = None
    alike: int = 0

    @property
    def run_by(self) -> str:
        """The offer, as registers know it; empty when nobody knows."""
        return "" if "offer" in self.unknown else self.offer or self.provider


class Coverage(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one list call (or one account) answered. `status`: read, refused, failed, skipped, guarded, not_understood.

    refused = the provider said no; failed = no usable answer; skipped = left out by configuration, or known to hold nothing;
    guarded = refused by a policy that closes that region to new data, by its text or by what it refused there;
    not_understood = seen, read by no collector.
    `reason` is a reason code, a colon and a detail; `permission` is what would have to be granted.
    """

    provider: str
    account: str
    region: str | None
    service: str
    status: str
    call: str = ""
    reason: str = ""
    permission: str = ""
    resources: int = 0
    at: str = ""


class Located(msgspec.Struct, frozen=True):
    """The region of something that flows name and no account read holds, as its provider tells anybody; the call that told it, and when."""

    region: str
    call: str
    at: str


class Seal(msgspec.Struct, frozen=True):
    """What a file is known by: how many lines it holds, once unpacked, and the SHA-256 of its bytes."""

    lines: int
    sha256: str


class Inherited(msgspec.Struct, frozen=True, omit_defaults=True):
    """A run that another organisation made (`of`), and which this scan took over: `accounts`, and so many resources.

    `run` is its directory as it is called; `at` is when it began, `oldest` when the oldest of its readings was made. `missing` is why it
    could not be taken over.
    """

    run: str
    of: str = ""
    at: str = ""
    oldest: str = ""
    accounts: list[str] = []
    resources: int = 0
    missing: str = ""


class Manifest(msgspec.Struct, frozen=True, omit_defaults=True):
    """The first page of a snapshot: who read what, when, with which version and under which configuration.

    `entries` maps each entry of `accounts:` to the account ids it opened, `expected` to all it is known to have, read or not;
    `accounts` maps each account id to its regions, `offers` to who runs it, or why nobody knows ("operator_unknown: s3.example.org").
    `calls` maps native type → fact path → the call that feeds it, so that evidence need not be repeated per resource.
    `settings` counts the resources that are settings of accounts, which every account has and which hold no data.
    `gaps` counts list calls and accounts that gave nothing whole, `unread` the resources with a fact that was asked and not answered.
    `context` is the part of auditor.yaml that judging needs (activities, trusted accounts, allowed countries …).
    `files` seals every other file of the snapshot; empty in those of before there were seals.
    `located` says where targets of flows lie that no account read holds; empty unless that was asked for.
    `began` is when the scan began that was broken off and of which this one goes on; `reused` counts the units that were not read again,
    and `oldest` is when the oldest thing that was taken over was read.
    `planned` are the accounts of which nothing is there yet: what was read of them is a plan, a folder or a template.
    `inherited` are the runs of others that it took over: their accounts are among `accounts`, their entries marked among `entries`.
    """

    started_at: str
    finished_at: str
    auditor_version: str
    identities: dict[str, str] = {}
    entries: dict[str, list[str]] = {}
    expected: dict[str, list[str]] = {}
    accounts: dict[str, list[str]] = {}
    offers: dict[str, str] = {}
    calls: dict[str, dict[str, str]] = {}
    context: dict[str, Any] = {}
    located: dict[str, Located] = {}
    resources: int = 0
    settings: int = 0
    gaps: int = 0
    unread: int = 0
    api_calls: int = 0
    files: dict[str, Seal] = {}
    schema_version: int = FORMER_VERSION
    began: str = ""
    reused: int = 0
    oldest: str = ""
    planned: tuple[str, ...] = ()
    inherited: tuple[Inherited, ...] = ()

    @property
    def read_nothing(self) -> bool:
        """Whether nothing that could hold data was read: never a success."""
        return self.resources <= self.settings


NO_ROLE = "unknown"
"""The role of a place where data may be for any reason: sent there from one that could not be read."""


WITH_IT = ""
"""When a place was read of which nothing else is said than that its resource was."""


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """One place where a resource's data can be. Absent keys are unknown, said in the finding's reasons.

    `read_at` is when what lies there was read: the target, else what names it.
    """

    role: str
    country: str | None = None
    region: str | None = None
    holder: str | None = None
    via: str | None = None
    safeguard: str | None = None
    read_at: str | None = None


class Because(msgspec.Struct, frozen=True):
    """Why a rule failed or could not conclude: one fact, what it is, what was expected, and where both come from."""

    fact: str
    actual: Any
    expected: str
    rule_line: str
    call: str
    at: str


class ResourceRef(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a finding says of its resource, and when that was read; both are empty in runs that do not say.

    `offer` is who runs it, None when nobody knows. `group` is the resource group it lies in, where its cloud has such groups.
    """

    id: str
    kind: str
    native_type: str
    provider: str
    account: str
    region: str | None
    name: str
    offer: str | None = ""
    read_at: str = ""
    group: str | None = None

    @property
    def run_by(self) -> str:
        """The offer, as registers know it; empty when nobody knows."""
        return "" if self.offer is None else self.offer or self.provider


class Finding(msgspec.Struct, frozen=True):
    """A rule held against a resource; keys are stable.

    `unconfirmed` are the register entries it rests on that are not verified: what to look up to be sure of it.
    `force` is that of what decided: the rule's own, or that of the row or clause behind a fact; `severity` is capped by it.
    """

    fingerprint: str
    rule: str
    revision: int
    severity: Severity
    outcome: Outcome
    waived: bool
    resource: ResourceRef
    categories: list[str]
    activities: list[str]
    places: list[Place]
    reasons: list[Because]
    requirements: list[str]
    confidence: Confidence
    waiver: str | None = None
    force: str = ""
    unconfirmed: list[Citation] = []


WAIVED = "waived"
STATUSES = (Outcome.FAIL.value, WAIVED, Outcome.UNKNOWN.value, Outcome.PASS.value)
"""How a finding is shown: its outcome, or waived when somebody accepted it. In the order of reading."""


def status(finding: Finding) -> str:
    """One of STATUSES."""
    return WAIVED if finding.waived and finding.outcome is not Outcome.PASS else finding.outcome.value


class Past(msgspec.Struct, frozen=True):
    """What changed since the scan before, which is the only thing in a run that its own snapshot does not say.

    `missing` says why nothing is known of it: unreachable, locked, broken, newer (`HistoryError.why`); empty when history answered.
    `counts`: new, worsened, fixed, open, unobservable. `rules` maps a rule to its open failures that are new and the day of the oldest.
    `flows` maps `FR>US:replica` to the day it was first seen. `trend` holds the last runs, this one included, oldest first;
    `trends` of each rule and activity the failures and open questions in these. `by_law` counts what is new or fixed because the law,
    a register or what the authority wrote changed, and not the cloud.
    """

    at: str
    days: int
    counts: dict[str, int]
    rules: dict[str, dict[str, Any]] = {}
    flows: dict[str, str] = {}
    trend: list[dict[str, Any]] = []
    missing: str = ""
    by_law: dict[str, int] = {}
    trends: dict[str, list[list[int]]] = {}


class Unmet(msgspec.Struct, frozen=True):
    """What names resources and met none in the whole scan: `what` is selector, answer or waiver, of an activity or a rule (`owner`)."""

    what: str
    owner: str
    written: str


class Run(msgspec.Struct, frozen=True):
    """run.json: a snapshot judged with a ruleset on a day. The findings lie beside it in findings.jsonl.

    `loaded` counts all the rules there were, those that are not for this organisation or this day included.
    `totals` counts outcomes; `rules` holds, per rule id, its outcome counts; scores never leave unknown out.
    `previous` is what history told when the run was made; None when it was not asked. `unmet` is empty when the scan is not whole.
    `seals` ties the findings and the manifest of the snapshot to it; empty in runs of before there were seals.
    """

    as_of: str
    assumptions: list[str]
    snapshot: Manifest
    rules: dict[str, dict[str, Any]]
    totals: dict[str, int]
    by_severity: dict[str, dict[str, int]]
    waived: int
    reference: dict[str, str]
    auditor_version: str
    schema_version: int = RUN_VERSION
    previous: Past | None = None
    seals: dict[str, Seal] = {}
    loaded: int = 0
    unmet: list[Unmet] = []
