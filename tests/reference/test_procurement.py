"""The registers of procurement: what they name exists, and what they say of themselves is so."""

from __future__ import annotations

from datetime import date

from auditor.reference import shelf
from auditor.reference.labels import LABELS
from auditor.reference.operators import operators
from auditor.reference.places import countries
from auditor.reference.procurement import KINDS, asked, objectives, parts, requirements
from auditor.reference.requirements import requirements as texts
from auditor.reference.saas import saas
from auditor.shipped import shipped

RULES = {path.stem for path in shipped("rules").glob("*/*.yaml")}


def test_a_requirement_names_what_there_is() -> None:
    """Its chapter, texts, rules, questions and labels; each is asked somehow, and each label « or equivalent »."""
    for one in requirements().values():
        assert one.part in parts()
        assert one.kind in KINDS
        assert {*one.texts} <= texts().keys(), one.id
        assert {*one.rules, *one.answers} <= RULES, one.id
        assert {*one.asks} <= asked().keys()
        assert {*one.labels} <= {*LABELS}
        assert one.asked or one.asks, one.id
        if one.labels:
            assert "ou équivalent" in one.title["fr"]
            assert "équivalent" in one.clause["fr"]


def test_what_no_question_asks_answers_no_rule() -> None:
    """Answers follow from a yes, which somebody has to be asked for."""
    assert [one.id for one in requirements().values() if one.answers and not one.asked] == []


def test_the_framework_has_eight_objectives_that_make_one_score() -> None:
    """Their weights add up to a hundred, and its marks are told."""
    assert list(objectives()) == [f"SOV-{number}" for number in range(1, 9)]
    assert sum(one.weight for one in objectives().values()) == 100
    assert shelf.register("procurement")["framework"]["evidence"] in shelf.MARKS


def test_services_are_told_as_they_are_known() -> None:
    """Forty at least; a source that was not opened is told as memory, and nothing is announced as proved."""
    assert len(saas()) >= 40
    for one in saas().values():
        assert one.evidence in shelf.MARKS
        assert (one.source == "from memory") == (one.evidence == "to_confirm")
        assert date.fromisoformat(one.checked_on) <= date(2026, 11, 28)
        assert {*one.hosting, one.control} <= countries().keys()
        assert {one.operator, one.host} - {None} <= operators().keys()
        assert all(answer["evidence"] == "announced" for answer in one.announced().values() if isinstance(answer, dict))
