"""Resource policies: who outside the account a policy lets take what it guards.

Not an evaluation of IAM: what cannot be decided stays a share. A Deny or a condition takes a principal away only when it surely does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from auditor.providers.aws.networks import vast
from auditor.providers.aws.rewriting import rewriting
from auditor.providers.contract import Reader
from auditor.providers.observing import MISSHAPEN, Unknown, lift
from auditor.providers.shapes import flows

ACCOUNT, ORGANIZATION, SERVICE, NETWORK, SOMEBODY, EVERYONE = "account", "organization", "service", "network", "somebody", "everyone"
MALFORMED = Unknown.of("no_answer", "a policy that is not a policy document")
# Condition keys (lower case) that say who asks → how to read their values.
SAYS_WHO = {
    "aws:principalaccount": ACCOUNT,
    "aws:sourceaccount": ACCOUNT,
    "aws:sourceowner": ACCOUNT,
    "kms:calleraccount": ACCOUNT,
    "s3:dataaccesspointaccount": ACCOUNT,
    "s3:dataaccesspointarn": ACCOUNT,
    "aws:vpceaccount": ACCOUNT,
    "aws:principalarn": ACCOUNT,
    "aws:sourcearn": ACCOUNT,
    "aws:principalorgid": ORGANIZATION,
    "aws:principalorgpaths": ORGANIZATION,
    "aws:sourceorgid": ORGANIZATION,
    "aws:sourceorgpaths": ORGANIZATION,
    "aws:vpceorgid": ORGANIZATION,
    "aws:vpceorgpaths": ORGANIZATION,
    "aws:principalservicename": SERVICE,
    "aws:principalservicenameslist": SERVICE,
    "aws:sourceip": NETWORK,
    "aws:sourcevpc": NETWORK,
    "aws:sourcevpce": NETWORK,
    # One identity of an account that its id does not tell.
    "aws:userid": SOMEBODY,
}
BY_ADDRESS, BY_VPC = "aws:sourceip", "aws:sourcevpcarn"
BY_AWS = "aws:principalisawsservice"
SAYS_HOW = frozenset(
    "aws:securetransport aws:currenttime aws:epochtime aws:requestedregion aws:multifactorauthpresent aws:multifactorauthage aws:useragent "
    "aws:referer s3:prefix s3:delimiter s3:max-keys s3:tlsversion s3:authtype s3:signatureversion s3:signatureage "
    "s3:x-amz-content-sha256 aws:viaawsservice".split()
)
"""Condition keys that anybody can satisfy: they leave everyone everyone."""
DIGITS = 12
"""How many an account's id has."""
FIXED = frozenset({"AWS", "Service", "CanonicalUser"})
"""The sorts of principals that are one account, identity or service each."""
SUBSCRIBER = "sns:endpoint"
MOUNTED = "elasticfilesystem:accessedviamounttarget"
"""True only inside a network of the account: a mount target lies nowhere else."""
OWNER = re.compile(r"\$\{aws:ResourceAccount\}", re.IGNORECASE)
OWN_ORGANIZATION = frozenset({"${aws:resourceorgid}", "${aws:resourceorgpaths}"})
"""Variables for whose the thing is: its account, and the organisation of that, which a policy thus does not name."""
EQUALS = frozenset({"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike", "IpAddress", "Bool"})
DIFFERS = frozenset({"StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike", "ArnNotEquals", "ArnNotLike", "NotIpAddress"})
PRECISION = (ACCOUNT, ORGANIZATION, SERVICE, NETWORK, SOMEBODY)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who may ask: an account, an organization, a service acting for anybody, whoever sits in a network, somebody, or everyone.

    `owner` is the account of a network, where that is told; `conditional`, of everyone, that a condition not understood stands beside.
    """

    sort: str
    id: str = ""
    owner: str = ""
    conditional: bool = field(default=False, compare=False)


def external(policy: object, account: str, taking: Collection[str], on: Callable[[str], bool] | None = None) -> Any:
    """The principals outside `account` allowed one of the actions `taking`, or to rewrite who is; Unknown when `policy` is, or is none.

    `on` says whether a pattern of ARNs means the thing, for a policy that guards others too; a policy of its own is all about it.
    """
    if policy is None or isinstance(policy, Unknown):
        return policy or []
    try:
        document = json.loads(OWNER.sub(account, policy if isinstance(policy, str) else json.dumps(policy)))
        statements = [one for one in map(_Statement, _list(document["Statement"])) if one.about(on)]
        return _outside(statements, account, [*taking, *rewriting(taking)])
    except MISSHAPEN:
        return MALFORMED


def shares(
    reader: Reader,
    policy: object,
    taking: Collection[str],
    region: Any = None,
    open_: object = True,
    on: Callable[[str], bool] | None = None,
) -> Any:
    """The value of `flows.share` that a resource policy makes on what it guards, or on `on` alone.

    `open_` is whether everyone it names can get there at all; like `region`, it makes unknown only the shares that rest on it.
    """
    found = external(policy, reader.account, taking, on)
    if isinstance(found, Unknown):
        return found
    if open_ is not True and any(one.sort == EVERYONE for one in found):
        if isinstance(open_, Unknown):
            return open_
        # What nobody at large gets by a condition that is not understood, somebody does.
        found = [Principal(SOMEBODY) if one.conditional else one for one in found if one.sort != EVERYONE or one.conditional]
    if isinstance(region, Unknown):
        # What everyone may take is nowhere in particular: only the others need the region.
        open_to = [_flow(one, None) for one in found if one.sort == EVERYONE]
        return flows(open_to) if len(open_to) == len(found) else Unknown(region.reason, flows(open_to))
    return flows(_flow(one, region or reader.region) for one in found)


def public(reader: Reader, policy: object, taking: Collection[str]) -> Any:
    """Whether a resource policy lets everyone take it."""
    return lift(open_to_all, external(policy, reader.account, taking))


def shut(policy: Any, *opened: Mapping[str, Any]) -> bool:
    """Whether what a policy lets everyone do, and what these statements `opened` otherwise do, it surely denies everybody.

    AWS calls a policy public by what it allows, whatever it denies beside.
    """
    try:
        document = json.loads(policy) if isinstance(policy, str) else policy
        statements = [*map(_Statement, (*_list(document["Statement"]), *opened))]
        # Whom a Deny spares, its own policy tells as a share; of lists of grants nobody tells.
        denying = [one for one in statements if not one.allows and one.keeps_out(everybody=bool(opened))]
        allowed = [one for one in statements if one.allows and one.names_all()]
        return bool(allowed) and all(any(deny.holds(one) for deny in denying) for one in allowed)
    except MISSHAPEN:
        return False


def at_large(policy: Any) -> bool:
    """Whether a policy may let in whom it does not name by a fixed value; no other is public to AWS. None lets nobody in."""
    if policy is None:
        return False
    try:
        document = json.loads(policy) if isinstance(policy, str) else policy
        return not all(_names_only(one) for one in _list(document["Statement"]) if one["Effect"] != "Deny")
    except MISSHAPEN:
        return True


def _names_only(statement: Mapping[str, object]) -> bool:
    """Whether it is about accounts, identities and services, each by its name."""
    principals = statement.get("Principal")
    if not isinstance(principals, Mapping) or not principals or not principals.keys() <= FIXED:
        return False
    return not any(set("*?$") & set(str(name)) for names in principals.values() for name in _list(names))


def open_to_all(found: Iterable[Principal]) -> bool:
    """Whether everyone is among these principals."""
    return any(one.sort == EVERYONE for one in found)


def _flow(principal: Principal, region: str | None) -> dict[str, Any]:
    if principal.sort == EVERYONE:
        return {"country": None, "holder": None}
    if principal.sort == SOMEBODY:
        return {"region": region}
    return {"account" if principal.sort == ACCOUNT else "holder": principal.id, "region": region}


class _Statement:
    """One statement; raises KeyError, TypeError or AttributeError when it is not one."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said = said
        self.allows = {"Allow": True, "Deny": False}[said["Effect"]]
        self.resources = frozenset(_list(said.get("Resource", "*")))
        self.conditions = [
            (operator, key.lower(), [str(value).lower() if _is_logical(value) else str(value) for value in _list(values)])
            for operator, pairs in (said.get("Condition") or {}).items()
            for key, values in pairs.items()
        ]

    def about(self, on: Callable[[str], bool] | None) -> bool:
        """Whether it speaks of the thing; it does when it does not say of what."""
        return on is None or "NotResource" in self.said or any(map(on, self.resources))

    def covers(self, actions: Iterable[str]) -> list[str]:
        """Which of `actions` the statement speaks of."""
        patterns = _list(self.said["Action"] if "Action" in self.said else self.said["NotAction"])
        spoken = {action for action in actions for pattern in patterns if fnmatchcase(action.lower(), str(pattern).lower())}
        return [action for action in actions if (action in spoken) == ("Action" in self.said)]

    def principals(self) -> list[Principal]:
        """Those it names; everyone for a NotPrincipal, which leaves out only some."""
        return list(_named(self.said["Principal"])) if "Principal" in self.said else [Principal(EVERYONE)]

    def names_all(self) -> bool:
        """Whether it is about everybody; an Allow with a NotPrincipal is, a Deny with one is not."""
        return Principal(EVERYONE) in self.principals() and ("Principal" in self.said or self.allows)

    def keeps_out(self, *, everybody: bool) -> bool:
        """Whether a Deny leaves nobody at large: it is about everybody without a condition, or else spares some by their names."""
        spared = None if everybody else _only(self)
        return (not self.conditions and self.names_all()) if spared is None else Principal(EVERYONE) not in spared

    def holds(self, other: _Statement) -> bool:
        """Whether all that the other speaks of is among what this one does."""
        if not {"Action", "Resource"} <= self.said.keys() or not {"Action", "Resource"} <= other.said.keys():
            return False
        actions, others = ([str(one).lower() for one in _list(said["Action"])] for said in (self.said, other.said))
        return _within(others, actions) and _within(map(str, other.resources), [*map(str, self.resources)])

    def narrowed(self) -> list[Principal] | None:
        """Who is left by the conditions; None when they do not say."""
        found = [_who(key, values) for operator, key, values in self.conditions if self._asks(operator, key) in EQUALS]
        known = [one for one in found if one is not None]
        return min(known, key=lambda who: PRECISION.index(who[0].sort) if who else -1) if known else None

    def _asks(self, operator: str, key: str) -> str:
        """What a condition asks; of one that is true where its key is missing, all the same where another says that it is not."""
        if ("Null", key, ["false"]) in self.conditions:
            operator = operator.removeprefix("ForAllValues:").removesuffix("IfExists")
        return operator.removeprefix("ForAnyValue:")


