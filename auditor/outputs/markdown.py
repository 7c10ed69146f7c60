"""report.md: the run in a page of Markdown, to be pasted into a ticket or a wiki: failures and what to verify, rule by rule."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from auditor.files import write_atomically
from auditor.findings import Findings
from auditor.i18n import _, date_in_words, number, speaking
from auditor.inventory.snapshot import GAPS, read_coverage
from auditor.model import STATUSES, Run, Severity
from auditor.outputs.explained import told
from auditor.outputs.gathered import Gathered
from auditor.outputs.html import registers_of
from auditor.outputs.inert import visible
from auditor.outputs.wording import local, word
from auditor.run import SNAPSHOT, name_of

FIRST = 20
"""How many resources a rule lists; the rest is counted, and is in the other formats."""
ORDER = [*Severity]
_LIVE = re.compile(r"([\\`*_\[\]<>#|~&@$]|:(?=//)|(?<=\bwww)\.)", re.IGNORECASE)


def write(run: Run, run_dir: Path, target: Path, lang: str) -> None:
    """Write the page. Names that others gave are escaped. Raises OutputError, SnapshotError."""
    with speaking(lang), write_atomically(target) as stream:
        for line in _lines(run, run_dir):
            stream.write(f"{line}\n".encode())


def _lines(run: Run, run_dir: Path) -> Iterator[str]:
    findings = Findings(run_dir)
    gathered = Gathered(findings)
    counts = gathered.counts
    total = sum(counts.values(), Counter())
    yield f"# {plain(' – '.join(filter(None, (_('Data residency audit'), name_of(run.snapshot.context)))))}\n"
    yield f"{plain(date_in_words(run.as_of))}\n"
    yield from (row(map(word, STATUSES)), f"|{'---:|' * len(STATUSES)}", f"{row(number(total[shown]) for shown in STATUSES)}\n")
    for shown in ("fail", "unknown"):
        rules = [rule for rule in _ordered(run, counts) if counts[rule][shown]]
        if rules:
            yield f"## {word(shown)}\n"
        for rule in rules:
            yield from _rule(run, findings, rule, shown, gathered.shown(rule, shown))
    yield from _unread(run_dir)
    caution = _("A decision aid, not legal advice.")
    yield f"_{caution}_"


def row(cells: Iterable[str]) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |"


def _ordered(run: Run, counts: dict[str, Counter[str]]) -> list[str]:
    def key(rule: str) -> tuple[int, str]:
        severity = run.rules.get(rule, {}).get("severity")
        return (ORDER.index(Severity(severity)) if severity else len(ORDER), rule)

    return sorted(counts, key=key)


def _rule(run: Run, findings: Findings, rule: str, shown: str, begins: array[int]) -> Iterator[str]:
    texts = run.rules.get(rule, {})
    title = local(texts.get("failure" if shown == "fail" else "title"))
    yield f"### {plain(rule)} · {plain(title)} ({word(texts.get('severity', ''))}, {number(len(begins))})\n"
    if remedy := local(texts.get("remedy")):
        yield f"{plain(remedy)}\n"
    registers = registers_of(run)
    for finding in findings.at(begins[:FIRST]):
        resource = finding.resource
        where = " · ".join(filter(None, (resource.native_type, resource.account, resource.region)))
        yield f"- **{plain(resource.name)}** ({plain(where)}) : {plain(told(run, finding, registers).partition(' ; ')[2] or word(shown))}"
    if len(begins) > FIRST:
        rest = _("and %(count)s more, in the other formats") % {"count": number(len(begins) - FIRST)}
        yield f"- {rest}"
    yield ""


def _unread(run_dir: Path) -> Iterator[str]:
    gaps = [line for line in read_coverage(run_dir / SNAPSHOT) if line.status in GAPS]
    if gaps:
        heading = _("What could not be read")
        yield f"## {heading}\n"
        seen = Counter(" ".join(filter(None, (line.provider, line.account, line.call or line.service, line.permission))) for line in gaps)
        yield from (f"- {plain(what)} × {number(count)}" for what, count in sorted(seen.items()))
        yield ""


def plain(text: str) -> str:
    """Text in which Markdown reads nothing: every character that it takes for its own is escaped, and nothing is hidden."""
    return _LIVE.sub(r"\\\1", visible(" ".join(text.split())))
