from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from auditor.configuration import Configuration
from auditor.errors import InputError
from auditor.evidence import Accepted, Evidence, read_waivers
from auditor.pipeline import ruleset
from auditor.reference.source import load
from auditor.ruleset.waivers import Waiver, Waivers, carried, load_waivers

pytestmark = pytest.mark.usefixtures("english")

RULES = ("LOC-001", "LOC-004")
TEXT = """\
- rule: LOC-004
  resource: arn:aws:s3:::demo
  reason: le temps de migrer
  approved_by: RSSI
  expires: 2026-12-31
"""


def test_waivers_are_read(tmp_path: Path) -> None:
    """Each key is needed and kept; an empty file holds none."""
    file = tmp_path / "waivers.yaml"
    file.write_text(TEXT, "utf-8")
    assert load_waivers(file, RULES) == (Waiver("LOC-004", "arn:aws:s3:::demo", "le temps de migrer", "RSSI", date(2026, 12, 31)),)
    file.write_text("# none yet\n", "utf-8")
    assert load_waivers(file, RULES) == ()
    file.write_text("[]", "utf-8")
    assert load_waivers(file, RULES) == ()


def test_a_waiver_counts_on_its_last_day() -> None:
    """And no more on the next, for the very rule and resource that it was written for."""
    one = Waiver("LOC-004", "arn:aws:s3:::demo", "le temps de migrer", "RSSI", date(2026, 12, 31))
    assert Waivers([one], one.expires).find("LOC-004", "arn:aws:s3:::demo") == one
    assert Waivers([one], one.expires).find("LOC-004", "arn:aws:s3:::demos") is None
    assert Waivers([one], one.expires).find("LOC-001", "arn:aws:s3:::demo") is None
    assert Waivers([one], one.expires + timedelta(days=1)).find("LOC-004", "arn:aws:s3:::demo") is None


def test_a_snapshot_judged_without_a_configuration_keeps_its_waivers(tmp_path: Path) -> None:
    """Those of the file under which it was scanned, word for word; one of before reasons were kept counts with who and until when."""
    file = tmp_path / "waivers.yaml"
    file.write_text(TEXT, "utf-8")
    scanned = Configuration(known=Evidence(waivers=read_waivers(load(file))[0]))
    later = Configuration.from_context(scanned.context())
    _rules, found = ruleset(date(2026, 11, 28), (), later, [])
    assert found == load_waivers(file, RULES)
    former = [Accepted("LOC-004", "arn:aws:s3:::demo", "RSSI", "2026-12-31"), Accepted("LOC-004", "*", "RSSI", "2026-12-31")]
    (one,) = carried([*former, Accepted("LOC-004", "arn:aws:s3:::demo", "RSSI", "un jour")])
    assert one.text == "(RSSI, 2026-12-31)"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("LOC-004", "LOC-040"), "waivers.yaml:1:9: unknown rule 'LOC-040' (did you mean 'LOC-004'?)"),
        (("arn:aws:s3:::demo", "'*'"), "waivers.yaml:2:13: a waiver names its resources: '*' alone would waive the rule"),
        (("  reason: le temps de migrer\n", ""), "waivers.yaml:1:3: missing 'reason'"),
        (("le temps de migrer", "''"), "waivers.yaml:3:11: expected a text, found "),
        (("approved_by", "approuve_par"), "unknown key 'approuve_par'"),
        (("2026-12-31", "31/12/2026"), "waivers.yaml:5:12: expected a date such as 2026-11-22, found 31/12/2026"),
        (("2026-12-31", "[2026]"), "waivers.yaml:5:12: expected a date such as 2026-11-22, found a list"),
        (("- rule", "rule"), "expected a list of waivers"),
    ],
)
def test_mistake_of_a_waiver_is_told(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    """With its place, before anything is judged; a snapshot carries nothing of what is not well written."""
    text = TEXT.replace(*change)
    if change[0] == "- rule":
        text = "rule: LOC-004\n"
    file = tmp_path / "waivers.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        load_waivers(file, RULES)
    assert message in str(caught.value)
    kept, problems = read_waivers(load(file))
    # Where the rules are not known, none is unknown.
    assert len(kept) == (not problems) == message.count("unknown rule")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Two bad waivers, both told."""
    file = tmp_path / "waivers.yaml"
    file.write_text("- 3\n- {rule: LOC-001}\n", "utf-8")
    with pytest.raises(InputError) as caught:
        load_waivers(file, RULES)
    assert len(caught.value.problems) == 1 + 4
