"""report.prom: figures of the run for node_exporter's textfile collector, in Prometheus' text format. No name of a resource is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dateutil.parser import isoparse

from auditor.files import write_atomically
from auditor.model import Run, status
from auditor.run import organisation, read_findings

Samples = list[tuple[dict[str, str], int]]


def write(run: Run, run_dir: Path, target: Path, lang: str) -> None:  # noqa: ARG001 - never translated
    """Write gauges, each with its help and type. Raises OutputError, SnapshotError."""
    with write_atomically(target) as stream:
        stream.write("".join(_lines(run, run_dir)).encode())


def _lines(run: Run, run_dir: Path) -> Iterator[str]:
    found = Counter((finding.severity.value, status(finding)) for finding in read_findings(run_dir))
    page = run.snapshot
    for name, what, samples in (
        ("findings", "Findings of the run by severity and status; unknown is what nobody could verify", _by(found)),
        ("rule_findings", "Findings of the run by rule and outcome", _by_rule(run)),
        ("resources", "Resources that were read", [({}, page.resources)]),
        ("gaps", "List calls and accounts that gave nothing whole", [({}, page.gaps)]),
        ("unread_resources", "Resources with a fact that was asked and not answered", [({}, page.unread)]),
        ("api_calls", "Calls made by the scan", [({}, page.api_calls)]),
        ("started_timestamp_seconds", "When the scan began", [({}, _seconds(page.started_at))]),
        ("finished_timestamp_seconds", "When the scan ended", [({}, _seconds(page.finished_at))]),
    ):
        yield f"# HELP auditor_{name} {what}.\n# TYPE auditor_{name} gauge\n"
        for labels, value in samples:
            yield f"auditor_{name}{_labels({'organisation': organisation(page.context)} | labels)} {value}\n"


def _by(found: Counter[tuple[str, str]]) -> Samples:
    return [({"severity": severity, "status": shown}, count) for (severity, shown), count in sorted(found.items())]


def _by_rule(run: Run) -> Samples:
    return [
        ({"rule": rule, "outcome": outcome}, told["totals"][outcome])
        for rule, told in sorted(run.rules.items())
        for outcome in sorted(told.get("totals", ()))
    ]


def _seconds(at: str) -> int:
    return round(isoparse(at).timestamp())


def _labels(labels: dict[str, str]) -> str:
    said = (f'{name}="{_escaped(value)}"' for name, value in labels.items() if value)
    inside = ",".join(said)
    return f"{{{inside}}}" if inside else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
