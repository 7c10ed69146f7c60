"""A plan as an offer: what it shows, and what it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.procure.matrix import Matrix, Value
from auditor.procure.need import read_need
from auditor.procure.offers import judged
from tests.procure.conftest import DAY, TENDER
from tests.providers.terraform.plans import LATER, plan, resource, write


def values(folder: Path, region: str, *more: str) -> dict[str, Value]:
    """Requirement → value, of a plan of one bucket in a region, and of resources of types that nobody knows."""
    strange = [resource(f"aws_{name}.a", id=LATER) for name in more]
    bucket = resource("aws_s3_bucket.a", bucket="dossiers", id=LATER, arn=LATER)
    path = write(folder / "plan.json", plan(bucket, *strange, providers={"aws": {"region": {"constant_value": region}}}))
    found = Matrix(read_need(TENDER / "besoin.yaml"), (judged(read_need(TENDER / "besoin.yaml"), path, DAY),))
    return {row.requirement.id: row.cells[0].value for row in found.rows}


def test_a_plan_outside_is_not_satisfied_and_answers_no_question(tmp_path: Path) -> None:
    """Virginia fails what is about places; what only people answer is not demonstrated."""
    found = values(tmp_path, "us-east-1")
    assert found["LOC-A"] is found["LOC-B"] is Value.UNSATISFIED
    assert {found[name] for name in ("SST-B", "REV-A", "SEC-B", "JUR-B", "SST-A")} == {Value.UNDEMONSTRATED}


@pytest.mark.parametrize("more", [(), ("appstore_of_tomorrow",)])
def test_what_is_not_understood_leaves_a_reserve(tmp_path: Path, more: tuple[str, ...]) -> None:
    """Paris is not failed; nothing is satisfied whole while a type is not understood."""
    found = values(tmp_path, "eu-west-3", *more)
    assert Value.UNSATISFIED not in {found[name] for name in ("LOC-A", "LOC-B", "LOC-C")}
    if more:
        assert Value.SATISFIED not in found.values()
