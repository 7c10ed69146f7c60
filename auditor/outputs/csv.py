"""report.csv: one line a finding, as French spreadsheets open it (semicolons, byte-order mark) or as RFC 4180 says (commas).

CRLF in both, and no cell that a spreadsheet would run.
Column names and the codes under them are stable; `result`, `title`, `reasons`, `places`, `remedy` … are in the language asked for.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from auditor.files import write_atomically
from auditor.i18n import _, speaking
from auditor.model import Finding, Run, status
from auditor.outputs.explained import category, explained, holders, places, sentence, support
from auditor.outputs.inert import cells
from auditor.outputs.wording import confidence, local, mark, word
from auditor.reference.registers import Reference, reference
from auditor.run import read_findings

COLUMNS = (
    "rule",
    "title",
    "severity",
    "outcome",
    "waived",
    "result",
    "resource_name",
    "resource_id",
    "resource_kind",
    "resource_type",
    "provider",
    "account",
    "region",
    "activities",
    "categories",
    "countries",
    "places",
    "shared_with",
    "reasons",
    "remedy",
    "requirements",
    "confidence",
    "waiver",
    "evidence",
    "revision",
    "fingerprint",
    "force",
    "unconfirmed",
    "read_at",
)


def titles() -> list[str]:
    """What spreadsheets call the columns, in the language spoken now."""
    said = [
        _("Rule"),
        _("Title"),
        _("Severity"),
        _("Outcome"),
        _("Is waived"),
        _("Result"),
        _("Resource"),
        _("Identifier"),
        _("Kind"),
        _("Type"),
    ]
    said += [_("Provider"), _("Account"), _("Region"), _("Activities"), _("Data"), _("Countries"), _("Places"), _("Shared with")]
    said += [_("Reasons"), _("What to do"), _("Texts"), _("Confidence"), _("Waiver"), _("Evidence"), _("Revision"), _("Fingerprint")]
    return [*said, _("Force"), _("Rests on"), _("Read on")]


DIALECTS = {"excel-fr": ("utf-8-sig", ";", 32_000), "rfc4180": ("utf-8", ",", None)}
"""Dialect → encoding, delimiter, and how long a cell may be: spreadsheets break a longer one over several lines."""


def write(run: Run, run_dir: Path, target: Path, lang: str, *, dialect: str = "excel-fr") -> None:
    """Write every finding, streamed. Raises OutputError, SnapshotError."""
    encoding, delimiter, longest = DIALECTS[dialect]
    registers = reference(date.fromisoformat(run.as_of), run.assumptions, run.snapshot.context.get("allowed_countries"))
    with speaking(lang), write_atomically(target) as raw:
        stream = io.TextIOWrapper(raw, encoding, newline="")
        lines = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
        lines.writerow(COLUMNS)
        for finding in read_findings(run_dir):
            lines.writerow(cells(line(run, finding, registers), longest))
        stream.flush()
        stream.detach()


def line(run: Run, finding: Finding, registers: Reference) -> Iterator[object]:
    """One finding, a value a column."""
    texts, resource = run.rules.get(finding.rule, {}), finding.resource
    shown = status(finding)
    told = list(explained(finding, registers))
    yield from (finding.rule, local(texts.get("failure" if shown in ("fail", "waived") else "title")), finding.severity.value)
    yield from (finding.outcome.value, str(finding.waived).lower(), word(shown))
    yield from (resource.name, resource.id, resource.kind, resource.native_type, resource.provider, resource.account, resource.region)
    yield ", ".join(finding.activities)
    yield ", ".join(category(name, registers) for name in finding.categories)
    yield ", ".join(dict.fromkeys(place.country or "?" for place in finding.places))
    yield " | ".join(" ".join(filter(None, place)) for place in places(finding, registers))
    yield ", ".join(holders(finding))
    yield " | ".join(sentence(said) for said in told)
    yield "" if shown == "pass" else local(texts.get("remedy"))
    yield ", ".join(finding.requirements)
    yield confidence(finding.confidence.value) or word(finding.confidence.value)
    yield finding.waiver
    yield " | ".join(dict.fromkeys(f"{said.call} {said.at} {said.rule_line}".strip() for said in told))
    yield from (finding.revision, finding.fingerprint, finding.force)
    yield " | ".join(f"{support(each, registers)} ({mark(each.mark)})" for each in finding.unconfirmed)
    yield " | ".join(place.read_at or resource.read_at for place in finding.places) or resource.read_at
