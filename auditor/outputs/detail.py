"""Every finding as one small block of data that the page's script unfolds: a dictionary and an index a column, gzip, base64."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any

from auditor.i18n import _
from auditor.inventory.packed import GZIP
from auditor.model import SEVERITIES, Finding, Outcome, ResourceRef, Run
from auditor.outputs.commands import own_name, template
from auditor.outputs.explained import Said, country, explained, holders
from auditor.outputs.inert import Ours, visible
from auditor.outputs.wording import STATUSES, kind, local, status, word
from auditor.reference.registers import Reference

LIMIT, MOST = 20_000, 200_000
"""Above this many findings, what is compliant is counted and not listed; the most lines that are listed at all."""
NAME, IDENTIFIER, WHY = 120, 400, (200, 100, 60, 45, 30, 0)
"""Where the text of a cell is cut, in characters; why, at the first of these that makes the data fit."""
SMALL, EACH = 250_000, 30
"""How many bytes the data may have, whatever the run, and for each finding of a large one."""
SEPARATOR = " · "
"""Between several values of one cell; the script offers each of them as a filter."""
COLUMNS = (
    "severity",
    "result",
    "rule",
    "resource",
    "type",
    "region",
    "account",
    "activity",
    "country",
    "id",
    "holder",
    "command",
    "finding",
)
"""As addresses name them: a filter of the table can be linked to."""
FILTERS = ("severity", "result", "rule", "type", "region", "account", "activity", "country")
HEADS = ("severity", "result", "rule", "resource", "type", "region", "account", "activity")
"""The columns that are shown and sorted; the others stand beneath them."""


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

    def __init__(self, run: Run, reference: Reference, nickname: Callable[[str], str], *, public: bool = False) -> None:
        """`watch` fills it while the findings are counted; `nickname` says how an account is called."""
        self.public = public
        self.cut = self.beyond = 0
        self._run = run
        self._reference = reference
        self._findings = sum(run.totals.get(outcome.value, 0) for outcome in Outcome)
        known = {"severity": map(word, SEVERITIES), "result": map(word, STATUSES)}
        self._columns = {name: Column(known.get(name, ())) for name in COLUMNS}
        self._nickname = nickname
        self._titles: dict[str, str] = {}
        register = run.snapshot.context.get("processing_activities") or []
        self._activities = {str(entry["id"]): str(entry.get("title") or entry["id"]) for entry in register}

    def watch(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The same findings, listed as they pass."""
        for finding in findings:
            shown = status(finding)
            if self._findings > LIMIT and shown == Outcome.PASS:
                self.cut += 1
            elif len(self._columns["result"].at) == MOST:
                self.beyond += 1
            elif not self.public:
                self._add(finding, shown)
            yield finding

    def _add(self, finding: Finding, shown: str) -> None:
        columns, resource = self._columns, finding.resource
        columns["severity"].add(word(finding.severity))
        columns["result"].add(word(shown))
        columns["rule"].add(self._rule(finding.rule))
        columns["resource"].add(_short(resource.name or own_name(resource.id), NAME))
        columns["type"].add(_short(typed(resource), NAME))
        columns["region"].add(_short(resource.region or "–", NAME))
        columns["account"].add(_short(self._nickname(resource.account), NAME) or "–")
        columns["activity"].add(SEPARATOR.join(_short(self._activities.get(name, name), NAME) for name in finding.activities) or "–")
        places = dict.fromkeys(place.country for place in finding.places)
        columns["country"].add(SEPARATOR.join(country(code, self._reference) if code else _("unknown place") for code in places) or "–")
        columns["id"].add(_short(resource.id, IDENTIFIER))
        columns["holder"].add(SEPARATOR.join(_short(self._nickname(each), NAME) for each in holders(finding)))
        columns["command"].add(visible(template(finding)) if shown == Outcome.FAIL else "")
        said = next(explained(finding, self._reference), None) if finding.reasons else None
        columns["finding"].add(_short(_sentence(said), WHY[0]) if said else "")

    def _rule(self, name: str) -> str:
        if name not in self._titles:
            self._titles[name] = f"{name} {local(self._run.rules.get(name, {}).get('title'))}".strip()
        return self._titles[name]

    @property
    def titles(self) -> dict[str, str]:
        """The heading of each column."""
        said = [_("Severity"), _("Result"), _("Rule"), _("Resource"), _("Type"), _("Region"), _("Account"), _("Activity"), _("Countries")]
        return dict(zip(COLUMNS, [*said, _("Identifier"), _("Shared with"), _("Command"), _("Finding")], strict=True))

    @property
    def names(self) -> str:
        """The names of the columns, for the script."""
        return " ".join(COLUMNS)

    @property
    def heads(self) -> list[str]:
        """The headings of the columns that are shown."""
        return [self.titles[name] for name in HEADS]

    @property
    def filters(self) -> list[tuple[str, int, str]]:
        """The columns that can be filtered by a value: their name, position and heading."""
        return [(name, COLUMNS.index(name), self.titles[name]) for name in FILTERS]

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


def typed(resource: ResourceRef) -> str:
    """What a resource is, in words, and as its provider calls it."""
    said = kind(resource.kind)
    return f"{said} ({resource.native_type})" if resource.native_type != resource.kind else said


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@lru_cache(4096)
def _short(text: str, most: int) -> str:
    shown = visible(text[: most * 2])
    return shown if len(shown) <= most else f"{shown[:most]}…"


def _sentence(said: Said) -> str:
    why = f"{said.cause.what} {said.cause.call}".strip() if said.cause else said.actual
    return f"{_('%(fact)s:') % {'fact': said.fact}} {why}"
