"""`auditor rules`, as somebody who writes rules meets it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.ruleset.rule import files
from auditor.shipped import shipped
from tests.cli.conftest import Run
from tests.ruleset.build import TEXT, changed, write

ROOT = shipped("rules")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The shipped rules, to change."""
    return Path(shutil.copytree(ROOT, tmp_path / "copy"))


def test_list_names_every_rule(auditor: Run) -> None:
    """Id, severity and title, in the language asked for."""
    done = auditor("rules", "list")
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines()] == sorted(file.stem for file in files(ROOT))
    assert re.search(
        r"^LOC-004 +critique +Les données de santé sont conservées dans l’EEE, copies et sauvegardes comprises$", done.out, re.MULTILINE
    )
    english = auditor("--lang", "en", "rules", "list").out
    assert re.search(r"^LOC-004 +critical +Health data is kept in the EEA, copies and backups included$", english, re.MULTILINE)


@pytest.mark.usefixtures("english")
def test_pack_is_read_beside_the_shipped_rules(auditor: Run, tmp_path: Path) -> None:
    """Own rules add to the list; an id that is taken is an error."""
    pack = write(tmp_path / "pack", ("a/TST-001.yaml", TEXT))
    assert "TST-001" in auditor("rules", "list", "--rules", pack).out
    write(pack, ("a/LOC-004.yaml", (ROOT / "health/LOC-004.yaml").read_text("utf-8")))
    done = auditor("rules", "lint", "--rules", pack)
    assert done.code == 2
    assert "id 'LOC-004' is already that of" in done.err


def test_shipped_rules_lint_and_test(auditor: Run) -> None:
    """Both are silent about what is well, but for one line."""
    done = auditor("rules", "lint")
    assert (done.code, done.out) == (0, "")
    assert len(done.err.splitlines()) == 1
    done = auditor("rules", "test")
    assert done.code == 0
    assert len(done.out.splitlines()) == 1


@pytest.mark.usefixtures("english")
def test_five_mistakes_are_five_lines(auditor: Run, tmp_path: Path) -> None:
    """Each with file:line:column and a suggestion, on standard error, exit code 2."""
    text = changed(
        ("revision: 1", "revision: 0"),
        ("severity: major", "severity: majr"),
        ("[RGPD-32]", "[RGPD-3200]"),
        ("public.access, equals: false", "public.acces, equals: false"),
        ("expect: pass", "expect: passed"),
    )
    file = write(tmp_path, ("a/TST-001.yaml", text)) / "a/TST-001.yaml"
    done = auditor("rules", "lint", file)
    assert (done.code, done.out) == (2, "")
    assert f"{file}:3:11: expected a whole number from 1, found 0" in done.err
    assert f"{file}:6:11: unknown severity 'majr' (did you mean 'major'?)" in done.err
    assert f"{file}:8:16: unknown requirement 'RGPD-3200' (did you mean 'RGPD-32'?)" in done.err
    assert f"{file}:11:14: unknown fact 'public.acces' (did you mean 'public.access'?)" in done.err
    assert f"{file}:16:13: unknown outcome 'passed' (did you mean 'pass'?)" in done.err


@pytest.mark.usefixtures("english")
def test_example_that_is_wrong_fails(auditor: Run, tmp_path: Path) -> None:
    """`rules test` says which, what the rule says instead, and why."""
    write(tmp_path, ("a/TST-001.yaml", changed(("public.access: true", "public.access: false"))))
    done = auditor("rules", "test", tmp_path)
    assert done.code == 2
    assert "a/TST-001.yaml:17:1: example 'ouvert' expects fail, the rule says pass" in done.err


