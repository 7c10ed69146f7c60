"""report.ocsf.json: an event a finding, class 2003 (Compliance Finding) of OCSF 1.5, for tools that gather the findings of many scanners.

https://schema.ocsf.io/1.5.0/classes/compliance_finding. A waived finding is Suppressed; what nobody could read is a Warning, never a Pass.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dateutil.parser import isoparse

from auditor.files import write_atomically
from auditor.i18n import speaking
from auditor.model import WAIVED, Confidence, Finding, Outcome, Run, Severity, status
from auditor.outputs.explained import told
from auditor.outputs.html import registers_of
from auditor.outputs.inert import visible
from auditor.outputs.json import listed
from auditor.outputs.wording import local
from auditor.reference.registers import Reference
from auditor.run import read_findings

VERSION = "1.5.0"
SEVERITIES = {Severity.CRITICAL: 5, Severity.MAJOR: 4, Severity.MODERATE: 3, Severity.MINOR: 2}
WORDS = {5: "Critical", 4: "High", 3: "Medium", 2: "Low", 1: "Informational"}
STATUS = {Outcome.PASS: ("Pass", 1), Outcome.UNKNOWN: ("Warning", 2), Outcome.FAIL: ("Fail", 3)}
CONFIDENCE = {Confidence.OBSERVED: ("High", 3)}


CLASS: dict[str, Any] = {
    "activity_id": 1,
    "activity_name": "Create",
    "category_name": "Findings",
    "category_uid": 2,
    "class_name": "Compliance Finding",
    "class_uid": 2003,
    "type_uid": 200301,
    "type_name": "Compliance Finding: Create",
}
"""What OCSF calls all of these events."""


def write(run: Run, run_dir: Path, target: Path, lang: str) -> None:
    """Write a list of events, streamed; titles and messages in `lang`, codes as OCSF has them. Raises OutputError, SnapshotError."""
    registers = registers_of(run)
    with speaking(lang), write_atomically(target) as stream:
        listed((_event(run, finding, registers) for finding in read_findings(run_dir)), stream)


def _event(run: Run, finding: Finding, registers: Reference) -> dict[str, Any]:
    level = SEVERITIES.get(finding.severity, 1)
    suppressed = status(finding) == WAIVED
    sure, sure_id = CONFIDENCE.get(finding.confidence, ("Medium", 2))
    texts = run.rules.get(finding.rule, {})
    message = visible(told(run, finding, registers))
    seen = round(isoparse(run.snapshot.finished_at).timestamp() * 1000)
    return {
        **CLASS,
        "time": seen,
        "severity": WORDS[level],
        "severity_id": level,
        "confidence": sure,
        "confidence_id": sure_id,
        "status": "Suppressed" if suppressed else "New",
        "status_id": 3 if suppressed else 1,
        "message": message,
        "metadata": {
            "version": VERSION,
            "event_code": finding.rule,
            "product": {"name": "residency-auditor", "vendor_name": "residency-auditor", "version": run.auditor_version},
        },
        "finding_info": {
            "uid": finding.fingerprint,
            "title": local(texts.get("title")) or finding.rule,
            "desc": message,
            "created_time": seen,
            "types": ["Data residency"],
        },
        "compliance": _compliance(finding, message),
        "resources": [_resource(finding)],
        **({} if finding.outcome is Outcome.PASS else {"remediation": {"desc": local(texts.get("remedy")) or finding.rule}}),
        "unmapped": {"revision": finding.revision, "force": finding.force, "waiver": finding.waiver, "activities": finding.activities},
    }


def _compliance(finding: Finding, message: str) -> dict[str, Any]:
    word, code = STATUS[finding.outcome]
    return {
        "control": finding.rule,
        "requirements": [finding.rule],
        "standards": finding.requirements or [finding.rule],
        "status": word,
        "status_id": code,
        "status_detail": message,
    }


def _resource(finding: Finding) -> dict[str, Any]:
    resource = finding.resource
    return {
        "uid": visible(resource.id),
        "name": visible(resource.name),
        "type": resource.native_type,
        "cloud_partition": resource.provider,
        "region": resource.region or "",
        "namespace": visible(resource.account),
        "labels": finding.categories,
    }
