"""report.art30.ods: the annex for the register of processing activities, as rows to paste; the register itself is never changed."""

from __future__ import annotations

from pathlib import Path

from auditor.i18n import _, speaking
from auditor.model import Run
from auditor.outputs.annex import Annex, Entry
from auditor.outputs.html import seen
from auditor.outputs.sheets import Sheet, write_sheets
from auditor.outputs.wording import kind, word
from auditor.run import read_findings


def write(run: Run, run_dir: Path, target: Path, lang: str) -> None:
    """Write one row an activity, in the order of the CNIL's simplified register. Raises OutputError, SnapshotError."""
    with speaking(lang):
        annex = Annex(seen(run, run_dir, read_findings(run_dir)))
        heading = [
            _("Activity"),
            _("Reference"),
            _("Data"),
            _("Processors and accounts observed"),
            _("Countries announced"),
            _("Countries observed"),
            _("Observed and not announced"),
            _("Transfers outside the EEA"),
            _("Safeguard known"),
            _("Duration planned"),
            _("Benchmarks, to be decided"),
            _("Duration observed"),
            _("Measures observed"),
            word("fail"),
            _("To be completed by the DPO"),
        ]
        write_sheets(target, [Sheet(_("Annex art. 30"), heading, map(_row, annex.entries)), _loose(annex)], lang)


def _row(entry: Entry) -> list[object]:
    activity = entry.activity
    return [
        activity.title,
        activity.id,
        ", ".join(entry.categories),
        ", ".join(entry.processors),
        ", ".join(entry.announced),
        ", ".join(entry.observed),
        ", ".join(entry.unannounced),
        " ; ".join(f"{each.country} ({', '.join(each.roles)}), {each.zone.words}" for each in entry.transfers),
        " ; ".join(f"{each.country} : {each.safeguard or _('none known')}" for each in entry.transfers),
        ", ".join(entry.planned),
        " ; ".join(map(str, entry.benchmarks)),
        ", ".join(entry.kept),
        ", ".join(entry.measures),
        activity.tally.counts["fail"],
        ", ".join(entry.to_complete),
    ]


def _loose(annex: Annex) -> Sheet:
    refs = [finding.resource for finding in annex.loose]
    rows = [[ref.name or ref.id, kind(ref.kind), ref.account, ref.region or ""] for ref in refs]
    return Sheet(_("Attached to nothing"), [_("Resource"), _("Kind"), _("Account"), _("Region")], rows)
