"""What is remembered of pieces of lines finds what a search of the whole line finds, secrets and mistakes."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from auditor.inventory.search import Search
from auditor.inventory.sound import wrong
from auditor.masking import masked_line
from auditor.model import Resource
from auditor.secrets.patterns import PATTERNS

SECRETS = [example for pattern in PATTERNS for example in pattern.examples] + ["password=Nantes44!", "arn:aws:s3:::paie"]
PLAIN: dict[str, Any] = {
    "id": "arn:aws:s3:::paie",
    "kind": "object_store",
    "native_type": "AWS::S3::Bucket",
    "provider": "aws",
    "account": "211122223300",
    "region": "eu-west-3",
    "name": "paie",
    "tags": {"Name": "paie"},
    "facts": {"encryption": {"at_rest": True, "key": "alias/paie"}, "flows": {"logs": [{"to": "arn:aws:s3:::journaux"}]}, "region": None},
    "unknown": {"retention.max": "access_denied: s3:GetLifecycleConfiguration"},
    "aliases": ["paie.s3.amazonaws.com"],
    "named": {"alias/paie": {"region": "eu-west-3"}},
}


def written(secret: str) -> Iterator[dict[str, Any]]:
    """A line with the text in each of its places, as a value and as a key."""
    for at in (("id",), ("name",), ("tags", "Name"), ("tags", "DB_PASSWORD"), ("tags", secret), ("facts", "encryption", "key"), ("extra",)):
        yield _with(at, secret)
    yield _with(("unknown", "encryption.key"), secret)
    yield _with(("named", secret), {})
    yield _with(("aliases",), [secret])
    yield _with(("facts", "flows"), {"logs": [{"to": secret}]})
    yield _with(("value",), secret) | {"key": "motdepasse"}
    yield _with((secret,), "paie")


def _with(at: tuple[str, ...], value: Any) -> dict[str, Any]:
    line = copy.deepcopy(PLAIN)
    *above, last = at
    place = line
    for name in above:
        place = place[name]
    place[last] = value
    return line


def _whole(line: bytes) -> tuple[Resource, bool]:
    clean = masked_line(line)
    return msgspec.json.decode(clean, type=Resource), clean is not line


def test_a_secret_is_found_wherever_it_is() -> None:
    """Twice, so that what is remembered is asked too."""
    for secret in SECRETS:
        for told in (*written(secret), *written(secret)):
            line, search = msgspec.json.encode(told), Search()
            assert (search(line), search.hid) == _whole(line), told


@pytest.mark.parametrize(
    "facts",
    [
        {"encryption": {"at_rest": "yes"}},
        {"encryption": {"at_rest": True}, "unheard": 1},
        {"key": {"manager": "customer"}},
        {"flows": {"logs": [{"to": 3}]}},
        {"retention": {"max": "30 days"}},
        {"region": 3},
    ],
)
def test_a_mistake_is_told_each_time(facts: dict[str, Any]) -> None:
    """The second time as the first."""
    line = msgspec.json.encode(PLAIN | {"facts": facts})
    said = wrong("object_store", facts)
    assert said
    for _time in range(2):
        with pytest.raises(ValueError, match=r"\w") as found:
            Search()(line)
        assert str(found.value) == said


def test_a_kind_nobody_knows_is_told_without_facts() -> None:
    """There is no fact to hold against the dictionary."""
    bare: dict[str, Any] = {name: value for name, value in PLAIN.items() if name != "facts"} | {"kind": "montgolfière"}
    for told in (bare, bare | {"facts": {}}):
        with pytest.raises(ValueError, match="montgolfière"):
            Search()(msgspec.json.encode(told))


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"facts":null}', b'{"facts":[]}', b'\xff{"id":"a"}', b"{}" + b"x", b'{"a":' * 5000])
def test_what_is_no_resource_is_refused(line: bytes) -> None:
    """As a search of the whole says it."""
    with pytest.raises((ValueError, RecursionError)):
        Search()(line)
