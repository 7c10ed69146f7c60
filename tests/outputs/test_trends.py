"""The last runs of each activity and rule, drawn as small multiples beside their numbers: folded, and only once there are runs to draw."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from auditor.model import Past, Run
from auditor.outputs import output
from tests.outputs.builder import build
from tests.outputs.page import Page


def seen(run: Run, runs: int, directory: Path) -> Page:
    """The page of a run that had so many, itself included."""
    trend = [
        {"at": f"2026-11-{10 + day:02}T02:00:00Z", "fail": day, "waived": 0, "unknown": 2, "pass": 9, "partial": False}
        for day in range(runs)
    ]
    told = {
        "activity:paie": [[5, 1]] * (runs - 1) + [[0, 0]],
        "rule:LOC-004": [[day, 3] for day in range(runs)],
        "rule:LOC-999": [[0, 0]] * runs,
        "rule:ZZZ-000 <b>": [[1, 0]] * runs,
    }
    past = Past(str(trend[-2]["at"]), 1, {"new": 1}, trend=trend, trends=told, by_law={"new": 2, "fixed": 1})
    output("html")(msgspec.structs.replace(run, previous=past), directory, directory / "report.html", "en")
    return Page((directory / "report.html").read_text("utf-8"))


@pytest.mark.usefixtures("english")
def test_each_line_has_its_numbers(tmp_path: Path) -> None:
    """What moved most comes first, what went is there with its end, what never was is not; the drawing says what the text does."""
    page = seen(build(tmp_path, 60), 4, tmp_path)
    folded = [one.text for one in page.all("details") if one.text.strip().startswith("Scan after scan")]
    assert [text.split(":")[1].split()[0] for text in folded] == ["activities", "rules"]
    assert "5 → 5 → 5 → 0" in folded[0]
    assert re.findall(r"(LOC-\d+|ZZZ-000) ", folded[1]) == ["LOC-004", "ZZZ-000"]
    assert "0 → 1 → 2 → 3" in folded[1]
    assert len(re.findall(r'<details class="plain">', page.source)) >= 3
    drawn = [svg for svg in page.all("svg") if svg.attributes.get("class") == "line"]
    assert [svg.attributes.get("aria-hidden", "") for svg in drawn] == ["", "true", "true", "true"]
    assert "of which 3 by the law or the register" in page.source


@pytest.mark.usefixtures("english")
def test_two_runs_are_no_trend(tmp_path: Path) -> None:
    """The comparison says it already."""
    assert "Scan after scan" not in seen(build(tmp_path, 60), 2, tmp_path).source
