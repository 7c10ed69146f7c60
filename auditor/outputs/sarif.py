"""report.sarif: the findings as SARIF 2.1.0, for platforms that follow code. A resource is a logical location; what passes has kind `pass`.

What nobody could read is `open`: "evaluated, and there was not enough to conclude", which no tool counts as compliant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from auditor.files import write_atomically
from auditor.i18n import speaking
from auditor.inventory.snapshot import GAPS, read_coverage
from auditor.model import WAIVED, Coverage, Finding, Outcome, Run, Severity, status
from auditor.outputs.explained import told
from auditor.outputs.html import registers_of
from auditor.outputs.inert import visible
from auditor.outputs.json import dumped, listed
from auditor.outputs.wording import local
from auditor.reference.registers import Reference
from auditor.run import SNAPSHOT, read_findings

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.CRITICAL: "error", Severity.MAJOR: "error", Severity.MODERATE: "warning"}
KINDS = {Outcome.FAIL: "fail", Outcome.UNKNOWN: "open", Outcome.PASS: "pass"}


def write(run: Run, run_dir: Path, target: Path, lang: str) -> None:
    """Write one SARIF run, results streamed, in the language asked for. Raises OutputError, SnapshotError."""
    registers = registers_of(run)
    rules = sorted(run.rules)
    place = {rule: at for at, rule in enumerate(rules)}
    with speaking(lang), write_atomically(target) as stream:
        driver = {
            "name": "residency-auditor",
            "semanticVersion": run.auditor_version.split("+")[0],
            "version": run.auditor_version,
            "rules": [_rule(rule, run.rules[rule]) for rule in rules],
        }
        stream.write(b'{"$schema":%s,"version":"2.1.0","runs":[{"tool":%s,' % (dumped(SCHEMA), dumped({"driver": driver})))
        stream.write(
            b'"columnKind":"unicodeCodePoints","invocations":%s,"results":' % dumped([_invocation(run, read_coverage(run_dir / SNAPSHOT))])
        )
        listed((_result(run, finding, place, registers) for finding in read_findings(run_dir)), stream)
        stream.write(b"}]}\n")


def _level(severity: str) -> str:
    return LEVELS.get(Severity(severity), "note")


def _rule(rule: str, texts: dict[str, Any]) -> dict[str, Any]:
    title = local(texts.get("title")) or rule
    return {
        "id": rule,
        "shortDescription": {"text": title},
        "fullDescription": {"text": local(texts.get("why")) or title},
        "help": {"text": local(texts.get("remedy")) or title},
        "defaultConfiguration": {"level": _level(texts.get("severity", Severity.MINOR))},
        "properties": {"tags": [str(each.get("id", "")) for each in texts.get("requirements", ())]},
    }


def _invocation(run: Run, coverage: Iterable[Coverage]) -> dict[str, Any]:
    return {
        "executionSuccessful": True,
        "startTimeUtc": run.snapshot.started_at,
        "endTimeUtc": run.snapshot.finished_at,
        "toolExecutionNotifications": [*_unread(coverage)],
    }


def _unread(coverage: Iterable[Coverage]) -> Iterator[dict[str, Any]]:
    for line in coverage:
        if line.status in GAPS:
            where = " ".join(filter(None, (line.provider, line.account, line.region, line.service)))
            yield {"level": "warning", "message": {"text": visible(f"{where}: {line.call or line.service} {line.status}: {line.reason}")}}


def _result(run: Run, finding: Finding, place: dict[str, int], registers: Reference) -> dict[str, Any]:
    resource = finding.resource
    kind = KINDS[finding.outcome]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "kind": kind,
        "level": _level(finding.severity) if kind == "fail" else "none",
        "message": {"text": visible(told(run, finding, registers))},
        "partialFingerprints": {"finding/v1": finding.fingerprint},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": quote(resource.id, safe="/"), "uriBaseId": "ESTATE"}},
                "logicalLocations": [
                    {
                        "fullyQualifiedName": visible(resource.id),
                        "name": visible(resource.name),
                        "kind": "resource",
                        "properties": {"type": resource.native_type, "account": resource.account, "region": resource.region or ""},
                    }
                ],
            }
        ],
        "properties": {"severity": finding.severity.value, "activities": finding.activities, "categories": finding.categories},
    }
    if finding.rule in place:
        result["ruleIndex"] = place[finding.rule]
    if status(finding) == WAIVED:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": visible(finding.waiver or "")}]
    return result
