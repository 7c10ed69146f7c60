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


FORMS = {
    "hcl/main.tf": 'provider "aws" { region = "us-east-1" }\nresource "aws_s3_bucket" "a" { bucket = "dossiers" }\n',
    "cdk/cdk.tf.json": '{"provider": {"aws": [{"region": "us-east-1"}]}, "resource": {"aws_s3_bucket": {"a": {"bucket": "dossiers"}}}}',
    "pile.yaml": "Resources:\n  Seau:\n    Type: AWS::S3::Bucket\n    Properties: {BucketName: dossiers}\n",
    "pile.template": '{"Resources": {"Seau": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "dossiers"}}}}',
    "azuredeploy.json": """{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": [
        {"type": "Microsoft.Storage/storageAccounts", "name": "dossiers", "apiVersion": "2023-01-01", "location": "eastus"}]}""",
}
"""One store, in the United States where that is said, in each language that an offer may be written in."""


def laid(folder: Path, form: str) -> Path:
    """A file of a form; where it is Terraform's, the folder."""
    path = folder / form
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(FORMS[form])
    return path.parent if ".tf" in path.name else path


@pytest.mark.parametrize("form", FORMS)
def test_an_offer_in_any_language_is_judged(form: str, tmp_path: Path) -> None:
    """What is planned in Virginia is not satisfied, whatever it is written in, and no question is answered by it."""
    need = read_need(TENDER / "besoin.yaml")
    found = Matrix(need, (judged(need, laid(tmp_path, form), DAY),))
    cells = {row.requirement.id: row.cells[0].value for row in found.rows}
    # A template of CloudFormation says nothing of the region that it is deployed to.
    assert cells["LOC-A"] is (Value.UNDEMONSTRATED if "pile" in form else Value.UNSATISFIED)
    assert cells["REV-A"] is Value.UNDEMONSTRATED
    assert Value.SATISFIED not in {cells["LOC-A"], cells["LOC-B"], cells["LOC-C"]}


def test_an_offer_of_answers_and_a_folder_is_both(tmp_path: Path) -> None:
    """Answers beside the folder that they speak of, with its documentation: what is answered and what is planned."""
    need, path = read_need(TENDER / "besoin.yaml"), laid(tmp_path, "hcl/main.tf")
    (path / "README.md").write_text("# Un module\n\n| Nom | Valeur |\n|---|---|\n| a | b |\n")
    (path / "mkdocs.yml").write_text("site_name: module\n")
    answers = "services:\n  - id: offre-d\n    answers: {REV-A: {answer: 'yes', evidence: proved, document: d.pdf, dated: '2026-01-01'}}\n"
    for beside in (path, tmp_path):
        (beside / "reponses.yaml").write_text(answers)
        found = judged(need, beside, DAY)
        assert {one.native_type for one in found.resources} > {"AWS::S3::Bucket"}
        assert len(found.services) == 1
        cells = {row.requirement.id: row.cells[0].value for row in Matrix(need, (found,)).rows}
        assert (cells["REV-A"], cells["LOC-A"]) == (Value.SATISFIED, Value.UNSATISFIED)
        (beside / "reponses.yaml").unlink()


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
