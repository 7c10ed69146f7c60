"""What collectors say of AWS's answers is in AWS's own models: a member that no model has cannot be read by mistake."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from auditor.providers.aws import PROVIDER
from docs.answers import AWS, PLAIN, SHAPES, Writer, answered, model, named, written


def _classes() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every shape: its service, its name there, and its members with their types."""
    for path in sorted(SHAPES.glob("*.py")):
        for one in ast.parse(path.read_text()).body:
            if isinstance(one, ast.ClassDef):
                service, _, name = str(ast.get_docstring(one)).removesuffix(".").partition(": ")
                fields = [field for field in one.body if isinstance(field, ast.AnnAssign)]
                yield service, name, {ast.unparse(field.target): ast.unparse(field.annotation) for field in fields}


def test_every_member_is_one_of_the_model() -> None:
    """With its type. A newer model may have more: `python docs/answers.py` writes what is read of it."""
    wrong = []
    for service, name, members in _classes():
        shapes = model(service)["shapes"]
        for member, said in members.items():
            sort = shapes[shapes[name]["members"][member]["shape"]]["type"]
            if said != PLAIN.get(sort, said) or (sort == "list") != said.startswith("list["):
                wrong.append((service, name, member, said, sort))
    assert not wrong


@pytest.mark.long
def test_whoever_names_a_shape_has_asked_for_it() -> None:
    """A collector names only what its own calls answer, and each file has a collector."""
    assert {*written()} == {*SHAPES.glob("*.py")}


def test_what_no_answer_has_is_refused() -> None:
    """The name of a shape that none of the calls answers with; a member that is spelt in the source and that no model has is left out."""
    s3 = next(one for one in PROVIDER.collectors() if one.service == "s3")
    with pytest.raises(KeyError):
        Writer(s3, frozenset()).of(["DBInstance"])
    text = Writer(s3, frozenset({"Name", "Nmae"})).of(["Bucket"])
    assert "Name: str" in text
    assert "Nmae" not in text
    assert answered(s3)["Bucket"] == ("s3", "Bucket")
    assert "Bucket" in named(ast.parse((AWS / "services/s3.py").read_text()), "s3")
