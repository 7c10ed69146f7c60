"""report.oscal.json: assessment results of OSCAL 1.2: resources as inventory, findings as observations, rules as objectives.

An objective is satisfied when nothing failed and nothing stayed open: OSCAL has no third state, so what nobody could verify is
`not-satisfied` for the reason `other`, with a remark that says so.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auditor.files import write_atomically
from auditor.i18n import _, speaking
from auditor.model import WAIVED, Finding, Outcome, Run, status
from auditor.outputs.explained import told
from auditor.outputs.html import registers_of
from auditor.outputs.inert import visible
from auditor.outputs.json import dumped, listed
from auditor.outputs.wording import local
from auditor.reference.registers import Reference
from auditor.run import identity, read_findings

VERSION = "1.2.1"
SPACE = uuid.UUID("6f5f6d3a-5d0e-5b52-9f6c-6f8f2d4c9b10")
"""The name space of our identifiers: the same run gives the same ones."""
PREFIX = "https://residency-auditor.invalid/ns/oscal"


def write(run: Run, run_dir: Path, target: Path, lang: str) -> None:
    """Write the document, inventory and observations streamed. Raises OutputError, SnapshotError."""
    registers = registers_of(run)
    scan = identity(run)
    open_ones: dict[str, list[str]] = {rule: [] for rule in run.rules}
    with speaking(lang), write_atomically(target) as stream:
        head = {"uuid": _uuid("document", scan), "metadata": _metadata(run), "import-ap": {"href": "#plan"}, "back-matter": _plan()}
        stream.write(b'{"assessment-results":' + dumped(head)[:-1] + b',"results":[' + dumped(_result(run, scan))[:-1])
        stream.write(b',"local-definitions":{"inventory-items":')
        listed(_inventory(run_dir), stream)
        stream.write(b'},"observations":')
        listed(_observations(run, run_dir, registers, open_ones), stream)
        stream.write(b',"findings":')
        listed((_finding(run, scan, rule, found) for rule, found in sorted(open_ones.items())), stream)
        stream.write(b"}]}}\n")


def _uuid(*parts: str) -> str:
    return str(uuid.uuid5(SPACE, "\0".join(parts)))


def _metadata(run: Run) -> dict[str, Any]:
    return {"title": _("Data residency audit"), "last-modified": run.snapshot.finished_at, "version": run.as_of, "oscal-version": VERSION}


def _plan() -> dict[str, Any]:
    plan = {"uuid": _uuid("plan"), "title": _("The rules of this audit; there is no assessment plan of OSCAL's own.")}
    return {"resources": [plan]}


def _result(run: Run, scan: str) -> dict[str, Any]:
    return {
        "uuid": _uuid("result", scan),
        "title": _("Data residency audit"),
        "description": _("Findings of %(rules)s rules; a decision aid, not legal advice.") % {"rules": len(run.rules)},
        "start": run.snapshot.started_at,
        "end": run.snapshot.finished_at,
        "reviewed-controls": {
            "control-selections": [{"include-controls": [{"control-id": rule} for rule in sorted(run.rules)] or [{"control-id": "none"}]}]
        },
    }


def _inventory(run_dir: Path) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for finding in read_findings(run_dir):
        resource = finding.resource
        name = _uuid("resource", resource.id)
        if name in seen:
            continue
        seen.add(name)
        told_ = {"asset-id": resource.id, "asset-type": resource.native_type}
        ours = {"account": resource.account, "region": resource.region or ""}
        props = [{"name": key, "value": _value(value)} for key, value in told_.items() if value]
        props += [{"name": key, "ns": PREFIX, "value": _value(value)} for key, value in ours.items() if value]
        yield {"uuid": name, "description": visible(resource.name) or resource.kind, "props": props}


def _value(text: str) -> str:
    """A property's value, which neither begins nor ends with a blank."""
    return visible(text).strip() or "?"


def _observations(run: Run, run_dir: Path, registers: Reference, open_ones: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    for finding in read_findings(run_dir):
        name = _uuid("observation", finding.fingerprint)
        shown = status(finding)
        if shown in (Outcome.FAIL, Outcome.UNKNOWN):
            open_ones.setdefault(finding.rule, []).append(name)
        yield {
            "uuid": name,
            "description": visible(told(run, finding, registers)),
            "methods": ["TEST"],
            "types": ["finding"],
            "props": [{"name": key, "ns": PREFIX, "value": value} for key, value in _said(finding).items()],
            "subjects": [{"subject-uuid": _uuid("resource", finding.resource.id), "type": "inventory-item"}],
            "collected": run.snapshot.finished_at,
            **({"remarks": visible(finding.waiver or WAIVED)} if shown == WAIVED else {}),
        }


def _said(finding: Finding) -> dict[str, str]:
    return {"rule": finding.rule, "outcome": status(finding), "severity": finding.severity.value}


def _finding(run: Run, scan: str, rule: str, found: list[str]) -> dict[str, Any]:
    texts = run.rules.get(rule, {})
    failed = texts.get("totals", {}).get("fail", 0)
    state: dict[str, Any] = {
        "state": "not-satisfied" if found else "satisfied",
        "reason": ("fail" if failed else "other") if found else "pass",
    }
    if found and not failed:
        state["remarks"] = _("Nothing failed; what this rules on could not be verified everywhere.")
    return {
        "uuid": _uuid("finding", scan, rule),
        "title": local(texts.get("title")) or rule,
        "description": local(texts.get("why")) or local(texts.get("title")) or rule,
        "target": {"type": "objective-id", "target-id": rule, "status": state},
        **({"related-observations": [{"observation-uuid": name} for name in found]} if found else {}),
    }
