"""What no API tells, declared: the same rules judge it, and what is only announced never passes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor import pipeline
from auditor.configuration import load_configuration
from auditor.errors import InputError
from auditor.model import Finding
from auditor.providers import INSTALLED
from auditor.run import read_findings

PROVED = ", evidence: proved, document: annexe 2, dated: 2026-09-01"
DAY = date(2026, 11, 28)
CONFIGURATION = """
organisation: {name: Ville de Rivemont, profile: commune}
accounts: [{id: saas, provider: declared, file: saas.yaml}]
processing_activities: [{id: soins, title: Soins, categories: [health], countries: [FR], select: [{account: saas}]}]
"""
WHOLE = {
    "operator": "index_education",
    "hosting": "{sites: [{country: FR, city: Marseille}]%s}",
    "replicas": "{sites: []%s}",
    "backups": "{sites: [{country: FR}]%s}",
    "logs": "{sites: []%s}",
    "support": "{countries: [FR]%s}",
    "processors": "{entries: []%s}",
    "retention": "{period: P1Y%s}",
    "backup_retention": "{period: P30D%s}",
    "encryption": '{answer: "yes"%s}',
    "keys": "{manager: customer, country: FR%s}",
    "labels": '[{label: hds, version: "2.0", number: "1", valid_from: 2025-01-01, valid_until: 2028-01-01, activities: ["1", "2"]%s}]',
    "answers": '{SST-B: {answer: "yes"%s}, RET-008: {answer: "yes"%s}}',
}
RESIDENCY = {"LOC-001", "LOC-002", "LOC-004", "LOC-007", "LOC-012", "LOC-013", "LOC-024", "SEC-002", "HDS-001"}


def written(answers: dict[str, str], mark: str = "") -> str:
    """A file of one service; every answer bears the mark."""
    lines = [f"    {name}: {text.replace('%s', mark)}" for name, text in answers.items()]
    return "\n".join(["services:", "  - id: pronote", "    title: PRONOTE", *lines]) + "\n"


def judged(folder: Path, services: str, configuration: str = CONFIGURATION, name: str = "saas.yaml") -> dict[tuple[str, str], Finding]:
    """(rule, kind) → finding of a file of services."""
    (folder / "auditor.yaml").write_text(configuration)
    (folder / name).write_text(services)
    known = load_configuration(folder / "auditor.yaml", INSTALLED)
    pipeline.scan(known, folder / "snapshot")
    pipeline.judge(folder / "snapshot", folder / "run", as_of=DAY, configuration=known)
    return {(one.rule, one.resource.kind): one for one in read_findings(folder / "run")}


def outcomes(found: dict[tuple[str, str], Finding]) -> dict[str, str]:
    """Rule → outcome, of the service and its contract."""
    return {rule: one.outcome.value for (rule, kind), one in found.items() if kind in ("service", "account")}


def test_what_is_proved_passes(tmp_path: Path) -> None:
    """Every answer with its document: residency, keys and labels as of a cloud."""
    found = outcomes(judged(tmp_path, written(WHOLE, PROVED)))
    assert {found[rule] for rule in RESIDENCY} == {"pass"}
    assert found["STR-003"] == "pass"
    assert "JUR-001" not in found, "an operator of the register, controlled in the EEA"


def test_what_is_announced_never_passes(tmp_path: Path) -> None:
    """The same answers without a document: each rule that rests on one is to verify, and says which answer waits for its proof."""
    proved, announced = (judged(tmp_path, written(WHOLE, mark)) for mark in (PROVED, ""))
    told = outcomes(announced)
    passing = {rule for rule, outcome in told.items() if outcome == "pass"}
    assert passing == {"GOV-001", "JUR-004", "JUR-006", "SEC-003", "SEC-012"}, "what it holds, and what the register says of its operator"
    assert {told[rule] for rule in RESIDENCY} == {"unknown"}
    assert announced["LOC-001", "service"].reasons[0].actual == "announced: PRONOTE: hosting"
    assert "claimed" in str(announced["HDS-001", "service"].reasons)
    assert {*outcomes(proved)} <= {*told}


@pytest.mark.parametrize("mark", ["", PROVED])
def test_what_is_announced_can_fail(tmp_path: Path, mark: str) -> None:
    """An admission counts, proved or not: Virginia, keys of an American host, no clause."""
    elsewhere = {
        **WHOLE,
        "hosting": "{sites: [{country: US, host: aws, region: us-east-1}]%s}",
        "keys": "{manager: provider, country: US%s}",
        "answers": '{SST-B: {answer: "no"%s}}',
    }
    found = outcomes(judged(tmp_path, written(elsewhere, mark)))
    assert {rule: found[rule] for rule in ("LOC-004", "SEC-003", "STR-003")} == dict.fromkeys(("LOC-004", "SEC-003", "STR-003"), "fail")
    assert found["JUR-001"] == "unknown", "whoever runs the room exposes the contract"


def test_nothing_said_is_nothing_known(tmp_path: Path) -> None:
    """No answer at all: no pass, and no failure either."""
    found = outcomes(judged(tmp_path, "services:\n  - {id: pronote}\n"))
    assert {outcome for rule, outcome in found.items() if rule != "GOV-001"} == {"unknown"}


def test_the_register_announces_what_is_left_out(tmp_path: Path) -> None:
    """Its entry stands in for a missing answer, and proves nothing."""
    found = judged(tmp_path, "services:\n  - {id: scolaire, register: pronote}\n")
    assert found["LOC-001", "service"].resource.name == "PRONOTE"
    assert found["LOC-001", "service"].outcome == "unknown"
    assert found["LOC-001", "service"].places[0].country == "FR"


def test_what_the_register_is_not_sure_of_is_told_so(tmp_path: Path) -> None:
    """A verdict that rests on the register's word bears the register's mark; one's own answer in its place does not."""
    by_register = judged(tmp_path, "services:\n  - {id: one, register: mailchimp}\n")["TRF-001", "service"]
    assert (by_register.outcome, by_register.confidence) == ("fail", "to_confirm")
    assert [(each.entry, each.mark) for each in by_register.unconfirmed if each.register == "saas"] == [("mailchimp", "to_confirm")]
    text = f"services:\n  - {{id: one, register: mailchimp, hosting: {{sites: [{{country: US}}]{PROVED}}}}}\n"
    own = judged(tmp_path, text)["TRF-001", "service"]
    assert not [each for each in own.unconfirmed if each.register == "saas"]


