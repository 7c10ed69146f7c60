"""Rules, clauses and resources for the tests of the language: real parts, small."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import InputError
from auditor.model import Resource
from auditor.reference.facts import facts
from auditor.reference.registers import Reference, reference
from auditor.reference.sheet import Sheet
from auditor.reference.source import parse
from auditor.ruleset.check import Checker, scope
from auditor.ruleset.clause import Clause
from auditor.ruleset.rule import Rule, load_rules, read_rule
from auditor.shipped import shipped

TODAY = date(2026, 11, 22)
_LOC_004 = (shipped("rules") / "health/LOC-004.yaml").read_text("utf-8")
HEALTH = re.sub(
    r"must:.*?\nremedy:",
    "must:\n  every: places\n  where: {fact: role, in: [primary, replica, backup, copy]}\n  must: {fact: country, in: $EEA}\nremedy:",
    _LOC_004,
    flags=re.DOTALL,
)
"""The shipped rule, kept to places in one country."""
TEXT = """\
# yaml-language-server: $schema=../schema.json
id: TST-001
revision: 1
title: {fr: Rien n’est public, en: Nothing is public}
failure: {fr: C’est public, en: It is public}
severity: major
force: law
requirements: [RGPD-32]
applies_to:
  kinds: [object_store, database]
must: {fact: public.access, equals: false}
remedy: {fr: Fermez, en: Close it}
examples:
  - name: fermé
    resource: {kind: object_store, public: {access: false}}
    expect: pass
  - name: ouvert
    resource: {kind: database, public.access: true}
    expect: fail
    because: [public.access]
  - name: illisible
    resource: {kind: object_store}
    unknown: {public.access: "access_denied: s3:GetBucketPolicyStatus"}
    expect: unknown
    because: [public.access]
"""


@cache
def registers(day: date = TODAY) -> Reference:
    """The registers on one day."""
    return reference(day)


@cache
def shipped_rules(day: date = TODAY) -> tuple[Rule, ...]:
    """Those that the product ships, on one day: read once for all tests, as that takes a quarter of a second."""
    return load_rules([shipped("rules")], registers(day))


def rule(text: str = TEXT, name: str = "TST-001") -> Rule:
    """The rule that a text holds."""
    return read_rule(parse(text, f"rules/tests/{name}.yaml"), registers(), facts(), f"tests/{name}.yaml")


def changed(*changes: tuple[str, str], text: str = TEXT) -> str:
    """The sound text with parts of it replaced; each part must be there."""
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return text


def mistakes(text: str, name: str = "TST-001") -> list[str]:
    """What is wrong with a rule's text: `line:column: message`, in the order of the file."""
    with pytest.raises(InputError) as caught:
        rule(text, name)
    return [str(problem).removeprefix(f"rules/tests/{name}.yaml:") for problem in caught.value.problems]


def clause(text: str, *kinds: str) -> Clause:
    """The clause that a line of YAML says, for resources of these kinds."""
    sheet = Sheet(parse(text, "clause.yaml"))
    found = Checker(sheet, registers()).clause((), sheet.document.data, scope(facts(), kinds or ("object_store",)))
    assert sheet.problems == []
    assert found is not None
    return found


def resource(kind: str = "object_store", **changes: Any) -> Resource:
    """A resource of a bucket's kind."""
    given: dict[str, Any] = {
        "id": "arn:aws:s3:::demo",
        "kind": kind,
        "native_type": "AWS::S3::Bucket",
        "provider": "aws",
        "account": "111122223333",
        "region": "eu-west-3",
        "name": "demo",
        "read_at": "2026-11-22T02:00:00Z",
    }
    return Resource(**(given | changes))


def write(folder: Path, *texts: tuple[str, str]) -> Path:
    """A folder of rules: (name, text) each."""
    for name, text in texts:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder
