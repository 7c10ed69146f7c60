"""Need against offers: the matrix worked out by hand, and what each value takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import InputError
from auditor.procure.matrix import Cell, Matrix, Value
from auditor.procure.need import Need, read_need
from auditor.procure.offers import all_judged, judged
from auditor.procure.sovereignty import levels
from auditor.procure.tables import clauses, questions, reserves
from auditor.reference.procurement import requirements
from auditor.reference.source import load
from tests.procure.conftest import DAY, TENDER

LETTERS = {
    "S": Value.SATISFIED,
    "R": Value.RESERVED,
    "N": Value.UNSATISFIED,
    "D": Value.UNDEMONSTRATED,
    "x": Value.NOT_APPLICABLE,
}
EXPECTED = load(Path(__file__).with_name("expected.yaml")).data


def cells(matrix: Matrix, name: str) -> tuple[Cell, ...]:
    """The cells of a requirement."""
    return next(row.cells for row in matrix.rows if row.requirement.id == name)


def test_the_matrix_is_the_one_worked_out_by_hand(matrix: Matrix) -> None:
    """Every requirement kept, every offer."""
    found = {row.requirement.id: [cell.value for cell in row.cells] for row in matrix.rows}
    assert found == {name: [LETTERS[letter] for letter in line.split()] for name, line in EXPECTED.items()}
    assert requirements().keys() - found.keys() == {"CER-D", "SST-C"}, "what the need leaves out, and nothing else"


def test_a_proof_and_its_day_stand_in_the_cell(matrix: Matrix) -> None:
    """Where something is satisfied a document shows it."""
    satisfied = [cell for row in matrix.rows for cell in row.cells if cell.value is Value.SATISFIED]
    assert len(satisfied) == sum(line.split().count("S") for line in EXPECTED.values())
    assert all(cell.proofs for cell in satisfied)
    (proof,) = cells(matrix, "REV-A")[0].proofs
    assert proof.startswith("CCAP, art. 14, ")
    assert proof.endswith("octobre\xa02026")


def test_what_is_not_demonstrated_is_asked_and_what_is_announced_is_reserved(matrix: Matrix) -> None:
    """Each such cell has its question, or its reserve."""
    for row in matrix.rows:
        for cell in row.cells:
            assert bool(cell.asks) >= (cell.value is Value.UNDEMONSTRATED), row.requirement.id
            assert bool(cell.reserves) >= (cell.value is Value.RESERVED), row.requirement.id
    assert {offer for offer, *_rest in questions(matrix)} == {offer.title for offer in matrix.offers}
    assert all(ref in EXPECTED for _offer, ref, _text in reserves(matrix))


def test_a_clause_is_proposed_for_each_requirement_with_its_texts(matrix: Matrix) -> None:
    """Of those that have an object here; labels always « or equivalent »."""
    found = {ref: (document, clause, texts) for document, ref, clause, texts in clauses(matrix)}
    assert found.keys() == EXPECTED.keys() - {"REV-D"}
    assert all(document in ("CCTP", "CCAP") and clause and texts for document, clause, texts in found.values())
    assert all("ou équivalent" in found[name][1] or "équivalentes" in found[name][1] for name in ("CER-A", "CER-B", "CER-C"))


def test_nothing_answered_satisfies_nothing(tmp_path: Path) -> None:
    """An offer that says nothing demonstrates nothing, whatever is asked."""
    need = read_need(TENDER / "besoin.yaml")
    (tmp_path / "vide.yaml").write_text("services: [{id: vide}]\n")
    found = Matrix(need, (judged(need, tmp_path / "vide.yaml", DAY),))
    values = {row.cells[0].value for row in found.rows}
    assert values == {Value.UNDEMONSTRATED, Value.NOT_APPLICABLE}


def test_a_level_is_self_declared_beside_what_facts_leave(matrix: Matrix) -> None:
    """What nobody declares is not guessed; what facts contradict is told."""
    first, _second, third = ({each.objective.id: each for each in levels(offer, DAY)} for offer in matrix.offers)
    assert (first["SOV-1"].declared, first["SOV-1"].most, first["SOV-1"].contradicted) == (4, None, False), (
        "control in the EEA bounds nothing"
    )
    assert (third["SOV-2"].declared, third["SOV-2"].most, third["SOV-2"].contradicted) == (2, 1, True)
    assert third["SOV-4"].declared is None
    assert (third["SOV-4"].most, third["SOV-4"].told) == (1, third["SOV-5"].told)
    assert third["SOV-8"].most is None


def need_of(tmp_path: Path, text: str) -> Need:
    """A need written down."""
    (tmp_path / "besoin.yaml").write_text(f"title: x\n{text}\n")
    return read_need(tmp_path / "besoin.yaml")


@pytest.mark.usefixtures("english")
def test_france_alone_takes_a_reason(tmp_path: Path) -> None:
    """Flagged with its texts without one; never data about nobody; the overseas of the Union do not change it."""
    for countries in ("[FR]", "[FR, RE, GP]"):
        (said,) = need_of(tmp_path, f"data: [{{category: hr}}]\ncountries: {countries}").warnings(DAY)
        assert "1(3)" in said
        assert "2018/1807" in said
    assert not [*need_of(tmp_path, "data: [{category: hr}]\ncountries: [FR]\ncountries_reason: état civil").warnings(DAY)]
    assert not [*need_of(tmp_path, "data: [{category: hr}]\ncountries: [FR, DE]").warnings(DAY)]
    told = [*need_of(tmp_path, "data: [{category: open_data}]\ncountries: [FR]\ncountries_reason: habitude").warnings(DAY)]
    assert len(told) == 1
    assert "2018/1807" in told[0]


@pytest.mark.usefixtures("english")
def test_what_is_raised_takes_a_reason(tmp_path: Path) -> None:
    """A requirement that the need makes eliminatory, and a label."""
    text = "data: [{category: hr}]\nrequirements: {LOC-E: {kind: eliminatory}}\nlabels: [{label: secnumcloud, kind: eliminatory}]"
    told = " ".join(need_of(tmp_path, text).warnings(DAY))
    assert "LOC-E" in told
    assert "secnumcloud" in told


@pytest.mark.parametrize(("text", "line"), [("data: []", 2), ("data: [{category: hr}]\nrequirements: {ZZZ-A: {kind: scored}}", 3)])
def test_a_mistake_in_a_need_is_told(tmp_path: Path, text: str, line: int) -> None:
    """With its line."""
    with pytest.raises(InputError) as caught:
        need_of(tmp_path, text)
    assert [problem.line for problem in caught.value.problems] == [line]


def test_two_offers_of_one_name_are_refused(tmp_path: Path) -> None:
    """Neither hides the other."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "offre.yaml").write_text("services: [{id: x}]\n")
    with pytest.raises(InputError):
        all_judged(read_need(TENDER / "besoin.yaml"), [*tmp_path.glob("*/offre.yaml")], DAY)