def _outside(statements: list[_Statement], account: str, taking: Collection[str]) -> list[Principal]:
    left: list[Principal] = []
    denials = [one for one in statements if not one.allows and "NotResource" not in one.said]
    for allow in (one for one in statements if one.allows):
        granted = [*allow.covers(taking)]
        opened = [_beside(allow, who) for principal in allow.principals() for who in _under(principal, allow.narrowed())] if granted else []
        # An action at a time: one Deny may take one of them, and another the next.
        for action in granted:
            here = opened
            for deny in (one for one in denials if one.covers([action]) and _within(allow.resources, one.resources)):
                here = list(_spared(deny, here))
            left += here
    # Whoever sits in a network of an account is that account's, as who comes by an endpoint of it.
    told = (Principal(ACCOUNT, one.owner) if one.owner else one for one in left)
    # A policy that is open to everyone without a condition is no more than that.
    return list(dict.fromkeys(one for one in sorted(told, key=lambda one: one.conditional) if one.id != account))


def _under(principal: Principal, narrowed: list[Principal] | None) -> list[Principal]:
    """What conditions leave of a principal: they say who `everyone` and a service act for, and can only confirm an account."""
    if narrowed is None:
        return [principal]
    if principal.sort in (EVERYONE, SERVICE):
        return narrowed
    accounts = {one.id for one in narrowed if one.sort == ACCOUNT}
    return [principal] if not accounts or principal.id in accounts else []


