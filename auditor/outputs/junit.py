"""report.junit.xml: a test case a finding, a suite a rule, as continuous integrations read it (JUnit).

A failure is a failure; what nobody could read is an error, so that no pipeline takes it for a success; what was waived is skipped.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any
from xml.sax.saxutils import XMLGenerator

from auditor.files import write_atomically
from auditor.findings import Findings
from auditor.i18n import speaking
from auditor.model import Finding, Run, status
from auditor.outputs.explained import told
from auditor.outputs.gathered import Gathered
from auditor.outputs.html import registers_of
from auditor.outputs.inert import visible
from auditor.outputs.wording import local
from auditor.reference.registers import Reference

SAID = {"fail": "failure", "unknown": "error", "waived": "skipped"}


def write(run: Run, run_dir: Path, target: Path, lang: str) -> None:
    """Write the suites; only where each finding begins is kept. Raises OutputError, SnapshotError."""
    registers = registers_of(run)
    findings = Findings(run_dir)
    gathered = Gathered(findings)
    with speaking(lang), write_atomically(target) as raw:
        xml = XMLGenerator(raw, "utf-8", short_empty_elements=True)
        xml.startDocument()
        xml.startElement("testsuites", _totals(sum(gathered.counts.values(), Counter()), "residency-auditor"))  # type: ignore[arg-type]
        for rule in sorted(gathered.counts):
            title = local(run.rules.get(rule, {}).get("title"))
            suite = _totals(gathered.counts[rule], f"{rule} {title}".strip()) | {"timestamp": run.snapshot.finished_at.removesuffix("Z")}
            xml.startElement("testsuite", suite)  # type: ignore[arg-type]
            for finding in findings.at(gathered.of(rule)):
                _case(xml, run, finding, registers)
            xml.endElement("testsuite")
        xml.endElement("testsuites")
        xml.endDocument()


def _totals(counted: Counter[str], name: str) -> dict[str, str]:
    numbers = {"tests": counted.total()} | {f"{said}s".replace("skippeds", "skipped"): counted[shown] for shown, said in SAID.items()}
    return {"name": visible(name)} | {key: str(value) for key, value in numbers.items()}


def _case(xml: Any, run: Run, finding: Finding, registers: Reference) -> None:
    resource = finding.resource
    xml.startElement("testcase", {"classname": f"{finding.rule}.{resource.kind}", "name": visible(resource.id), "time": "0"})
    said = SAID.get(status(finding))
    if said:
        why = (finding.waiver or "") if said == "skipped" else told(run, finding, registers)
        xml.startElement(said, {"message": visible(why), **({} if said == "skipped" else {"type": finding.severity.value})})
        xml.endElement(said)
    xml.endElement("testcase")
