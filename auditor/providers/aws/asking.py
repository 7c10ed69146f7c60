"""Whether a policy's conditions hold for the ordinary identities of an account: a role, somebody of the directory, a user.

None has a name that a policy could have in mind. Whoever a policy names is the organisation's own business, and is told; what it leaves
to everybody else decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

REGION, ACCOUNT, ARN, TAG = "aws:requestedregion", "aws:principalaccount", "aws:principalarn", "aws:principaltag/"
NOBODY = "zq7ordinary"
"""A name that no policy has in mind."""
ABSENT = ("aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "aws:principalservicename", "aws:principalservicenameslist")
"""Condition keys that are not there when a person or a program asks by itself."""
VARIES = re.compile(
    r"(?!aws:)[a-z0-9-]+:.+|aws:(currenttime|epochtime|tokenissuetime|multifactorauth\w*|securetransport|useragent|referer|tagkeys|"
    r"federatedprovider|source\w*|vpc\w*|resource(account|orgid|orgpaths)|(request|resource)tag/.*)"
)
"""Condition keys (lower case) that the one who asks, the moment or what is asked for decide: some requests meet them, some do not."""
WORDS = frozenset(
    "numericequals numericnotequals numericlessthan numericlessthanequals numericgreaterthan numericgreaterthanequals dateequals "
    "datenotequals datelessthan datelessthanequals dategreaterthan dategreaterthanequals binaryequals ipaddress notipaddress null".split()
)

Request = Mapping[str, str | None]
"""Condition key → its value, None when it is not there; a key that is missing is not known."""
Condition = tuple[str, str, tuple[str, ...] | None]
"""Operator, key in lower case, values; None for what cannot be a value."""


def ordinary(partition: str, account: str) -> list[Request]:
    """Those who ask: any role, whoever the directory lets in, any user."""
    session = f"AROAZQ7ORDINARY00000:{NOBODY}"
    directory = f"role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_{NOBODY}_0123456789abcdef"
    asked = ((f"role/{NOBODY}", "AssumedRole", session, None), (directory, "AssumedRole", session, None))
    return [
        {
            ARN: f"arn:{partition}:iam::{account}:{path}",
            ACCOUNT: account,
            "aws:principaltype": kind,
            "aws:userid": userid,
            "aws:username": name,
            "aws:principalisawsservice": "false",
            "aws:viaawsservice": "false",
            **dict.fromkeys(ABSENT),
        }
        for path, kind, userid, name in (*asked, (f"user/{NOBODY}", "User", "AIDAZQ7ORDINARY00000", NOBODY))
    ]


def hold(conditions: Iterable[Condition], request: Request, varies: bool) -> bool | None:
    """Whether they all hold; None when that cannot be told. `varies` is what a condition that only some requests meet counts as."""
    answers = [_holds(*one, request, varies) for one in conditions]
    return False if False in answers else None if None in answers else True


def like(pattern: str, text: str) -> bool:
    """IAM's wildcards, `*` and `?` and no other, however many there are."""
    here = there = 0
    star, mark = -1, 0
    while there < len(text):
        if here < len(pattern) and pattern[here] == "*":
            star, mark, here = here, there, here + 1
        elif here < len(pattern) and pattern[here] in ("?", text[there]):
            here, there = here + 1, there + 1
        elif star >= 0:
            mark += 1
            here, there = star + 1, mark
        else:
            return False
    return not pattern[here:].strip("*")


def _holds(operator: str, key: str, values: tuple[str, ...] | None, request: Request, varies: bool) -> bool | None:
    many, _, word = operator.lower().rpartition(":")
    word, optional = word.removesuffix("ifexists"), word.endswith("ifexists")
    positive = word.replace("not", "")
    if many not in ("", "foranyvalue", "forallvalues") or (word not in WORDS and positive not in _SAYS) or not values:
        return None
    if key not in request and not key.startswith(TAG):
        return varies if VARIES.fullmatch(key) else None
    there = request.get(key)
    if word == "null":
        return (
            any((value.lower() == "true") is (there is None) for value in values)
            if {*map(str.lower, values)} <= {"true", "false"}
            else None
        )
    if positive not in _SAYS or any("${" in value for value in values):
        return None
    if there is None:
        return many != "foranyvalue" and (optional or many == "forallvalues" or word != positive)
    return any(_SAYS[positive](value, there) for value in values) is (word == positive)


def _like_arn(pattern: str, text: str) -> bool:
    """Field by field; a star alone is any ARN."""
    wanted, given = pattern.split(":", 5), text.split(":", 5)
    return pattern == "*" or (len(wanted) == len(given) and all(like(*pair) for pair in zip(wanted, given, strict=True)))


_SAYS: dict[str, Callable[[Any, Any], bool]] = {
    "stringequals": lambda value, there: value == there,
    "stringequalsignorecase": lambda value, there: value.lower() == there.lower(),
    "stringlike": like,
    "arnequals": _like_arn,
    "arnlike": _like_arn,
    "bool": lambda value, there: value.lower() == there,
}
