"""Registers as they are: any separator, any encoding, spreadsheets; a cell nobody understands costs that cell and no more."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from auditor.configuration import load_configuration
from auditor.errors import InputError
from auditor.providers import INSTALLED
from auditor.reference.source import MAX_BYTES
from auditor.tables import read_register, read_schedule
from auditor.tables.periods import RECORDING, TERM, period
from auditor.tables.rows import named_tables
from auditor.tables.workbook import MEMORY
from tests.inventory.test_derive import bucket, derive

HEADINGS = ["Référence", "Nom du traitement", "Finalités", "Catégories de données", "Pays d'hébergement", "Durée de conservation"]
ROW = ["T1", "Paie", "payer, déclarer, justifier, archiver, contrôler", "rh", "France", "5 ans"]
ENTRY = {"id": "t1", "title": "Paie", "categories": ["hr"], "countries": ["FR"], "retention": {"max": "P5Y"}}


def written(path: Path, rows: list[list[str]], separator: str = ";", encoding: str = "utf-8") -> Path:
    """A CSV whose cells are quoted only where they must be."""
    lines = [separator.join(f'"{cell}"' if separator in cell else cell for cell in row) for row in rows]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_row_of_headings_tells_the_separator(tmp_path: Path, separator: str, encoding: str) -> None:
    """However many commas the texts hold, and whatever stands above the headings."""
    rows = [["Registre de la commune, 2026, version ; 3"], [], HEADINGS, ROW]
    document, unclear = read_register(written(tmp_path / "r.csv", rows, separator, encoding))
    assert document.data == {"processing_activities": [ENTRY]}
    assert unclear == []


def test_a_row_without_a_name_leaves_the_one_above_to_complete(tmp_path: Path) -> None:
    """Its name was merged over both: of what the second row speaks the first does not say all."""
    merged = [HEADINGS, ROW, ["", "", "", "santé", "", "10 ans"], ["T2", "Courrier", "", "logs", "France", "1 an"]]
    document, unclear = read_register(written(tmp_path / "r.csv", merged))
    first, second = document.data["processing_activities"]
    assert first == {**ENTRY, "to_complete": ["categories", "retention"]}
    assert "to_complete" not in second
    assert [(cell.row, cell.column) for cell in unclear] == [(3, "Nom du traitement")]


def ods(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    """A workbook of texts."""
    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for text in row:
                cell = TableCell(valuetype="string")
                cell.addElement(P(text=text))
                line.addElement(cell)
            table.addElement(line)
        book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def test_an_ods_is_read_as_it_is(tmp_path: Path) -> None:
    """Its first sheet may be about something else."""
    ods(tmp_path / "r.ods", {"Lisez-moi": [["Bonjour"]], "Registre": [HEADINGS, ROW]})
    assert read_register(tmp_path / "r.ods")[0].data == {"processing_activities": [ENTRY]}


def xlsx(path: Path, cells: str) -> Path:
    """The smallest workbook that holds these cells."""
    kinds, home = "application/vnd.openxmlformats-officedocument.spreadsheetml", "http://schemas.openxmlformats.org"
    main, office = f"{home}/spreadsheetml/2006/main", f"{home}/officeDocument/2006/relationships"
    links = (
        f'<Relationships xmlns="{home}/package/2006/relationships"><Relationship Id="r1" Type="{office}/%s" Target="%s"/></Relationships>'
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{home}/package/2006/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": links % ("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="R" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": links % ("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def row(number: int, cells: list[str]) -> str:
    """A row of inline texts."""
    inside = "".join(f'<c r="{chr(65 + rank)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>' for rank, cell in enumerate(cells))
    return f'<row r="{number}">{inside}</row>'


def test_an_xlsx_is_read_as_it_is(tmp_path: Path) -> None:
    """The same rows give the same register."""
    assert read_register(xlsx(tmp_path / "r.xlsx", row(1, HEADINGS) + row(2, ROW)))[0].data == {"processing_activities": [ENTRY]}


@pytest.mark.long
@pytest.mark.parametrize("name", ["not-a-zip", "far-away-cell", "bomb"])
def test_a_spreadsheet_made_to_harm_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    """Nothing of it is unfolded in our own memory."""
    path = tmp_path / "r.xlsx"
    match name:
        case "not-a-zip":
            path.write_bytes(b"PK\3\4" + b"\0" * 99)
        case "far-away-cell":
            xlsx(path, row(1, HEADINGS) + '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>')
        case _:
            xlsx(path, row(1, HEADINGS) + row(2, ["x" * (MEMORY + 2**20)]))
    assert path.stat().st_size < MAX_BYTES
    with pytest.raises(InputError) as raised:
        read_register(path)
    assert len(str(raised.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("column", "text", "field"),
    [
        (5, "selon le dossier", "retention"),
        (5, "5 à 10 ans", "retention"),
        (5, "5 ans minimum", "retention"),
        (4, "Union européenne", "countries"),
        (4, "France, Atlantide", "countries"),
        (3, "rh, dossiers-medicaux", "categories"),
    ],
)
def test_a_cell_nobody_understands_is_to_complete(tmp_path: Path, column: int, text: str, field: str) -> None:
    """Named by row and column; the row beside it is read whole, and nothing is concluded from half a cell."""
    bad = [*ROW]
    bad[0], bad[column] = "T2", text
    path = written(tmp_path / "r.csv", [HEADINGS, bad, ROW])
    document, unclear = read_register(path)
    assert [(cell.row, cell.column, cell.text) for cell in unclear] == [(2, HEADINGS[column], text)]
    one, other = document.data["processing_activities"]
    assert (one["to_complete"], field in one, other) == ([field], False, ENTRY)
    (tmp_path / "auditor.yaml").write_text("accounts: [{id: a, provider: aws}]\nregister: r.csv\n", encoding="utf-8")
    configuration = load_configuration(tmp_path / "auditor.yaml", INSTALLED)
    assert configuration.activities[0].to_complete == (field,)
    context = {"processing_activities": [{"id": "t2", "to_complete": [field], "categories": ["hr"], "select": [{"name": "x"}]}]}
    found = derive(bucket("x"), context=context)["x"]
    hole = {"retention": "retention.legal_max", "countries": "places[0].announced", "categories": "data.categories"}[field]
    assert found.unknown[hole] == "register_to_complete: t2"


def test_lists_as_people_write_them_are_understood(tmp_path: Path) -> None:
    """With a last one after « et », and countries by the names that everybody gives them."""
    understood = [*ROW[:3], "RH et santé", "France, USA et Grande-Bretagne", "5 ans"]
    strange = ["T2", "Fêtes", "", "RH et trucs", "France et ailleurs", "5 ans"]
    rows = [HEADINGS, understood, strange]
    document, unclear = read_register(written(tmp_path / "r.csv", rows))
    first, second = document.data["processing_activities"]
    assert (first["categories"], first["countries"]) == (["hr", "health"], ["FR", "US", "GB"])
    assert second["to_complete"] == ["categories", "countries"]
    assert [(cell.row, cell.column) for cell in unclear] == [(3, HEADINGS[3]), (3, HEADINGS[4])]


def test_auditor_yaml_completes_a_cell(tmp_path: Path) -> None:
    """What is written there of the same activity wins over the table, and nothing is left to complete."""
    written(tmp_path / "r.csv", [HEADINGS, [*ROW[:4], "Union européenne", "5 ans"]])
    text = "accounts: [{id: a, provider: aws}]\nregister: r.csv\nprocessing_activities: [{id: t1, countries: [FR, DE]}]\n"
    (tmp_path / "auditor.yaml").write_text(text, encoding="utf-8")
    (activity,) = load_configuration(tmp_path / "auditor.yaml", INSTALLED).activities
    assert (activity.countries, activity.to_complete, activity.categories) == (("FR", "DE"), (), ("hr",))


def test_two_rows_of_the_same_name_are_two_activities(tmp_path: Path) -> None:
    """And a row without a name is told."""
    document, unclear = read_register(written(tmp_path / "r.csv", [HEADINGS, ROW, ROW, ["", "", "finalité"]]))
    assert [entry["id"] for entry in document.data["processing_activities"]] == ["t1", "t1.3"]
    assert [(cell.row, cell.column) for cell in unclear] == [(3, "Référence"), (4, "Nom du traitement")]


def test_a_schedule_is_read_the_same_way(tmp_path: Path) -> None:
    """A row of no known category, or a bound nobody understands, leaves its own category open and no other."""
    rows = [["Catégorie", "DUA", "Durée maximale", "Sort final"], ["rh", "5 ans", "selon le statut", "C"], ["zzz", "1 an", "2 ans", "E"]]
    document, unclear = read_schedule(written(tmp_path / "s.csv", rows))
    assert document.data["retention"] == {"hr": {"min": "P5Y", "to_complete": True, "final": "keep", "source": "s.csv:2"}}
    assert [(cell.row, cell.column) for cell in unclear] == [(2, "Durée maximale"), (3, "Catégorie")]
    found = derive(bucket("x", tags={"categorie": "rh"}), context={"retention": document.data["retention"]})["x"]
    assert found.unknown["retention.legal_max"] == "register_to_complete: hr"


@pytest.mark.parametrize(
    ("text", "length", "event"),
    [
        ("10 ans", "P10Y", RECORDING),
        ("Cinq ans", "P5Y", RECORDING),
        ("p30d", "P30D", RECORDING),
        ("13 mois glissants", "P13M", RECORDING),
        ("30 jours à compter de la collecte", "P30D", RECORDING),
        ("DUA : 10 ans", "P10Y", RECORDING),
        ("5 ans après la clôture", "P5Y", "5 ans après la clôture"),
        ("50 ans à partir de la date de naissance", "P50Y", "50 ans à partir de la date de naissance"),
        ("Durée du mandat", TERM, "Durée du mandat"),
        ("cinq (5) ans", "P5Y", RECORDING),
        ("6 (six) mois à compter de la collecte", "P6M", RECORDING),
        ("≤ 2 ans", "P2Y", RECORDING),
    ],
)
def test_durations_in_french_are_understood(text: str, length: str, event: str) -> None:
    """With what they count from, where that is not the storing."""
    assert period(text) == (length, event)


@pytest.mark.parametrize(
    "text",
    ["5 à 10 ans", "5 ans puis 10 ans", "10 ans ou jusqu'au départ", "90", "illimitée", "1 an et 6 mois", "5 ans minimum", "99999999 ans",
     "≥ 5 ans", "> 5 ans", "+ de 5 ans", "5 ans +", "~ 5 ans", "5 ans ?", "5 ans *", "≈ 1 an", "5 (six) ans", "quatre-vingt ans",
     "selon la loi", "", "2 ans renouvelables", "durée légale", "P", "PXY", "environ 3 ans", "0x5 ans", "²"],
)  # fmt: skip
def test_what_one_cannot_be_sure_of_is_not_a_duration(text: str) -> None:
    """Better a cell to complete than a false bound."""
    assert period(text) is None


def test_tables_of_a_markdown_text_lie_under_their_headings(tmp_path: Path) -> None:
    """What is between bars is a row, with its line; what rules a heading off is none, a row of dashes beside an empty cell neither."""
    lines = [
        "# Lots",
        "avant",
        "| Nom | Lieu |",
        "|:--|---:|",
        "| A \\| B | Lyon |",
        "| - |  |",
        "",
        "|  |  |",
        "après | tout",
        "## Suite",
        "|x|y|",
    ]
    (tmp_path / "offre.md").write_text("\n".join(lines), "utf-8")
    assert [*named_tables(tmp_path / "offre.md")] == [
        ("Lots", [(3, ["Nom", "Lieu"]), (5, ["A | B", "Lyon"])]),
        ("Lots", [(8, ["", ""])]),
        ("Suite", [(11, ["x", "y"])]),
    ]
    (tmp_path / "vide.md").write_text("# Rien\n\nUn texte | sans table.\n", "utf-8")
    assert [*named_tables(tmp_path / "vide.md")] == []
