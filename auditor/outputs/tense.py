"""What is only planned is told as what would be: a page about a plan must not say that its data is anywhere yet."""

from __future__ import annotations

from functools import cache

from auditor.i18n import N_, _, ngettext
from auditor.model import Run

_WOULD = (
    (N_("Where is our data?"), N_("Where would our data be?")),
    (N_("Where is our data? – %(organisation)s"), N_("Where would our data be? – %(organisation)s")),
    (N_("Read on %(moment)s"), N_("Plan read on %(moment)s")),
    (N_("Where the data is"), N_("Where the data would be")),
    (N_("A resource counts in each country where it has a copy."), N_("A resource counts in each country where it would have a copy.")),
    (
        N_("A resource counts once in each zone that holds its original or a copy."),
        N_("A resource counts once in each zone that would hold its original or a copy."),
    ),
    (
        N_(
            "Each resource counts once per country: where its original is, and wherever a replica, a backup, a copy, a share, a log or its"
            " key can be."
        ),
        N_(
            "Each resource counts once per country: where its original would be, and wherever a replica, a backup, a copy, a share, a log"
            " or its key could be."
        ),
    ),
    (
        N_("flow observed, coloured by where it goes, as wide as it is busy"),
        N_("flow to come, coloured by where it would go, as wide as it is busy"),
    ),
    (N_("announced, not observed"), N_("announced, absent from the plan")),
    (N_("Announced by the register, and not observed"), N_("Announced by the register, and absent from the plan")),
    (N_("No flow from one country to another was observed."), N_("No flow from one country to another would begin.")),
    (N_("no earlier scan is kept: seen on %(day)s"), N_("not there yet: read in the plan on %(day)s")),
    (N_("Countries observed"), N_("Countries according to the plan")),
    (N_("Measures observed"), N_("Measures according to the plan")),
    (N_("none observed"), N_("none in the plan")),
    (N_("Duration set on resources"), N_("Duration that the plan would set")),
    (
        N_(
            "What was observed for each processing activity, to be carried into the register by the DPO. The register itself is never"
            " changed."
        ),
        N_(
            "What the plan would do for each processing activity, for the DPO to weigh before it is applied. The register is never changed."
        ),
    ),
)


@cache
def _would() -> dict[str, str]:
    return dict(_WOULD)


def is_planned(run: Run) -> bool:
    """Whether nothing that was read is there yet: plans, folders and templates, and no account."""
    return bool(run.snapshot.planned) and {*run.snapshot.accounts} <= {*run.snapshot.planned}


def would(message: str) -> str:
    """The text about what is planned, in the language spoken now; a text that is true of both comes as it is."""
    return _(_would().get(message, message))


def failures(count: int, *, planned: bool) -> str:
    """How many there are, or would be."""
    if planned:
        return ngettext("%(n)s failure to come", "%(n)s failures to come", count)
    return ngettext("%(n)s failure found", "%(n)s failures found", count)
