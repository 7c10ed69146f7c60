"""The action plan of all accounts as a spreadsheet, as csv and as issues to paste: each action with its resources and commands."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from auditor.costing import Costs
from auditor.files import write_atomically
from auditor.findings import Findings
from auditor.i18n import _, date_in_words, ngettext, number, speaking
from auditor.model import Finding, Run
from auditor.outputs.acting import Acting, Action
from auditor.outputs.commands import command
from auditor.outputs.csv import DIALECTS
from auditor.outputs.detail import typed
from auditor.outputs.explained import holders
from auditor.outputs.gathered import Gathered
from auditor.outputs.homecoming import Homecoming
from auditor.outputs.html import seen
from auditor.outputs.inert import cells
from auditor.outputs.markdown import plain, row
from auditor.outputs.sheets import Sheet, write_sheets
from auditor.outputs.view import FAIL, View
from auditor.outputs.wording import word

LISTED = 50
"""How many resources an issue lists; a longer issue is refused by some trackers. The others are in the spreadsheet."""


class Plan:
    """The actions of a run, and the findings that each mends, one a resource."""

    def __init__(self, run: Run, run_dir: Path, costs: Costs | None = None) -> None:
        """Reads the findings twice: to count, and to know where each lies. Raises SnapshotError."""
        self._findings = Findings(run_dir)
        self.view: View = seen(run, run_dir, self._findings, costs=costs)
        self.acting = Acting(self.view)
        self._gathered = Gathered(self._findings)

    def findings(self, action: Action) -> Iterator[Finding]:
        """What an action mends, in the order of its rules: each resource once."""
        told: set[str] = set()
        for rule in action.rules:
            for finding in self._findings.at(self._gathered.shown(rule.id, FAIL)):
                if finding.resource.id not in told:
                    told.add(finding.resource.id)
                    yield finding

    def steps(self) -> Iterator[list[object]]:
        """A line a resource of each action."""
        for place, action in enumerate(self.acting.all, 1):
            for finding in self.findings(action):
                resource = finding.resource
                shared = ", ".join(map(self.view.nickname, holders(finding)))
                where = [self.view.nickname(resource.account), resource.account, resource.region or "", typed(resource)]
                yield [
                    *(place, action.says, action.before.isoformat(), word(finding.severity), finding.rule, resource.name, resource.id),
                    *(*where, shared, command(finding), *self.view.tally.moving.size(resource.id)),
                ]

    def actions(self) -> Iterator[list[object]]:
        """A line an action, its accounts in a column."""
        for place, action in enumerate(self.acting.all, 1):
            rules = ", ".join(rule.id for rule in action.rules)
            accounts = ", ".join(self.acting.accounts_of(action))
            people = [action.decides, action.who]
            yield [
                *(place, action.says, action.before.isoformat(), word(action.severity), action.effort, *people, action.side),
                *(len(action.failing), accounts, rules),
            ]


def write(run: Run, run_dir: Path, target: Path, lang: str, *, costs: Costs | None = None) -> None:
    """Write the plan as a spreadsheet: its actions, then the resources of each. Raises OutputError, SnapshotError."""
    with speaking(lang):
        plan = Plan(run, run_dir, costs)
        home = plan.view.home
        sheets = [
            Sheet(_("Plan"), _headings(), plan.actions()),
            Sheet(_("Resources and commands"), _step_headings(), plan.steps()),
            Sheet(_("Coming home"), home.headings, ([*line] for line in (*home.lines, *([note] for note in home.notes)))),
        ]
        write_sheets(target, sheets, lang)


def write_csv(run: Run, run_dir: Path, target: Path, lang: str, *, dialect: str = "excel-fr", costs: Costs | None = None) -> None:
    """Write a line a resource of each action, then what coming home costs by destination. Raises OutputError, SnapshotError."""
    encoding, delimiter, longest = DIALECTS[dialect]
    with speaking(lang), write_atomically(target) as raw:
        stream = io.TextIOWrapper(raw, encoding, newline="")
        lines = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
        plan, empty = Plan(run, run_dir, costs), [""] * len(_step_headings())
        home = plan.view.home
        lines.writerow([*_step_headings(), *home.headings])
        lines.writerows(cells([*line, *[""] * len(home.headings)], longest) for line in plan.steps())
        lines.writerows(cells([*empty, *line], longest) for line in home.lines)
        stream.flush()
        stream.detach()


def write_issues(run: Run, run_dir: Path, target: Path, lang: str, *, costs: Costs | None = None) -> None:
    """Write an issue an action, to be pasted one by one into a tracker. Raises OutputError, SnapshotError."""
    with speaking(lang), write_atomically(target) as stream:
        plan = Plan(run, run_dir, costs)
        for action in plan.acting.all:
            stream.writelines(f"{line}\n".encode() for line in _issue(plan, action))
        stream.writelines(f"{line}\n".encode() for line in _coming_home(plan.view.home))


def _headings() -> list[str]:
    said = [_("No."), _("Action"), _("Before"), _("Severity"), _("Effort"), _("Decides"), _("Who acts")]
    return [*said, _("Effect"), _("Resources"), _("Accounts"), _("Rules")]


def _step_headings() -> list[str]:
    said = [_("No."), _("Action"), _("Before"), _("Severity"), _("Rule"), _("Resource"), _("Identifier"), _("Account")]
    return [*said, _("Account number"), _("Region"), _("Type"), _("Shared with"), _("Command"), _("Bytes set aside"), _("Bytes used")]


def _coming_home(home: Homecoming) -> Iterator[str]:
    """A table of what coming home costs, with what is to be known of it; nothing where nothing is to move."""
    if not home.rows:
        return
    yield f"# {_('What coming home costs')}\n"
    yield row(home.headings)
    yield row("---" for _each in home.headings)
    yield from (row(map(plain, line)) for line in home.lines)
    yield ""
    yield from (f"- {plain(note)}" for note in home.notes)
    yield "\n---\n"


def _issue(plan: Plan, action: Action) -> Iterator[str]:
    yield f"# {plain(action.says)}\n"
    people = _("decides: %(who)s") % {"who": action.decides}, _("acts: %(who)s") % {"who": action.who}
    told = [_("Before %(day)s") % {"day": date_in_words(action.before)}, word(action.severity), f"{_('effort')} {action.effort}", *people]
    yield f"{plain(' · '.join(told))}\n"
    if action.side:
        yield f"{_('%(label)s:') % {'label': _('Effect')}} {plain(action.side)}\n"
    for rule in action.rules:
        yield f"- {plain(rule.id)} – {plain(rule.heading)}"
    yield ""
    count = 0
    for count, finding in enumerate(plan.findings(action), 1):
        if count <= LISTED:
            yield from _task(plan, finding)
    if count > LISTED:
        left = count - LISTED
        yield "- " + ngettext("and %(shown)s more", "and %(shown)s more", left) % {"shown": number(left)}
    yield "\n---\n"


def _task(plan: Plan, finding: Finding) -> Iterable[str]:
    resource = finding.resource
    where = " · ".join(filter(None, (plan.view.nickname(resource.account), resource.region, *map(plan.view.nickname, holders(finding)))))
    yield f"- [ ] **{plain(resource.name or resource.id)}** ({plain(where)}) {plain(resource.id)}"
    told = command(finding)
    if told and "`" not in told and "\n" not in told:
        yield f"\n  ```sh\n  {told}\n  ```\n"
