"""What other programs read: each format is held to its public schema or to a library that reads it, and tells the same totals."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import junitparser
import pytest
from markdown_it import MarkdownIt
from prometheus_client.parser import text_string_to_metric_families
from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding

from auditor.model import status
from auditor.outputs import output
from auditor.run import read_findings
from tests.outputs.builder import build

SCHEMAS = Path(__file__).parents[1] / "data" / "schemas"
FORMATS = ("ocsf", "sarif", "oscal", "junit", "markdown", "prometheus")


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with hostile names, and each format of it."""
    directory = tmp_path_factory.mktemp("machine")
    run = build(directory, 240, hostile=True)
    for name in FORMATS:
        output(name)(run, directory, directory / name, "fr")
    return directory


@pytest.fixture(scope="module")
def counts(where: Path) -> Counter[str]:
    """Findings by status."""
    return Counter(status(finding) for finding in read_findings(where))


def test_ocsf_is_of_class_2003_and_read_by_the_models(where: Path, counts: Counter[str]) -> None:
    """The public models of OCSF take every event."""
    events = json.loads((where / "ocsf").read_bytes())
    for event in events:
        ComplianceFinding.model_validate(event)
    assert {(event["class_uid"], event["type_uid"]) for event in events} == {(2003, 200301)}
    told = Counter("waived" if event["status"] == "Suppressed" else event["compliance"]["status"] for event in events)
    assert told == {"Fail": counts["fail"], "Warning": counts["unknown"], "Pass": counts["pass"], "waived": counts["waived"]}


def test_ocsf_is_what_a_tool_of_governance_imports(where: Path, counts: Counter[str]) -> None:
    """CISO Assistant takes an array; of each event of class 2003 that is not suppressed, the requirements and a status that it knows."""
    known = {"pass": "pass", "fail": "fail", "warning": "not_checked", "unknown": "not_checked"}
    taken = Counter(
        (known[event["compliance"]["status"].lower()])
        for event in json.loads((where / "ocsf").read_bytes())
        if event["class_uid"] == 2003 and event["status"].lower() != "suppressed"
        for _requirement in event["compliance"]["requirements"]
    )
    assert taken == {"fail": counts["fail"], "not_checked": counts["unknown"], "pass": counts["pass"]}


def test_sarif_follows_its_schema_and_never_takes_the_unread_for_a_pass(where: Path, counts: Counter[str]) -> None:
    """What is unknown is `open`."""
    log = json.loads((where / "sarif").read_bytes())
    jsonschema.Draft4Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_bytes())).validate(log)
    results = log["runs"][0]["results"]
    told = Counter("waived" if result.get("suppressions") else result["kind"] for result in results)
    assert told == {"fail": counts["fail"], "open": counts["unknown"], "pass": counts["pass"], "waived": counts["waived"]}
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in results)


def test_oscal_follows_its_schema_and_nothing_open_is_satisfied(where: Path) -> None:
    """NIST's own schema."""
    document = json.loads((where / "oscal").read_bytes())
    # The schema writes its patterns with properties of Unicode, which Python's expressions do not have.
    text = re.sub(r"\\\\p\{L\}", "A-Za-z", (SCHEMAS / "oscal-assessment-results-1.2.1.json").read_text("utf-8"))
    text = re.sub(r"\\\\p\{N\}", "0-9", text).replace("(A-Za-z|_)", "[A-Za-z_]").replace("(A-Za-z|0-9|[.\\\\-_])", "[A-Za-z0-9._-]")
    jsonschema.Draft7Validator(json.loads(text)).validate(document)
    result = document["assessment-results"]["results"][0]
    open_ones = Counter(finding.rule for finding in read_findings(where) if status(finding) in ("fail", "unknown"))
    told = {finding["target"]["target-id"]: finding["target"]["status"]["state"] for finding in result["findings"]}
    assert told == {rule: "not-satisfied" if open_ones[rule] else "satisfied" for rule in told}
    assert {rule for rule, state in told.items() if state == "not-satisfied"} == set(open_ones)
    things = {item["uuid"] for item in result["local-definitions"]["inventory-items"]}
    assert {subject["subject-uuid"] for seen in result["observations"] for subject in seen["subjects"]} <= things


def test_junit_is_read_and_an_open_question_is_no_success(where: Path, counts: Counter[str]) -> None:
    """What is unknown is an error."""
    suites = junitparser.JUnitXml.fromfile(str(where / "junit"))
    assert (suites.tests, suites.failures, suites.errors, suites.skipped) == (
        sum(counts.values()), counts["fail"], counts["unknown"], counts["waived"],
    )  # fmt: skip
    told = Counter(type(case.result[0]).__name__ if case.result else "pass" for suite in suites for case in suite)
    assert told == {"Failure": counts["fail"], "Error": counts["unknown"], "Skipped": counts["waived"], "pass": counts["pass"]}


def test_prometheus_parses_it_and_adds_it_up(where: Path, counts: Counter[str]) -> None:
    """The client library's parser reads it."""
    families = {family.name: family for family in text_string_to_metric_families((where / "prometheus").read_text("utf-8"))}
    told: Counter[str] = Counter()
    for sample in families["auditor_findings"].samples:
        told[sample.labels["status"]] += int(sample.value)
    assert told == counts
    assert families["auditor_finished_timestamp_seconds"].samples[0].value > 1.7e9


def test_no_name_makes_markdown_do_anything(where: Path, counts: Counter[str]) -> None:
    """No tag, link, image or code comes from a name."""
    text = (where / "markdown").read_text("utf-8")
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text)
    kinds = {token.type for block in tokens for token in (block, *(block.children or ()))}
    assert not kinds & {"html_block", "html_inline", "image", "link_open", "code_inline", "fence", "code_block"}
    rows = next(line for line in text.splitlines() if re.match(r"\| \d", line))
    assert [int(cell.replace("\u202f", "")) for cell in rows.strip("| ").split(" | ")] == [
        counts[name] for name in ("fail", "waived", "unknown", "pass")
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_twice_the_same_bytes_and_an_empty_run_is_written(name: str, where: Path, tmp_path: Path) -> None:
    """An empty run is a run."""
    run: Any = build(tmp_path, 0)
    output(name)(run, tmp_path, tmp_path / "empty", "en")
    assert (tmp_path / "empty").stat().st_size
    run = build(tmp_path / "again", 240, hostile=True)
    output(name)(run, tmp_path / "again", tmp_path / "twice", "fr")
    assert (tmp_path / "twice").read_bytes() == (where / name).read_bytes()
