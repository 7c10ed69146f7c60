"""What is only planned is said in the conditional; what is there, and a state, in the present."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from auditor.outputs.html import write
from auditor.outputs.tense import _WOULD
from auditor.providers.terraform.document import Plan as Planned, StateFile, of_plan, of_state
from auditor.run import read_findings
from tests.outputs.builder import american, build, write_found
from tests.outputs.page import Page


@pytest.mark.parametrize(
    ("lang", "is_so", "would_be"), [("fr", "sont aux États-Unis", "seraient aux États-Unis"), ("en", "is in the", "would be in the")]
)
def test_a_page_about_a_plan_says_what_would_be(tmp_path: Path, lang: str, is_so: str, would_be: str) -> None:
    """Its headline, its title and its decisions; the same findings of an account that is there are told as they are."""
    run = build(tmp_path, 240)
    told = [*map(american, read_findings(tmp_path))]
    for planned in (False, True):
        accounts = tuple(sorted(run.snapshot.accounts)) if planned else ()
        written = write_found(
            tmp_path, told, msgspec.structs.replace(run, snapshot=msgspec.structs.replace(run.snapshot, planned=accounts))
        )
        write(written, tmp_path, tmp_path / "report.html", lang)
        page = Page((tmp_path / "report.html").read_text("utf-8"))
        headline = next(one.text for one in page.elements if "verdict" in (one.attributes.get("class") or ""))
        decisions = " ".join(one.text for one in page.elements if one.tag == "ol" and one.attributes.get("class") == "decisions")
        assert (would_be in headline, is_so in headline) == (planned, not planned)
        assert (is_so in decisions) is False or not planned
        assert any("assumed" in (one.attributes.get("class") or "") for one in page.elements) == planned


def test_every_text_that_is_true_of_what_is_there_has_another_once() -> None:
    """No text stands for two, and none for itself."""
    assert len({first for first, _other in _WOULD}) == len(_WOULD)
    assert all(first != other for first, other in _WOULD)


def test_a_state_tells_what_is_there_and_a_plan_does_not() -> None:
    """As a file, and as `terraform show -json` writes either."""
    assert not of_state(msgspec.json.decode(b'{"version": 4, "resources": []}', type=StateFile)).planned
    assert not of_plan(msgspec.json.decode(b'{"format_version": "1.0", "values": {"root_module": {}}}', type=Planned)).planned
    assert of_plan(msgspec.json.decode(b'{"format_version": "1.0", "planned_values": {"root_module": {}}}', type=Planned)).planned
    assert of_plan(msgspec.json.decode(b'{"format_version": "1.0", "resource_changes": []}', type=Planned)).planned
