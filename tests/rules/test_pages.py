"""The pages of docs/rules/ are those that the rules write."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from auditor.reference.registers import reference
from auditor.ruleset.rule import load_rules
from auditor.shipped import shipped

SCRIPT = Path(__file__).resolve().parents[2] / "docs/rules_pages.py"


def script() -> ModuleType:
    """The script, as a module."""
    found = importlib.util.spec_from_file_location("rules_pages", SCRIPT)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_the_pages_are_fresh() -> None:
    """One a rule and an index, byte for byte; none is left of a rule that is gone. To write them: python docs/rules_pages.py."""
    writer = script()
    registers = reference(writer.DAY)
    written = writer.pages(load_rules([shipped("rules")], registers), registers)
    assert {path.name for path in writer.TARGET.glob("*.md")} == set(written)
    stale = [name for name, text in written.items() if (writer.TARGET / name).read_text("utf-8") != text]
    assert stale == []


def test_a_page_tells_what_a_reader_looks_for() -> None:
    """The sentence, the texts with their mark, why, what to do, examples, revision, since when; in both languages."""
    page = (SCRIPT.parent / "rules/HDS-001.md").read_text("utf-8")
    for told in ("> Pour toute ressource", "## Textes", "vérifié", "## Pourquoi", "## Que faire", "## Exemples", "Révision", "Depuis le"):
        assert told in page
    for told in ("> For every resource", "## Texts", "## Why", "## What to do"):
        assert told in page
    assert "à confirmer" in (SCRIPT.parent / "rules/GOV-003.md").read_text("utf-8")
