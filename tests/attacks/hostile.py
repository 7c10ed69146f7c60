"""Small valid inputs of every reader, and every way to spoil them that we thought of."""

from __future__ import annotations

import copy
import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from auditor import pipeline
from auditor.configuration import Configuration, load_configuration
from auditor.inventory.snapshot import read_coverage, read_manifest
from auditor.judging import Bench, Grounds
from auditor.providers import INSTALLED
from auditor.providers.aws import queued
from auditor.providers.aws.policies import external
from auditor.providers.aws.scp import Policy, policy
from auditor.providers.contract import Call
from auditor.providers.observing import Unknown
from auditor.reason import Reason, reason_of
from auditor.reference.registers import reference
from auditor.reference.source import load
from auditor.ruleset.rule import files, load_rules
from auditor.ruleset.waivers import load_waivers
from auditor.shipped import shipped

DAY = date(2026, 11, 28)
KEPT = Path(__file__).parents[1] / "data/snapshot-1"
TEXTS = ("", "\0", "x" * 100_000, "0000-00-00", "2026-13-45", "P400000Y", "P-1D", "\u202e", "*", "eyJ-" * 5_000)
ODD: tuple[Any, ...] = (None, 0, -1, 2**70, 1.5, True, [], {}, [[[]]], {"a": {"b": 1}}, [None], *TEXTS)
GONE = object()


def spoiled(value: Any) -> Iterator[tuple[str, Any]]:
    """The value with each of its parts left out, or replaced by each odd value; and what was done, in words."""
    for path in _paths(value):
        for odd in (GONE, *ODD):
            spoilt = copy.deepcopy(value)
            parent = spoilt
            for step in path[:-1]:
                parent = parent[step]
            if odd is GONE:
                del parent[path[-1]]
            else:
                parent[path[-1]] = odd
            yield f"{'.'.join(map(str, path))}={'gone' if odd is GONE else repr(odd)[:20]}", spoilt


def _paths(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for name, one in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*above, name)
        yield from _paths(one, (*above, name))


RAW: dict[str, bytes] = {
    "empty": b"",
    "nul": b"\0" * 10,
    "bom": b"\xef\xbb\xbf{}",
    "utf-16": '{"a": 1}'.encode("utf-16"),
    "latin-1": '{"é": "é"}'.encode("latin-1"),
    "crlf": b'{"a": 1}\r\n{"b": 2}\r\n',
    "nested lists": b"[" * 100_000,
    "nested objects": b'{"a":' * 100_000,
    "nested and closed": b"[" * 900 + b"]" * 900,
    "nan": b'{"a": NaN}',
    "infinity": b"[Infinity, -Infinity]",
    "huge float": b'{"a": 1e999}',
    "huge integer": b'{"a": ' + b"9" * 10_000 + b"}",
    "long text": b'"' + b"x" * 9_000_000 + b'"',
    "surrogate": b'{"a": "\\ud800"}',
    "raw surrogate": b'{"a": "\xed\xa0\x80"}',
    "twice": b'{"a": 1, "a": 2}',
    "aliases": b"a: &a [x]\n" + b"".join(b"b%d: &b%d [*a, *a]\n" % (i, i) for i in range(50)),
    "tag": b"a: !!python/object/apply:os.system ['true']\n",
    "merge": b"a: &a {b: 1}\nc:\n  <<: *a\n",
    "documents": b"--- 1\n--- 2\n",
    "flow": b"{a: [}",
    "elf": b"\x7fELF" + bytes(range(256)) * 20,
    "gzip": gzip.compress(b"x" * 50_000_000, 9),
    "lines": b"\n" * 100_000,
    "null": b"null",
    "text": b'"x"',
    "number": b"1",
    "list": b"[]",
    "object": b"{}",
    "semicolons": b";" * 200_000,
    "quotes": b'"' * 100_001,
}


@cache
def sample() -> dict[str, Any]:
    """Resources of as many kinds as the kept snapshot has, its manifest and a line of its coverage."""
    found: dict[str, Any] = {}
    for line in gzip.decompress((KEPT / "resources-0000.jsonl.gz").read_bytes()).splitlines():
        one = json.loads(line)
        if len(line) > len(json.dumps(found.get(one["kind"], ""))):
            found[one["kind"]] = one
    manifest = json.loads(gzip.decompress((KEPT / "manifest.json.gz").read_bytes()))
    manifest["calls"] = {}
    manifest["resources"] = 1
    coverage = json.loads(gzip.decompress((KEPT / "coverage.jsonl.gz").read_bytes()).splitlines()[0])
    return {"resources": [*found.values()], "manifest": manifest, "coverage": coverage}