@pytest.mark.usefixtures("english")
def test_change_of_meaning_needs_a_revision(auditor: Run, copy: Path) -> None:
    """Not even an update hides it; with a new revision the update writes the lock and the schema."""
    rule = copy / "retention/RET-004.yaml"
    text = rule.read_text("utf-8")
    rule.write_text(text.replace("at_least: P6M", "at_least: P5M"), "utf-8")
    before = (copy / "index.lock").read_bytes()
    for update in ((), ("--update",)):
        done = auditor("rules", "lint", copy, *update)
        assert done.code == 2
        assert "what 'RET-004' judges has changed, its revision has not: write revision: 4" in done.err
    assert (copy / "index.lock").read_bytes() == before
    rule.write_text(text.replace("at_least: P6M", "at_least: P5M").replace("revision: 3", "revision: 4"), "utf-8")
    (copy / "schema.json").write_text("{}", "utf-8")
    assert "does not fit the language" in auditor("rules", "lint", copy).err
    assert auditor("rules", "lint", copy, "--update").code == 0
    assert auditor("rules", "lint", copy).code == 0
    assert "RET-004 4 " in (copy / "index.lock").read_text("utf-8")
    assert (copy / "schema.json").read_bytes() == (ROOT / "schema.json").read_bytes()


@pytest.mark.usefixtures("english")
def test_removed_rule_is_retired(auditor: Run, copy: Path) -> None:
    """Its id stays in the lock, and cannot be taken again."""
    rule = copy / "retention/RET-004.yaml"
    text = rule.read_text("utf-8")
    rule.unlink()
    assert "holds RET-004, which is gone" in auditor("rules", "lint", copy).err
    assert auditor("rules", "lint", copy, "--update").code == 0
    rule.write_text(text, "utf-8")
    assert "id 'RET-004' was retired and is never used again" in auditor("rules", "lint", copy).err


def test_update_of_one_file_writes_no_lock(auditor: Run, tmp_path: Path) -> None:
    """A lock belongs to a folder."""
    folder = write(tmp_path / "pack", ("TST-001.yaml", TEXT))
    assert auditor("rules", "lint", "--update", folder / "TST-001.yaml").code == 0
    assert [file.name for file in folder.iterdir()] == ["TST-001.yaml"]


def test_explain_says_the_rule(auditor: Run) -> None:
    """The sentence, the texts with what is not verified marked, why, what to do, and the examples."""
    done = auditor("rules", "explain", "loc-004")
    assert done.code == 0
    plain = done.out.replace("\u202f", " ").replace("\u00a0", " ")
    for part in (
        "le pays est un pays de l’EEE, ",
        "HDS-2.0-EXI-28",
        "Depuis la version 2 du référentiel HDS",
        "Arrêtez la réplication",
        "Écart — copie en Virginie",
    ):
        assert part in plain
    assert "Health data is kept in the EEA" in auditor("--lang", "en", "rules", "explain", "LOC-004").out
    assert "\n\n\n" not in done.out


def test_explain_of_nothing_is_an_error(auditor: Run) -> None:
    """An id that is none."""
    done = auditor("rules", "explain", "LOC-999")
    assert (done.code, done.out) == (2, "")
    assert "LOC-999" in done.err


def test_explain_needs_no_why(auditor: Run, tmp_path: Path) -> None:
    """`why` may be left out."""
    pack = write(tmp_path / "pack", ("a/TST-001.yaml", TEXT))
    assert "Rien n’est public" in auditor("rules", "explain", "TST-001", "--rules", pack).out


def test_new_prints_a_skeleton(auditor: Run, tmp_path: Path) -> None:
    """Of the kinds asked for; filled in, it lints."""
    done = auditor("rules", "new", "LOC-099", "--kind", "volume", "--kind", "snapshot")
    assert done.code == 0
    assert "kinds: [volume, snapshot]" in done.out
    filled = done.out.replace('""', "des mots").replace("requirements: []", "requirements: [RGPD-44]")
    assert auditor("rules", "lint", write(tmp_path / "pack", ("a/LOC-099.yaml", filled))).code == 0
    assert auditor("rules", "new", "volume", "--kind", "volume").code == 2
    assert auditor("rules", "new", "LOC-099", "--kind", "disk").code == 2


def test_no_sdk_is_imported() -> None:
    """Rules are tested without a cloud."""
    sdks = {"boto3", "botocore", "azure", "moto"}
    code = f"import sys; from auditor.cli import main; main(['rules', 'test']); print(sorted({sdks} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent)
    assert done.stdout.splitlines()[-1] == "[]"
