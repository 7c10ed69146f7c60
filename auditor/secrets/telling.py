"""What tells a secret from what only looks like one: whether it looks drawn at random, whether a value is worth hiding."""

from __future__ import annotations

import base64
import re

from auditor.secrets.words import DECLARED, HARMLESS, SIGNS


def turns(text: str) -> int:
    """How often a text goes from small letters to capitals, figures or signs."""
    sorts = ["a" if one.islower() else "A" if one.isupper() else "1" if one.isdigit() else "-" for one in text]
    return sum(map(str.__ne__, sorts, sorts[1:]))


def key_of_forty(found: re.Match[str]) -> bool:
    """Forty letters are a key when they are of every sort and go from one to another all the time."""
    forty = found[0]
    return len({*forty}) >= 20 and turns(forty) >= 14 and all(any(map(test, forty)) for test in (str.isupper, str.islower, str.isdigit))


def drawn(text: str) -> bool:
    """Whether a text has a piece drawn at random rather than words: long, with figures among its letters."""
    return any(map(_random, re.findall(r"[A-Za-z0-9+/]{10,}", text)))


def _random(piece: str) -> bool:
    figures = sum(map(str.isdigit, piece))
    if len({*piece}) < 5:
        return len(piece) >= 16 and not re.fullmatch(r"0+1?", piece)
    if figures == len(piece):
        return figures >= 10
    if figures:
        return bool(re.search(r"[A-Za-z]\d+[A-Za-z]", piece)) or figures >= 6 or turns(piece) >= 4
    return len(piece) >= 20 or turns(piece) * 3 >= len(piece)


def shuffled(text: str) -> bool:
    """Whether a text is of every sort, and goes from one to another as often as what is drawn does and no name."""
    return all(any(map(test, text)) for test in (str.isupper, str.islower, str.isdigit)) and turns(text) * 20 >= len(text) * 9


def token(found: re.Match[str]) -> bool:
    """What begins as nothing but tokens do is one, unless words follow."""
    return drawn(found["body"])


def loose(found: re.Match[str]) -> bool:
    """What begins as names do too has to look drawn from end to end."""
    longest = max(re.findall(r"[A-Za-z0-9+/=]+", found["body"]) or [""], key=len)
    figures = sum(map(str.isdigit, longest))
    return len(longest) >= 14 and 2 <= figures < len(longest) and (turns(longest) * 4 >= len(longest) or len(longest) >= 30)


def jwt(found: re.Match[str]) -> bool:
    """It has its points, or is too long for a name."""
    return "." in found[0] or len(found[0]) >= 40 or drawn(found["body"])


def credential(found: re.Match[str]) -> bool:
    """What follows a scheme is no word."""
    return any(map(str.isdigit, found["body"])) or found["body"].endswith("=")


def before(found: re.Match[str], most: int) -> str:
    """So many characters at most of what stands before what was found."""
    return found.string[max(0, found.start() - most) : found.start()]


def named(found: re.Match[str]) -> bool:
    """The value of a key, unless it is an ordinary word or tells where the secret is; stricter after a colon, which sentences have too."""
    value, sign = found["value"] or found["apostrophe"] or found["bare"] or "", found["sign"].strip()
    if not worth(value) or (re.search(r"(?i)existing[_-]?\Z", before(found, 9)) and in_words(value)):
        # What charts call so is the name of a secret that lies elsewhere.
        return False
    if found["signed"] and found["signed"].lower() in ("pin", "puk") and re.fullmatch(r"\d{4,8}", value):
        return not _YEAR.fullmatch(value)
    if found["signed"] and (
        not sign.startswith("=") or len(value) < 4 or (value.isalpha() and not found["signed"].lower().startswith("p"))
    ):
        return strong(value)
    if sign.endswith(","):
        defined = re.search(r"(?i)define\(\s{0,3}[\"']\w{0,60}\Z", before(found, 80))
        return defined is not None or re.search(rf"[^\W_][\d{SIGNS}]", value) is not None
    if sign.startswith(("=", ":=")) or found["bare"] is None or "value" in sign.lower():
        return True
    if re.fullmatch(r"v?\d{1,3}(?:\.\d+)*|\d{1,5}[smhdj]?", value) and not re.search(r"(?i)pass|pwd|mdp|pin|code|puk", found["kept"]):
        return False
    if not re.fullmatch(r"[^\W\d_]+(?:['’/.-][^\W\d_]+)*[.!?]?", value):
        return found.start() == 0 or found.string[found.start() - 1] != ":" or "/" not in value
    # A plain word: only where the key begins its line, as settings do, and the word ends it.
    line, end = before(found, 60).rpartition("\n")[2], found.string[found.end() : found.end() + 1]
    return (
        not found["sign"].startswith((" ", "\u00a0"))
        and not re.search(r"(?i)key\W*\Z|cl[eé]f?\W*\Z", found["kept"][: -len(found["sign"])])
        and re.fullmatch(r"[\s\"'{,\w.-]*", line) is not None
        and " " not in line.strip()
        and end in ("", "\n", "\r", ",", "}", '"')
    )


