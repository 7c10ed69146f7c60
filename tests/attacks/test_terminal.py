"""Names from clouds and files reach a terminal visible and inert, and no encoding makes a command fail."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from auditor.cli import main
from auditor.cli.console import note, say
from auditor.inventory.snapshot import new_snapshot
from auditor.model import Coverage, Manifest, Resource
from tests.attacks.conftest import ROOT
from tests.nightly import one_in

pytestmark = pytest.mark.long

ATTACKS = {
    "osc": "\x1b]0;owned\x07",
    "csi": "\x1b[2J\x1b[31m",
    "c1": "\x9b2J",
    "bidi": "\u202egpj.exe",
    "isolate": "\u2066x\u2069",
    "newline": "a\nError: forged",
    "return": "a\rforged",
    "tab": "a\tb",
    "backspace": "a\b\b\b",
    "nul": "a\0b",
    "surrogate": "a\udc80b",
    "separator": "a\u2028b",
    "zero width": "a\u200bb",
}
ENCODINGS = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "cp850": {"PYTHONIOENCODING": "cp850"},
}


def inert(text: str) -> bool:
    """Whether it is one line that commands nothing."""
    return not any(unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp") for one in text)


def hostile(directory: Path, name: str) -> Path:
    """A snapshot in which everything that somebody names is named so."""
    one = Resource(f"arn:aws:s3:::{name}", "object_store", "AWS::S3::Bucket", "aws", "1", "eu-west-3", name, tags={name: name})
    gaps = [Coverage("aws", name, name, name, "failed", call=name, reason=f"access_denied: {name}", permission=name)]
    with new_snapshot(directory) as writer:
        writer.add([one], [*gaps, Coverage("aws", "1", "eu-west-3", name, "not_understood", resources=2)])
        writer.finish(
            lambda _: Manifest(
                "2026-11-28T00:00:00Z", "2026-11-28T00:00:00Z", "0", accounts={"1": []}, expected={"a": ["1", name]}, resources=1, gaps=1
            )
        )
    return directory


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_line_is_one_line_and_commands_nothing(attack: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever writes it."""
    say(attack)
    note(attack)
    for shown in capsys.readouterr():
        assert shown.endswith("\n")
        assert inert(shown[:-1])
        assert "‹U+" in shown


@pytest.mark.parametrize("attack", [attack for name, attack in ATTACKS.items() if name != "surrogate"])
def test_names_of_a_snapshot_are_inert(attack: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All that `judge` says of it, gaps and accounts and services too, with -v and without."""
    given = hostile(tmp_path / "s", attack)
    for more in ((), ("-v",)):
        assert main([*more, "judge", str(given), "--out", str(tmp_path / "out")]) == 4
        shown = capsys.readouterr()
        assert all(inert(line) for line in (shown.out + shown.err).split("\n"))
        assert "‹U+" in shown.err


def test_mistakes_in_files_are_a_line_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that the file holds forges no second line."""
    path = tmp_path / "auditor.yaml"
    path.write_text('accounts:\n  - {id: a, provider: "x\\nError: forged \\e[31m"}\n"bad\\nkey": 1\n')
    assert main(["scan", "-c", str(path), "--out", str(tmp_path / "out")]) == 2
    shown = capsys.readouterr().err.rstrip("\n").split("\n")
    assert len(shown) == 3
    assert all(inert(line) for line in shown)
    assert "forged ‹U+001B›" in "".join(shown)


@pytest.mark.parametrize("encoding", one_in(3, ENCODINGS))
def test_no_encoding_makes_a_command_fail(encoding: str, tmp_path: Path) -> None:
    """French help, rules and errors, with « ’ » and accents; names no encoding has."""
    given = hostile(tmp_path / "s", "médiathèque → 🏛 œuvre’s «x»")
    commands = [
        (["--help"], 0),
        (["rules", "explain", "LOC-001"], 0),
        (["rules", "explain", "NO-1"], 2),
        (["reference", "list"], 0),
        (["judge", str(given), "--out", str(tmp_path / "out")], 4),
        (["judge", "absent’«é»"], 2),
    ]
    for command, code in commands:
        done = subprocess.run(
            [sys.executable, "-m", "auditor", *command],
            env={**os.environ, "PYTHONPATH": str(ROOT), **ENCODINGS[encoding]},
            capture_output=True,
            check=False,
        )
        assert done.returncode == code, (command, done.stderr)
        assert b"Traceback" not in done.stderr
        assert b"internal" not in done.stderr
        assert b"interne" not in done.stderr