def test_a_room_of_ones_own(tmp_path: Path) -> None:
    """Nobody's register knows it: where it lies and who controls it are proved by a deed."""
    room = {
        **WHOLE,
        "operator": "private",
        "entity": "{name: Ville de Rivemont, control: FR%s}",
        "hosting": "{sites: [{country: FR, city: Rivemont}]%s}",
    }
    found = outcomes(judged(tmp_path, written(room, PROVED)))
    assert (found["LOC-001"], found["JUR-006"]) == ("pass", "pass")
    assert found["LOC-017"] == "unknown", "the authority's own question"


MISTAKES = [
    ("hosting: {sites: [{country: UK}]}", 3, 33, "UK"),
    ("hosting: {sites: [{country: US, host: ovh, region: gra}]}", 3, 33, "FR"),
    ("hosting: {sites: [{country: FR, host: ovh, region: nowhere}]}", 3, 56, "nowhere"),
    ("retention: {period: deux ans}", 3, 25, "deux ans"),
    ("support: {countries: [FR], evidence: proved, document: contrat}", 3, 42, "dated"),
    ('answers: {REV-Z: {answer: "yes"}}', 3, 15, "REV-Z"),
    ("hostng: {}", 3, 5, "hosting"),
    ("labels: [{label: hds, evidence: proved, document: c, dated: 2026-01-01}]", 3, 37, "number"),
]


@pytest.mark.parametrize(("line", "row", "column", "word"), MISTAKES)
@pytest.mark.usefixtures("english")
def test_a_mistake_is_told_where_it_is(tmp_path: Path, line: str, row: int, column: int, word: str) -> None:
    """Line and column, and nothing is scanned."""
    with pytest.raises(InputError) as caught:
        judged(tmp_path, f"services:\n  - id: pronote\n    {line}\n")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (row, column), problem
    assert word in problem.message + problem.suggestion


def test_two_services_need_two_ids(tmp_path: Path) -> None:
    """The second is not read over the first."""
    with pytest.raises(InputError):
        judged(tmp_path, "services:\n  - {id: a}\n  - {id: a}\n")


def accounts(found: dict[tuple[str, str], Finding]) -> set[Any]:
    """The accounts of findings."""
    return {one.resource.account for one in found.values() if one.resource.kind == "service"}


def test_each_service_is_a_contract(tmp_path: Path) -> None:
    """An account each, under the entry that named the file."""
    found = judged(tmp_path, "services:\n  - {id: a}\n  - {id: b}\n")
    assert {one.resource.account for one in found.values() if one.resource.kind == "account"} <= {"saas/a", "saas/b"}
    assert accounts(found)
