"""One format a file, each a function of a Run. A new format is a file and a line here: `--format`, its help and docs/outputs.md follow."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

Write = Callable[..., None]
"""`write(run, run_dir, target, lang, **options of the format)`."""


@dataclass(frozen=True, slots=True)
class Output:
    """A format: the `module:function` that writes it, the suffix of its file, and the options it takes beside the language.

    `public` says that it has a version without identifiers; the others are nothing but identifiers.
    """

    function: str
    suffix: str
    what: str
    public: bool = False
    options: tuple[str, ...] = ()

    def write(self) -> Write:
        """The function, imported when it is asked for."""
        module, _, name = self.function.partition(":")
        function: Write = getattr(importlib.import_module(module), name)
        return function


OUTPUTS = {
    "html": Output(
        "auditor.outputs.html:write", "html", "the page, in one file that asks nothing of any network", public=True, options=("costs",)
    ),
    "json": Output("auditor.outputs.json:write", "json", "the run, its coverage and every finding, for programs; never translated"),
    "csv": Output("auditor.outputs.csv:write", "csv", "one line a finding", options=("dialect",)),
    "ods": Output("auditor.outputs.ods:write", "ods", "a sheet of totals, one of all findings, then one a rule"),
    "plan": Output(
        "auditor.outputs.plan:write", "plan.ods", "the action plan of all accounts, then each resource with its command", options=("costs",)
    ),
    "plan-csv": Output(
        "auditor.outputs.plan:write_csv", "plan.csv", "the plan, one line a resource of each action", options=("dialect", "costs")
    ),
    "plan-md": Output(
        "auditor.outputs.plan:write_issues", "plan.md", "the plan, one issue an action, to be pasted into a tracker", options=("costs",)
    ),
    "art30": Output("auditor.outputs.art30:write", "art30.ods", "one row an activity, to be pasted into the register (GDPR art. 30)"),
    "art28": Output(
        "auditor.outputs.art28:write", "art28.ods", "the processors of each activity (GDPR art. 28), and what an assessment starts from"
    ),
    "hds": Output("auditor.outputs.guarantees:write", "hds.ods", "the HDS table of guarantees, for health data, what is missing marked"),
    "ocsf": Output(
        "auditor.outputs.ocsf:write", "ocsf.json", "an event a finding, OCSF class 2003, for what gathers findings (CISO Assistant …)"
    ),
    "sarif": Output("auditor.outputs.sarif:write", "sarif", "SARIF 2.1.0, for platforms that follow code"),
    "oscal": Output("auditor.outputs.oscal:write", "oscal.json", "OSCAL assessment results"),
    "junit": Output("auditor.outputs.junit:write", "junit.xml", "a test case a finding, for continuous integration"),
    "markdown": Output("auditor.outputs.markdown:write", "md", "failures and what to verify, to be pasted into a ticket"),
    "prometheus": Output("auditor.outputs.prometheus:write", "prom", "figures for node_exporter's textfile collector"),
    "pdf": Output("auditor.outputs.pdf:write", "pdf", "the page as tagged PDF (extra `pdf`, Pango)", public=True),
}


def output(name: str) -> Write:
    """The function that writes a format. KeyError when there is no such format."""
    return OUTPUTS[name].write()


def filename(name: str, *, public: bool = False, **_options: object) -> str:
    """What the file of a format is called; the public version has a name of its own, so that one is never taken for the other."""
    return f"report{'-public' * public}.{OUTPUTS[name].suffix}"


def taken(name: str, chosen: dict[str, object]) -> dict[str, object]:
    """Those of the options chosen on the command line that a format takes."""
    found = OUTPUTS[name]
    return {option: value for option, value in chosen.items() if option in (*found.options, *(("public",) if found.public else ()))}


def table() -> str:
    """The formats as docs/outputs.md shows them."""
    rows = (f"| `{name}` | `{filename(name)}` | {one.what} | {'`--public`' if one.public else ''} |" for name, one in OUTPUTS.items())
    return "\n".join(["| format | file | what it holds | version to hand out |", "|---|---|---|---|", *rows])
