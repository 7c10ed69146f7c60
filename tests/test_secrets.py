"""What is taken for a secret and what is not: every alternative of every pattern, two corpora, and time that grows as the text does."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import msgspec
import pytest

from auditor.masking import MASK, _mask, masked, masked_line, without
from auditor.reference.facts import facts
from auditor.secrets.pattern import BODY, Pattern, at_a_word
from auditor.secrets.patterns import PATTERNS
from auditor.secrets.words import ABOUT, ALONE, CALLED, GLUED, LOOSE, SIGNED, SUFFIXES, TOKENS

DATA = Path(__file__).parent / "data/secrets"
TEXTS = [json.loads(line) for line in (DATA / "texts.jsonl").read_text("utf-8").splitlines()]
KEYS = [json.loads(line) for line in (DATA / "keys.jsonl").read_text("utf-8").splitlines()]
HIDDEN = [json.loads(line) for line in (DATA / "hidden.jsonl").read_text("utf-8").splitlines()]
"""Texts, each with the part that nobody may read."""
NAMES = (DATA / "harmless.txt").read_text("utf-8").splitlines()
ORDINARY_KEYS = (DATA / "harmless_keys.txt").read_text("utf-8").splitlines()
DRAWN = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6"
REST = re.compile(r"[A-Za-z0-9+/=_-]{12,}|hunter22|azerty|Zx9", re.IGNORECASE)
LARGER, MOST = 4, 12
"""How much longer a text gets, and how much longer that may take: three times as much as it should, and nothing like its square."""


def test_the_corpora_are_as_large_as_promised() -> None:
    """Shapes of secrets, in texts and as the keys of tags; names that people give."""
    assert len({*TEXTS}) + len({*KEYS}) >= 240
    assert len({*TEXTS}) >= 120
    assert len({*NAMES}) >= 200


@pytest.mark.parametrize("text", TEXTS)
def test_no_secret_is_kept(text: str) -> None:
    """Alone, in a sentence, in a line of JSON however it is escaped; and the line stays JSON."""
    for said in (text, f"avant {text}\naprès", f"« {text} »"):
        assert MASK in masked(said)
        for ascii_only in (True, False):
            line = masked_line(json.dumps({"a": said, "b": "c"}, ensure_ascii=ascii_only).encode())
            assert json.loads(line) == {"a": masked(said), "b": "c"}
    hidden = "".join(f"\\u{ord(letter):04x}" for letter in text)
    assert MASK in json.loads(masked_line(f'{{"a":"{hidden}"}}'.encode()))["a"]


def test_nothing_of_the_secret_itself_is_kept() -> None:
    """Of what is written as programs, shells, files and people write it: the part that opens something is gone, in text and in JSON."""
    assert len(HIDDEN) >= 400
    kept = [text for text, secret in HIDDEN for said in (text, f"avant {text}\naprès", f"« {text} »") if secret in masked(said)]
    assert not kept
    lines = [masked_line(json.dumps({"a": text, "b": {"c": [text]}}, ensure_ascii=False).encode()).decode() for text, _ in HIDDEN]
    assert not [line for line, (_, secret) in zip(lines, HIDDEN, strict=True) if secret in line]


@pytest.mark.parametrize("space", [" ", "   ", "\t", "\n", "\u00a0"])
def test_no_hint_keeps_a_secret(space: str) -> None:
    """However far apart its words are: what is looked for where a hint is would be found nowhere else."""

    def searched(text: str) -> str:
        anywhere = [pattern for pattern in PATTERNS if not pattern.hints and len(text) >= 16]
        for pattern in (*anywhere, *(pattern for pattern in PATTERNS if pattern.hints)):
            text = pattern.compiled.sub(partial(_mask, pattern.told), text)
        return text

    said = {*TEXTS, *NAMES, *(text for text, _secret in HIDDEN), *(text for pattern in PATTERNS for text in pattern.examples)}
    apart = [text.replace(" ", space) for text in said]
    assert not [text for text in apart if masked(text) != searched(text)]


def test_one_look_finds_what_any_of_its_patterns_does() -> None:
    """Whatever stands before and after; each of them begins where a word may, and in no other way."""
    patterns = [pattern for pattern in PATTERNS if not pattern.hints]
    for pattern in patterns:
        inner: Any = _parser.parse(pattern.expression)
        while inner[0][0] is _constants.SUBPATTERN:
            inner = inner[0][1][-1]
        assert inner[0][0] is _constants.ASSERT_NOT
        assert inner[0][1][0] == -1
    look = at_a_word(patterns)
    said = {*TEXTS, *NAMES, *(text for text, _secret in HIDDEN), *(text for pattern in patterns for text in pattern.examples)}
    for text in (f"{before}{text}" for text in said for before in ("", "é", "_", "-", ".", "x", "4", "a:", "\n", "/", "=")):
        assert look.search(f" {text}") or not any(pattern.compiled.search(text) for pattern in patterns), text


def test_what_has_no_hint_begins_with_so_many_letters_of_a_body() -> None:
    """No pattern of them takes anything else before: what the one look passes over holds none of theirs."""
    patterns = [pattern for pattern in PATTERNS if not pattern.hints]
    least = min(pattern.least for pattern in patterns)
    others = [letter for letter in map(chr, range(0x250)) if not re.match(f"[{BODY}]", letter)]
    assert {" ", "\n", "\u00a0", ":", '"'} <= {*others}
    for pattern in patterns:
        for text in pattern.examples or [f"{begins}{DRAWN}" for begins in ("ghp_", "github_pat_", "sk-", "SCWSECRET", "1//0", "v1.0-")]:
            for place in range(least):
                broken = [f"{text[:place]}{other}{text[place + 1 :]}" for other in others]
                assert not [one for one in broken if (found := pattern.compiled.search(one)) and found.start() <= place]


def test_a_pattern_that_begins_within_a_word_needs_a_hint() -> None:
    """One look finds none of these."""
    with pytest.raises(ValueError, match="within"):
        at_a_word([Pattern("within", (), "[0-9]{40}")])


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.name)
def test_what_is_too_short_is_no_secret(pattern: Pattern) -> None:
    """Nothing that a pattern finds is shorter than it says, nor a short word of letters and figures alone."""
    least = _parser.parse(pattern.expression).getwidth()[0]
    assert pattern.least == (0 if pattern.hints else least)
    said = [*pattern.examples, *TEXTS, *(text for text, _secret in HIDDEN)]
    words = {word[start : start + 10] for text in said for word in [re.sub(r"[\W_]", "", text)] for start in range(max(len(word) - 9, 1))}
    assert least > 10 or not [word for word in words if pattern.compiled.search(word)]


@pytest.mark.parametrize("key", KEYS)
def test_no_value_of_a_tag_called_a_secret_is_kept(key: str) -> None:
    """In any spelling, whatever the value; as a member, and as a pair of a key and a value."""
    assert without({"tags": {key: "été 2026"}}) == {"tags": {key: MASK}}
    assert without([{"Key": key, "Value": "été 2026"}]) == [{"Key": key, "Value": MASK}]
    assert json.loads(masked_line(json.dumps({key: 'a"b\\c'}).encode())) == {key: MASK}


@pytest.mark.parametrize("name", NAMES)
def test_no_harmless_name_is_masked(name: str) -> None:
    """Alone, in a sentence, as the value of an ordinary tag."""
    for said in (name, f"avant {name} après", f"« {name} »"):
        assert masked(said) == said
    line = msgspec.json.encode({"name": name, "tags": {"Name": name}, "names": [name], name: 1})
    assert masked_line(line) is line


@pytest.mark.parametrize("key", KEYS)
def test_no_value_in_a_list_or_block_of_a_secret_is_kept(key: str) -> None:
    """Several of them, or what a variable, an output or a setting says of its own; what else the block says stays."""
    assert without({key: ["été 2026", {"a": "b"}]}) == {key: [MASK, {"a": "b"}]}
    assert without({key: {"sensitive": True, "value": "été 2026", "type": "texte"}}) == {
        key: {"sensitive": True, "value": MASK, "type": "texte"}
    }
    assert "azerty" not in masked(f'variable "{key}" {{\n  type = string\n  default = "azerty 1x"\n}}')


NAMED_TOO = {"token", "jeton", "secret", "api key", "access token"}
"""What names follow too: only what looks drawn at random is taken for one, unless it is as strong as passwords have to be."""


@pytest.mark.parametrize("word", [word.replace("-", " ") for word in CALLED])
def test_a_password_is_known_when_it_is_said_whose_it_is(word: str) -> None:
    """In a sentence, as a key of several words; what tells of passwords is none."""
    for said in (f"{word} du compte svc_paie : Nantes44!", f"le {word} de la base est Nantes44!", f"{word} provisoire Nantes44! à changer"):
        assert "Nantes44" not in masked(said), said
    drawn = "Nantes44" if word not in NAMED_TOO else "8fK2mP9xQ4wZ"
    assert drawn not in masked(f"{word.replace(' ', '_')}_portail={drawn}")
    for about in ABOUT if "acc" not in word else ():
        for said in (f"{word} {about} : Nantes44!", f"{about} du {word} 12 Nantes44!"):
            assert masked(said) == said
    for said in (f"{word} demandé par jean@ville35.fr", f"{word} du portail https://ville.fr/?a=1", f"{word} du lot 2026-11"):
        assert masked(said) == said


@pytest.mark.parametrize("key", ORDINARY_KEYS)
def test_a_key_that_only_contains_the_word_keeps_its_value(key: str) -> None:
    """A secretariat is no secret."""
    assert without({key: "été 2026"}) == {key: "été 2026"}


@pytest.mark.parametrize(
    "key", "pass PIN puk mdpPaie mdp-portail mot_de_passe_vpn passwordPortail github_pat SYSTEMPAY_KEY Authorization".split()
)
def test_a_key_that_says_whose_secret_it_is_has_its_value_masked(key: str) -> None:
    """As the same pair would in a text; what tells of the secret keeps its value."""
    value = "Bearer Kq7Zt2Wm9Xb4Nc6V" if key == "Authorization" else "Kq7Zt2Wm9Xb4Nc6V"
    assert "Kq7" not in json.dumps(without({"tags": {key: value}}))
    for about in ("owner", "policy", "rotation"):
        assert without({f"{key}_{about}": "dsi 2026"}) == {f"{key}_{about}": "dsi 2026"}


def test_no_fact_is_called_a_secret() -> None:
    """Why it is not known stands under its name, `encryption.key` too; and so do its values, in lists of what was found."""
    for name in facts().facts:
        told = {name: "access_denied: x", "facts": {name.rpartition(".")[2]: "arn:aws:kms:eu-west-3:1:key/k"}, "fact": name}
        assert without(told) == told
        assert masked(f"{name}: not_collected, {name}=unknown") == f"{name}: not_collected, {name}=unknown"


@pytest.mark.parametrize("begins", [*" ".join(TOKENS.values()).split(), *LOOSE])
def test_every_beginning_of_a_token_is_known(begins: str) -> None:
    """At the start, and after what somebody put before it; a name made of words that begins so is none."""
    assert masked(begins + DRAWN) == MASK
    assert masked(f"export-{begins}{DRAWN} fin") == f"export-{MASK} fin"
    assert masked(f"{begins}archives-communales") == f"{begins}archives-communales"


@pytest.mark.parametrize("word", [*GLUED, *ALONE])
def test_every_word_for_a_secret_is_known_however_it_is_spelled(word: str) -> None:
    """As a tag, in an assignment, quoted or not, in a setting; joined by any sign, or as a camel."""
    parts = re.split("-", word)
    camel = parts[0] + "".join(part.capitalize() for part in parts[1:])
    for key in (word, "_".join(parts), " ".join(parts), camel, camel[0].upper() + camel[1:], f"APP_{'_'.join(parts).upper()}", f"x-{word}"):
        assert without({key: "été"}) == {key: MASK}, key
        assert masked(f"{key}=azerty1x") == f"{key}={MASK}"
        assert "azerty" not in masked(f'{key}: "azerty 1x"')
        assert "azerty" not in masked(f"{key}: azerty1x")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_suffix_leaves_a_word_a_secret(suffix: str) -> None:
    """The password of something is one."""
    assert masked(f"PASSWORD_{suffix.upper()}=azerty1") == f"PASSWORD_{suffix.upper()}={MASK}"
    assert without({f"password{suffix.capitalize()}": "x y z"}) == {f"password{suffix.capitalize()}": MASK}


@pytest.mark.parametrize("word", SIGNED)
def test_every_word_that_needs_an_equals_sign_has_its_value_masked(word: str) -> None:
    """After a colon it may be anything."""
    assert masked(f"{word}=azerty1x") == f"{word}={MASK}"
    assert masked(f"{word}: azerty1x") == f"{word}: azerty1x"


def _branches(tree: Any) -> Iterator[list[Any]]:
    """The alternatives of each choice in an expression as Python has parsed it."""
    for code, argument in tree:
        if code is _constants.BRANCH:
            yield argument[1]
        for each in argument if isinstance(argument, (list, tuple)) else ():
            for inner in each if isinstance(each, list) else [each]:
                if isinstance(inner, _parser.SubPattern):
                    yield from _branches(inner)


def _masks(pattern: Pattern, compiled: re.Pattern[str]) -> list[list[str]]:
    return [[found[0] for found in compiled.finditer(text) if pattern.told(found)] for text in pattern.examples]


@pytest.mark.parametrize("pattern", [one for one in PATTERNS if one.examples], ids=lambda one: one.name)
def test_every_alternative_has_an_example(pattern: Pattern) -> None:
    """Without any one of them, some example is not found any more, or not as a whole; and its hints are in each example."""
    whole = _masks(pattern, pattern.compiled)
    assert all(whole), whole
    for text in pattern.examples:
        assert not pattern.hints or any(hint in text.lower() for hint in pattern.hints)
        assert MASK in masked(text)
    for number, alternatives in enumerate(_branches(_parser.parse(pattern.expression))):
        for place in range(len(alternatives)):
            tree = _parser.parse(pattern.expression)
            lacking = [*_branches(tree)][number]
            gone = lacking.pop(place)
            if lacking:
                assert _masks(pattern, _compiler.compile(tree)) != whole, gone


SEEDS = [
    *(
        "eyJ-",
        "eyJ.",
        "://a:",
        "://",
        "-----BEGIN PRIVATE KEY",
        "password=",
        "password ",
        "password: \\",
        "--token ",
        "mysql ",
        "mysql -",
        "curl -u a",
    ),
    *(
        "AKIA",
        "a1B8Q~",
        "0123456789abcdef",
        "SK0",
        "s.a",
        "MTA.",
        "x==",
        "Bearer ",
        "authorization",
        "cookie:",
        "cookie=a",
        "1:AA",
        "hooks.slack.com/",
    ),
    *(
        "webhook.office.com",
        "a.webhook",
        "ghp_",
        "ghp_-",
        "sk-",
        "key-0",
        ".atlasv1.",
        "clé d'",
        "mot de passe ",
        "token='",
        'token="',
        "é",
        "\n",
        " ",
        "a",
        "A1",
    ),
    *" ".join(TOKENS.values()).split(),
    *LOOSE,
]


def _steps(compiled: re.Pattern[str], pattern: Pattern, text: str, turns: int = 2) -> float:
    """The least of some measures of the processor's time, so that what else runs on the machine does not count."""
    least = float("inf")
    for _turn in range(turns):
        start = time.process_time()
        for found in compiled.finditer(text):
            pattern.told(found)
        least = min(least, time.process_time() - start)
    return max(least, 0.002)


@pytest.mark.long
@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.name)
def test_time_grows_as_the_text_does(pattern: Pattern) -> None:
    """For every pattern, over what begins it again and again and never ends, and over its own examples."""
    own = [*pattern.examples, *(text[: len(text) * part // 4] for text in pattern.examples for part in (1, 2, 3))]
    for seed in [*SEEDS[:38], *own] if pattern.examples else SEEDS:
        short = (seed * (5_000 // len(seed) + 1))[:5_000] if seed else ""
        if _steps(pattern.compiled, pattern, short * LARGER, turns=1) > MOST * _steps(pattern.compiled, pattern, short):
            assert _steps(pattern.compiled, pattern, short * LARGER) <= MOST * _steps(pattern.compiled, pattern, short), seed


def test_a_name_of_beginnings_without_end_is_masked_at_once() -> None:
    """The text that once held a judgement for minutes is one step of the same size for each of its letters."""
    text = "eyJ-" * 50_000
    assert masked(text) == MASK
    assert json.loads(masked_line(json.dumps({"name": text}).encode())) == {"name": MASK}