def _spared(deny: _Statement, principals: list[Principal]) -> Iterator[Principal]:
    """Those a Deny does not surely take away."""
    spared = _only(deny)
    for principal in principals:
        if spared is None:
            denied = "NotPrincipal" not in deny.said and _whole(deny.said["Principal"], principal) and _met(deny, principal)
            yield from [] if denied else [_beside(deny, principal)]
        else:
            # A service of AWS calls as itself: what denies everybody else's accounts does not reach it.
            yield from [principal] if principal.sort == SERVICE else _under(principal, spared)


def _beside(statement: _Statement, principal: Principal) -> Principal:
    """Everyone, whom a condition beside may keep away; anybody can satisfy some."""
    told = principal.sort == EVERYONE and not {key for _operator, key, _values in statement.conditions} <= SAYS_HOW
    return replace(principal, conditional=True) if told else principal


def _only(deny: _Statement) -> list[Principal] | None:
    """Whom alone a Deny on everybody spares: by NotPrincipal, or by one condition `unless he is of …`; None when it is no such Deny."""
    if "NotPrincipal" in deny.said:
        return list(_named(deny.said["NotPrincipal"])) if not deny.conditions else None
    if Principal(EVERYONE) not in deny.principals():
        return None
    spared: list[Principal] = []
    for operator, key, values in deny.conditions:
        word = operator.removeprefix("ForAllValues:").removesuffix("IfExists")
        if (word, key, values) == ("Bool", BY_AWS, ["false"]):
            continue
        # It denies where all its conditions hold, so that each spares some; where the key is missing a negated one holds anyhow.
        who = _who(key, values) if word in DIFFERS else None
        if who is None:
            return None
        spared += who
    return spared or None