def in_words(value: str) -> bool:
    """Whether a text is small letters and hyphens."""
    return value.replace("-", "").isalpha() and value.islower()


def in_an_id(found: re.Match[str]) -> bool:
    """Whether the colon after a word parts a type from a name in the id of everything of that type: masked, all would be one thing."""
    sign = found.groupdict().get("sign")
    return sign is not None and sign.strip() == ":" and _IN_AN_ID.search(before(found, 80)) is not None


def strong(value: str) -> bool:
    """Whether a text obeys the rules that passwords have to: letters, figures, and a sign that no name has."""
    return len(value) >= 8 and all(re.search(sort, value) for sort in (r"[^\W\d_]", r"\d", f"[{SIGNS}]"))


def spoken(found: re.Match[str]) -> bool:
    """What stands after the word with nothing between is a password, not the next word."""
    return strong(found["body"]) and worth(found["body"])


def login(found: re.Match[str]) -> bool:
    """Whether it is a name and a password as a header of the protocol has them."""
    try:
        return b":" in base64.b64decode(found["body"] + "=" * (-len(found["body"]) % 4), validate=True)
    except ValueError:
        return False


def worth(value: str) -> bool:
    """Whether the value of a key may be the secret itself: neither a word for none, nor a place where it is kept."""
    return len(value) >= 3 and value.lower().strip(".,") not in HARMLESS and not _ELSEWHERE.match(value)


_YEAR = re.compile(r"(?:19|20)\d\d")
_TYPES = rf"(?:{'|'.join(DECLARED)})_\w{{1,60}}"
"""How Terraform names the resources of a cloud: what a plan says in place of a value is none."""

_ELSEWHERE = re.compile(
    rf"\$[{{(\[A-Z_a-z]|(?:var|local|data|module|each|self|secrets|random_password|{_TYPES})\.[a-z_]\w*(?:[.\[]|$)"
    r"|os\.(?:environ|getenv)|process\.env\.|(?:System\.|Sys\.)?getenv\(|env\(|\{\{|\{[A-Za-z_][\w.-]*(?:\}|$)|<|\[secret|ENC[\[(]|\*{3}|x{3,}$|@Microsoft\.|[a-z]{3}:[a-z-]{2,20}:[a-z0-9-]+:|vault:|op://|ssm:|ssm-|kms:|[a-z]*keyvault|alias/|secretsmanager|!|%[A-Za-z_]+%|\.{3}|…"
    r"|https?://[^/\s]{1,200}\.vault\.|projects/|/[a-z]+/[0-9a-f]{8}-[0-9a-f]{4}-|(?:/[a-z][a-z0-9._-]*){2,}$|(?:/[a-z][a-z-]{2,}){2,}/|sops:|ref\+|env:|file:|resolve:",
)

_IN_AN_ID = re.compile(r"(?<![\w-])[a-z]{3}:[a-z-]{2,20}:[a-z0-9-]{1,40}:[a-z0-9-]{0,25}:[0-9]{0,12}:\Z")
