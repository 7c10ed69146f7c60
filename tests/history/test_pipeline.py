"""History joined to a run directory: what changed is kept in run.json, and the report says it again for ever."""

from __future__ import annotations

from pathlib import Path

import msgspec

from auditor import pipeline
from auditor.history import url_of
from auditor.history.store import History
from auditor.run import read_run, write_summary
from tests.outputs.builder import build
from tests.outputs.page import Page


def test_two_scans_a_week_apart(tmp_path: Path) -> None:
    """The page of the second says since when and what changed; writing it again changes no byte."""
    history = History(url_of("", tmp_path), "ville")
    build(tmp_path / "first", 60)
    first, keep = pipeline.remember(tmp_path / "first", history)
    keep()
    assert first.previous is not None
    assert first.previous.at == ""
    run = build(tmp_path / "second", 120)
    later = msgspec.structs.replace(run.snapshot, started_at="2026-11-29T02:13:05Z")
    write_summary(tmp_path / "second", msgspec.structs.replace(run, snapshot=later))
    second, _keep = pipeline.remember(tmp_path / "second", history)
    assert read_run(tmp_path / "second") == second
    (path,) = pipeline.report(tmp_path / "second", tmp_path, ["html"], "fr")
    told = " ".join(Page(path.read_text("utf-8")).one("p", class_="since").text.split())
    assert told.startswith("Depuis le 22 novembre 2026 (7 jours)")
    assert "nouveaux écarts" in told
    assert "toujours ouverts" in told
    before = path.read_bytes()
    pipeline.report(tmp_path / "second", tmp_path, ["html"], "fr")
    assert path.read_bytes() == before


def test_first_scan_has_nothing_to_compare_with(tmp_path: Path) -> None:
    """No line about a past there is not; flows are dated from this scan."""
    build(tmp_path, 60)
    pipeline.remember(tmp_path, History(url_of("", tmp_path), "ville"))
    (path,) = pipeline.report(tmp_path, tmp_path, ["html"], "fr")
    page = Page(path.read_text("utf-8"))
    assert not [each for each in page.all("p") if each.attributes.get("class") == "since"]
    assert "constaté pour la première fois le 22 novembre 2026" in " ".join(page.by_id("places").text.split())
