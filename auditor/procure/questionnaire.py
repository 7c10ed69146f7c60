"""The questionnaire that goes out with a tender: a workbook and a Markdown text; either comes back as an offer, read by `declared`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from auditor.files import write_atomically
from auditor.i18n import _, language, speaking
from auditor.outputs.inert import visible
from auditor.outputs.sheets import Sheet, write_sheets
from auditor.outputs.wording import local
from auditor.procure.matrix import words
from auditor.procure.need import Need
from auditor.providers.declared.tables import REFS
from auditor.reference.labels import LABELS, labels
from auditor.reference.procurement import asked, objectives

PLACES = ("hosting", "replicas", "backups", "logs", "support")
FACTS = ("entity", "retention", "backup_retention", "encryption", "keys")
BLANK_ROWS = 8
"""Lines left for further processors."""


def write_questionnaire(need: Need, folder: Path, lang: str) -> list[Path]:
    """`questionnaire.ods` and `questionnaire.md`, in the language asked for. Raises OutputError."""
    book, text = folder / "questionnaire.ods", folder / "questionnaire.md"
    with speaking(lang):
        sheets = [*_sheets(need)]
        write_sheets(book, sheets, lang)
        with write_atomically(text) as stream:
            stream.write("".join(_markdown(need, sheets)).encode())
    return [book, text]


def _sheets(need: Need) -> Iterator[Sheet]:
    """Every question under headings that `declared` reads back."""
    state = [_("State"), _("Document"), _("Date")]
    yield Sheet(_("Places"), [_("Ref."), _("Question"), _("Country"), _("City"), _("Host"), *state], [_row(name, 6) for name in PLACES])
    rows = [_row("processors", 8), *([ref("processors"), *[""] * 9] for _rank in range(1, BLANK_ROWS))]
    heading = [_("Ref."), _("Question"), _("Name"), _("Country"), _("Role"), _("Safeguard"), _("TIA"), *state]
    yield Sheet(_("Further processors"), heading, rows)
    heading = [
        _("Ref."),
        _("Question"),
        _("Label"),
        _("Holder"),
        _("Version"),
        _("Certificate"),
        _("Valid from"),
        _("Valid until"),
        _("Certified activities"),
    ]
    yield Sheet(_("Labels"), [*heading, *state], [_label(name) for name in _labels(need)])
    answers = [_("Ref."), _("Question"), _("Counts as"), _("Proof expected"), _("Answer"), _("Country"), _("Detail"), *state]
    yield Sheet(_("Questions"), answers, [*([ref(name), local(asked()[name]), "", "", *[""] * 6] for name in FACTS), *_asked(need)])
    rows = [[one.id, f"{local(one.title)} – {local(one.question)}", *[""] * 5] for one in objectives().values()]
    yield Sheet(_("European framework"), [_("Ref."), _("Question"), _("Answer"), _("Detail"), *state], rows)


def _row(name: str, blanks: int) -> list[str]:
    return [ref(name), local(asked()[name]), *[""] * blanks]


def _label(name: str) -> list[str]:
    title = local(labels()[name].title)
    return [ref("labels"), title[:1].upper() + title[1:] + " " + _("or equivalent"), name, *[""] * 9]


def _labels(need: Need) -> list[str]:
    """The labels that a requirement kept or the need speaks of."""
    told = {name for one in need.kept() if need.holds(one.when) for name in one.labels} | {one.label for one in need.labels}
    return [name for name in LABELS if name in told]


def _asked(need: Need) -> Iterator[Sequence[str]]:
    """The requirements kept: those that are asked, and for labels what would be equivalent."""
    for one in need.kept():
        if not need.holds(one.when):
            continue
        if one.asked:
            yield [one.id, local(one.question), words()[need.kind(one)], local(one.proof), *[""] * 6]
        elif one.labels:
            question = _("Without this label, what is equivalent, point by point?")
            yield [one.id, f"{local(one.title)} – {question}", words()[need.kind(one)], local(one.proof), *[""] * 6]


def ref(name: str) -> str:
    """How a question is referred to in the language spoken now."""
    return REFS[name] if name in REFS and language() == "fr" else name


def _markdown(need: Need, sheets: Sequence[Sheet]) -> Iterator[str]:
    yield f"# {visible(need.title)}\n\n"
    yield (_("Each answer is announced, proved (a document and its date) or unknown; an empty answer demonstrates nothing.") + "\n\n")
    for one in need.data:
        yield f"- {local(_category(one.category))}{f' – {visible(one.volume)}' if one.volume else ''}\n"
    for sheet in sheets:
        yield f"\n## {sheet.name}\n\n| {' | '.join(sheet.heading)} |\n|{'---|' * len(sheet.heading)}\n"
        for row in sheet.rows:
            yield f"| {' | '.join(_piece(cell) for cell in row)} |\n"


def _piece(cell: object) -> str:
    return visible(str(cell)).replace("|", "\\|")


def _category(name: str) -> dict[str, str]:
    from auditor.reference.categories import categories

    return dict(categories()[name].labels)
