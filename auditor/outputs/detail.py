"""Every finding as one small block of data that the page's script unfolds: a dictionary and an index a column, gzip, base64."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any

from auditor.i18n import _
from auditor.inventory.packed import GZIP
from auditor.model import Finding, Outcome, Run
from auditor.outputs.explained import Said, country, explained
from auditor.outputs.inert import Ours, visible
from auditor.outputs.wording import STATUSES, local, status, word
from auditor.reference.registers import Reference

LIMIT, MOST = 20_000, 200_000
"""Above this many findings, what is compliant is counted and not listed; the most lines that are listed at all."""
NAME, WHY = 120, (200, 100, 60, 45, 30)
"""Where the text of a cell is cut, in characters; why, at the first of these that makes the data fit."""
SMALL, EACH = 250_000, 30
"""How many bytes the data may have, whatever the run, and for each finding of a large one."""
SEPARATOR = " · "
"""Between several values of one cell; the script offers each of them as a filter."""
COLUMNS = ("status", "rule", "resource", "activity", "account", "country", "finding")


class Column:
    """One column: each text once, and which one each line has."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self.words = {text: position for position, text in enumerate(words)}
        self.at: list[int] = []

    def add(self, text: str) -> None:
        """One more line."""
        self.at.append(self.words.setdefault(text, len(self.words)))

    def cut(self, most: int) -> dict[str, list[Any]]:
        """The column as the page reads it, with no text longer than that."""
        whole, shorter = [*self.words], Column()
        for position in self.at:
            shorter.add(whole[position] if len(whole[position]) <= most + 1 else f"{whole[position][:most]}…")
        return {"words": [*shorter.words], "at": shorter.at}


class Detail:
    """The table of all findings; nothing of it in a public report."""

    def __init__(self, run: Run, reference: Reference, *, public: bool = False) -> None:
        """`watch` fills it while the findings are counted."""
        self.public = public
        self.cut = self.beyond = 0
        self._run = run
        self._reference = reference
        self._findings = sum(run.totals.get(outcome.value, 0) for outcome in Outcome)
        self._columns = {name: Column(map(word, STATUSES)) if name == "status" else Column() for name in COLUMNS}
        self._titles: dict[str, str] = {}
        register = run.snapshot.context.get("processing_activities") or []
        self._activities = {str(entry["id"]): str(entry.get("title") or entry["id"]) for entry in register}

    def watch(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The same findings, listed as they pass."""
        for finding in findings:
            shown = status(finding)
            if self._findings > LIMIT and shown == Outcome.PASS:
                self.cut += 1
            elif len(self._columns["status"].at) == MOST:
                self.beyond += 1
            elif not self.public:
                self._add(finding, shown)
            yield finding

    def _add(self, finding: Finding, shown: str) -> None:
        columns, resource = self._columns, finding.resource
        columns["status"].add(word(shown))
        columns["rule"].add(self._rule(finding.rule))
        columns["resource"].add(_short(resource.name or resource.id, NAME))
        columns["activity"].add(SEPARATOR.join(_short(self._activities.get(name, name), NAME) for name in finding.activities) or "–")
        columns["account"].add(_short(resource.account, NAME) or "–")
        places = dict.fromkeys(place.country for place in finding.places)
        columns["country"].add(SEPARATOR.join(country(code, self._reference) if code else _("unknown place") for code in places) or "–")
        said = next(explained(finding, self._reference), None) if finding.reasons else None
        columns["finding"].add(_short(_sentence(said), WHY[0]) if said else "")

    def _rule(self, name: str) -> str:
        if name not in self._titles:
            self._titles[name] = f"{name} {local(self._run.rules.get(name, {}).get('title'))}".strip()
        return self._titles[name]

    @property
    def titles(self) -> list[str]:
        """The heading of each column."""
        return [_("Result"), _("Rule"), _("Resource"), _("Activity"), _("Account"), _("Countries"), _("Finding")]

    @property
    def filters(self) -> list[tuple[int, str]]:
        """The columns that can be filtered by a value: their position and heading."""
        return [(position, self.titles[position]) for position, name in enumerate(COLUMNS) if name not in ("resource", "finding")]

    @cached_property
    def packed(self) -> Ours:
        """The data, for the page: why each finding is one is cut as short as the size of the run asks."""
        pack = zlib.compressobj(6, zlib.DEFLATED, GZIP)
        head = pack.compress(b"[")
        for name in COLUMNS[:-1]:
            head += pack.compress(_json({"words": [*self._columns[name].words], "at": self._columns[name].at}) + b",")
        allowed = max(SMALL, EACH * self._findings)
        for most in WHY:
            last = pack.copy()
            packed = base64.b64encode(head + last.compress(_json(self._columns["finding"].cut(most)) + b"]") + last.flush())
            if len(packed) <= allowed:
                break
        return Ours(packed.decode())


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@lru_cache(4096)
def _short(text: str, most: int) -> str:
    shown = visible(text[: most * 2])
    return shown if len(shown) <= most else f"{shown[:most]}…"


def _sentence(said: Said) -> str:
    why = f"{said.cause.what} {said.cause.call}".strip() if said.cause else said.actual
    return f"{_('%(fact)s:') % {'fact': said.fact}} {why}"