def _whole(denied: object, principal: Principal) -> bool:
    """Whether a Deny names the whole principal: everybody, or the account itself and not one role of it."""
    names = [str(name) for names in (denied.values() if isinstance(denied, Mapping) else [denied]) for name in _list(names)]
    return "*" in names or principal.id in names or any(name.endswith(f"::{principal.id}:root") for name in names if principal.id)


def _met(deny: _Statement, principal: Principal) -> bool:
    """Whether whoever is of that account surely meets all the conditions: none, or that he is of it."""
    told = [(key, principal.id in values) for operator, key, values in deny.conditions if operator == "StringEquals"]
    return [*told] == [("aws:principalaccount", True)] * len(deny.conditions)


def _named(principals: Any) -> Iterator[Principal]:
    if principals == "*":
        yield Principal(EVERYONE)
        return
    for sort, names in principals.items():
        for name in _list(names):
            yield _principal(sort, str(name))


def _principal(sort: str, name: str) -> Principal:
    # Scaleway writes SCW where AWS writes AWS.
    if sort in ("AWS", "SCW") and name == "*":
        return Principal(EVERYONE)
    owner = _owner(name)
    if owner.isdigit():
        return Principal(ACCOUNT, owner)
    if set("*?") & set(owner):
        return Principal(EVERYONE)
    # An account by its canonical id, or an identity that exists no more: nobody we can name better.
    return Principal(ACCOUNT if sort in ("AWS", "CanonicalUser") and not owner else SERVICE, name)


def _who(key: str, values: list[str]) -> list[Principal] | None:
    """Whom a condition on `key` leaves; None when it says nothing sure about that."""
    if key == MOUNTED:
        return [] if values == ["true"] else None
    if key == SUBSCRIBER:
        return _receivers(values)
    if key == BY_VPC:
        return _sits_in(values)
    if key == BY_AWS:
        return [Principal(SERVICE, "amazonaws.com")] if values == ["true"] else None
    sort = SAYS_WHO.get(key)
    if sort is None or (key == BY_ADDRESS and vast(values)):
        return None
    if sort == ORGANIZATION and {value.split("/")[0].lower() for value in values} <= OWN_ORGANIZATION:
        return [Principal(SOMEBODY)]
    if sort == SOMEBODY:
        return [Principal(SOMEBODY)] if all(value and value[0] not in "*?$" for value in values) else None
    found = [_owner(value) if sort == ACCOUNT else value.split("/")[0] if sort == ORGANIZATION else value for value in values]
    open_ended = any(not one or "*" in one or "?" in one or "${" in one for one in found)
    return None if open_ended or not found else [Principal(sort, one) for one in found]


def _sits_in(arns: list[str]) -> list[Principal] | None:
    """Whoever sits in these networks: of an account, each."""
    owners = [_owner(one) for one in arns]
    told = all(owner.isdigit() for owner in owners)
    return [Principal(NETWORK, one.rpartition("/")[2], owner) for one, owner in zip(arns, owners, strict=True)] if told else None


def _receivers(values: list[str]) -> list[Principal] | None:
    """Whoever subscribes has a topic deliver to what the condition leaves: the mail of a domain, or something of an account."""
    found = [Principal(ACCOUNT, owner) if (owner := _owner(one)) else Principal(NETWORK, one.rpartition("@")[2]) for one in values]
    return None if any(set("*?$/:") & set(one.id) or not one.id for one in found) else found


def _owner(name: str) -> str:
    """The account of an ARN or of a bare account id; empty when neither says one."""
    if name.isdigit():
        return name
    fields = name.split(":", 5)
    # A pattern may end with the account: such an id has twelve digits, and nothing else begins with them.
    whole = fields[4].removesuffix("*") if len(fields) == 5 else ""
    return fields[4] if len(fields) == 6 else whole if len(whole) == DIGITS and whole.isdigit() else ""


def _within(patterns: Iterable[str], wider: Iterable[str]) -> bool:
    """Whether whatever meets one of the patterns meets one of the wider ones: `*` there stands for any text, a `*` of the pattern too."""
    wider = [one for one in wider if not set("?[") & set(one)]
    return all(any(fnmatchcase(one, each) for each in wider) for one in patterns)


def _is_logical(value: object) -> bool:
    """Whether it is yes or no, which a policy may write as a text, and in any case."""
    return isinstance(value, bool) or (isinstance(value, str) and value.lower() in ("true", "false"))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
