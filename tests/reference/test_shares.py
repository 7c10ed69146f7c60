"""How much of the registers was read again, and the page that says so."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from auditor.model import VERIFIED
from auditor.reference.browse import items, names
from auditor.reference.shares import facts_stated, shares, to_look_up, together, weights

SCRIPT = Path(__file__).parents[2] / "docs" / "registers.py"


def test_less_than_half_of_the_facts_but_regions_is_from_memory() -> None:
    """Three quarters of them were; what states no fact is not counted, for or against."""
    facts = together((share for share in shares() if not share.register.startswith("regions/")), "all")
    assert facts.facts > 300
    assert facts.part("to_confirm") < 0.45
    assert facts.part(VERIFIED) > 0.45
    assert facts.silent > 20


def test_the_page_of_the_registers_is_up_to_date() -> None:
    """`python docs/registers.py` would write the very same page."""
    spec = importlib.util.spec_from_file_location("registers_page", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.TARGET.read_text(encoding="utf-8") == module.page()


def test_what_is_to_confirm_comes_by_its_weight() -> None:
    """The heaviest first; nothing verified is in the list, and every weight is of an entry, but for labels that no register lists."""
    found = to_look_up()
    assert [weight for _item, weight in found] == sorted((weight for _item, weight in found), reverse=True)
    assert found[0][1] > 0
    assert all(item.entry["evidence"] != VERIFIED for item, _weight in found)
    named = {f"{item.register}: {item.name}" for name in names() for item in items(name)} | {"zones: adequacy"}
    assert {name for name in weights() if not name.startswith("labels/")} <= named


def test_what_is_said_verified_names_what_can_be_opened_again() -> None:
    """A page; for the codes of regions, which are read in published tables, at least the name of the table."""
    pages = {
        item.register: re.compile(r"\S+\.\S+|\w+Enum" if item.register.startswith("regions/") else r"https?://") for item in facts_stated()
    }
    vague = [
        f"{item.register}: {item.name} ({item.entry['source']})"
        for item in facts_stated()
        if item.entry["evidence"] == VERIFIED and not pages[item.register].search(str(item.entry["source"]))
    ]
    assert not vague, vague
