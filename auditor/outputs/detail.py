"""The table of all findings, as data that the page's script unfolds: what is said of a resource stands once for all of its findings."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import chain

from auditor.i18n import _
from auditor.model import SEVERITIES, STATUSES, Finding, Outcome, ResourceRef, Run, status
from auditor.outputs.columns import Column, numbered, packed
from auditor.outputs.commands import own_name, template
from auditor.outputs.explained import briefly, country, holders
from auditor.outputs.inert import Ours, visible
from auditor.outputs.wording import kind, local, word
from auditor.reference.registers import Reference

LIMIT, MOST = 20_000, 200_000
"""Above this many findings, what is compliant is counted and not listed; the most lines that are listed at all."""
NAME, IDENTIFIER, WHY = 120, 400, (200, 100, 60, 45, 30, 0)
"""Where the text of a cell is cut, in characters; why, at the first of these that makes the data fit."""
SMALL, EACH = 235_000, 28
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
OF_RESOURCE = ("resource", "type", "region", "account", "activity", "country", "id", "holder")
"""What all findings of a resource say alike."""
OWN_NAME = "\x7f"
"""Stands for a resource's name in its identifier: no text that is shown holds it."""
HEADS = ("severity", "result", "rule", "resource", "type", "region", "account", "activity")
"""The columns that are shown and sorted; the others stand beneath them."""


class Detail:
    """The table of all findings; nothing of it in a public report."""

    def __init__(self, run: Run, reference: Reference, nickname: Callable[[str], str], *, public: bool = False) -> None:
        """`watch` fills it while the findings are counted; `nickname` says how an account is called."""
        self.public = public
        self.cut = self.beyond = 0
        self._run = run
        self._reference = reference
        self._findings = sum(run.totals.get(outcome.value, 0) for outcome in Outcome)
        self._words = {code: word(code) for code in (*SEVERITIES, *STATUSES)}
        known = {"severity": SEVERITIES, "result": STATUSES}
        self._columns = {name: Column(self._words[code] for code in known.get(name, ())) for name in COLUMNS}
        self._about = array("i")
        self._last: tuple[object, ...] = (None, None, None)
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
        columns = self._columns
        # Objects that are kept here, so that no other can have their place.
        about = finding.resource, finding.places, finding.activities
        if not (about[0] is self._last[0] and about[1] is self._last[1] and about[2] is self._last[2]):
            self._last = about
            for name, text in zip(OF_RESOURCE, self._of_resource(finding), strict=True):
                columns[name].add(text)
        self._about.append(len(columns["id"]) - 1)
        columns["severity"].add(self._words[finding.severity])
        columns["result"].add(self._words[shown])
        columns["rule"].add(self._rule(finding.rule))
        columns["command"].add(visible(template(finding)) if shown == Outcome.FAIL else "")
        columns["finding"].add(_short(briefly(finding, self._reference), WHY[0]) if finding.reasons else "")

    def _of_resource(self, finding: Finding) -> Iterator[str]:
        resource = finding.resource
        name, identifier = _short(resource.name or own_name(resource.id), NAME), _short(resource.id, IDENTIFIER)
        yield name
        yield _short(typed(resource), NAME)
        yield _short(resource.region or "–", NAME)
        yield _short(self._nickname(resource.account), NAME) or "–"
        yield SEPARATOR.join(_short(self._activities.get(name, name), NAME) for name in finding.activities) or "–"
        places = dict.fromkeys(place.country for place in finding.places)
        yield SEPARATOR.join(country(code, self._reference) if code else _("unknown place") for code in places) or "–"
        yield identifier.replace(name, OWN_NAME, 1) if name else identifier
        yield SEPARATOR.join(_short(self._nickname(each), NAME) for each in holders(finding))

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

    @property
    def shared(self) -> str:
        """The names of the columns that have a line a resource."""
        return " ".join(OF_RESOURCE)

    @cached_property
    def packed(self) -> Ours:
        """The data, for the page: which resource each line is about, then the columns, with why each is one cut as the size asks."""
        columns = (self._columns[name].told() for name in COLUMNS[:-1])
        return Ours(packed(chain([[*numbered(self._about)]], columns), self._columns[COLUMNS[-1]], WHY, max(SMALL, EACH * self._findings)))


def typed(resource: ResourceRef) -> str:
    """What a resource is, in words, and as its provider calls it."""
    said = kind(resource.kind)
    return f"{said} ({resource.native_type})" if resource.native_type != resource.kind else said


@lru_cache(4096)
def _short(text: str, most: int) -> str:
    shown = visible(text[: most * 2])
    return shown if len(shown) <= most else f"{shown[:most]}…"