def write(directory: Path, resources: list[Any], manifest: Any, coverage: Any, version: int = 1) -> Path:
    """A snapshot of what is given, sealed as a stranger would who wants it to be read."""
    directory.mkdir(exist_ok=True)
    shard = gzip.compress(b"".join(json.dumps(one).encode() + b"\n" for one in resources), 1)
    (directory / "resources-0000.jsonl.gz").write_bytes(shard)
    told = json.dumps(coverage).encode() + b"\n"
    (directory / "coverage.jsonl").write_bytes(told)
    if version == 2 and isinstance(manifest, dict):
        seals = {"resources-0000.jsonl.gz": (len(resources), shard), "coverage.jsonl": (1, told)}
        files = {name: {"lines": count, "sha256": hashlib.sha256(data).hexdigest()} for name, (count, data) in seals.items()}
        manifest = {**manifest, "schema_version": 2, "files": files}
    (directory / "manifest.json").write_text(json.dumps(manifest))
    return directory


@cache
def _grounds() -> Grounds:
    return pipeline.grounds(DAY, (), Configuration(), ())


def judged(directory: Path) -> None:
    """All that judging reads of a snapshot, against every rule."""
    manifest = read_manifest(directory)
    Configuration.from_context(manifest.context)
    read_coverage(directory)
    for _finding in Bench(directory, manifest, _grounds()).all():
        pass


@cache
def _providers() -> dict[str, Any]:
    return {name: INSTALLED[name] for name in INSTALLED}


def configured(path: Path) -> None:
    """auditor.yaml, and what is done with it before a scan."""
    load_configuration(path, _providers()).context()


CONFIGURATION: dict[str, Any] = {
    "organisation": {"name": "Ville", "siren": "213500010", "profile": "commune", "population": 1000, "accent": "#123456"},
    "accounts": [
        {"id": "a", "provider": "aws", "regions": ["eu-west-3"], "operator": "aws"},
        {"id": "z", "provider": "azure", "subscriptions": ["00000000-0000-0000-0000-000000000001"]},
    ],
    "processing_activities": [
        {
            "id": "etat-civil",
            "title": "État civil",
            "categories": ["health"],
            "countries": ["FR"],
            "select": [{"tag": {"a": "b"}, "account": "a", "kind": "database", "region": "eu-*"}],
            "retention": {"min": "P1Y", "max": "P2Y", "final": "eliminate"},
        }
    ],
    "retention": {"health": {"min": "P1Y", "max": "P2Y"}},
    "trusted_accounts": ["123456789012"],
    "required_labels": ["hds"],
    "allowed_countries": ["FR"],
    "tags": {"category": ["categorie"], "activity": ["traitement"]},
}
WAIVERS: list[Any] = [{"rule": "LOC-001", "resource": "arn:x", "reason": "r", "approved_by": "m", "expires": "2027-01-01"}]
POLICY: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Deny",
            "Principal": {"AWS": ["arn:aws:iam::123456789012:root", "*"]},
            "Action": ["s3:*"],
            "Resource": ["*"],
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-3"]}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
        }
    ],
}


def policies(said: Any) -> tuple[Any, Policy]:
    """Both readers of policies of AWS; what they do not understand they say, and raise nothing."""
    text = json.dumps(said)
    return external(text, "1", ["s3:GetObject"]), policy("p", "p", text)


MESSAGE: dict[str, Any] = {
    **{"detail-type": "AWS API Call via CloudTrail", "account": "1", "region": "eu-west-3"},
    "detail": {"eventSource": "sns.amazonaws.com", "eventName": "CreateTopic", "eventTime": "2026-11-28T02:00:00Z", "readOnly": False},
}


class Queue:
    """A queue with one message."""

    errors: tuple[type[Exception], ...] = (ConnectionError,)

    def __init__(self, body: str) -> None:
        self.messages = [{"Body": body}]

    def ask(self, call: Call, _region: str | None, _parameters: Mapping[str, Any]) -> Any:
        """What it keeps, then the message, then nothing."""
        return "999999999" if call.name == queued.KEEPS.name else [self.messages.pop()] if self.messages else []

    def reason(self, error: Exception, _call: Call) -> tuple[str, Reason]:
        """Nothing is refused."""
        return type(error).__name__, reason_of(str(error))


def received(path: Path) -> None:
    """A message of a queue of events, which anybody may have written who may write there."""
    body = path.read_bytes().decode("utf-8", "replace")
    queue: Any = Queue(body)
    found = queued.events(
        queue, {"id": "aws", "provider": "aws", "events_queue": "https://sqs.eu-west-3.amazonaws.com/1/q"}, "2026-11-28T00:00:00Z"
    )
    assert isinstance(found, dict | Unknown)


def rule() -> Any:
    """A shipped rule, as data."""
    return load(files(shipped("rules"))[0]).data


@cache
def _registers() -> Any:
    return reference(DAY, (), None)


def ruled(path: Path) -> None:
    """A rule file."""
    load_rules([path], _registers())


def waived(path: Path) -> None:
    """A file of waivers."""
    load_waivers(path, {"LOC-001"})


YAML: dict[str, tuple[Callable[[], Any], Callable[[Path], None]]] = {
    "auditor.yaml": (lambda: CONFIGURATION, configured),
    "waivers.yaml": (lambda: WAIVERS, waived),
    "rule.yaml": (rule, ruled),
}
