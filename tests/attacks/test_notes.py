"""A note that findings need not be searched is believed of this user, of these bytes and of this version alone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from auditor.findings import FINDINGS
from auditor.inventory import searched as notes
from auditor.inventory.searched import LEAST, MOST, Searched
from auditor.pipeline import report
from auditor.run import RUN, read_run
from tests.outputs.builder import build

SECRET = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
CLEAN = b'{"a":1}\n' * (LEAST // 8)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where notes of this test lie."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "auditor" / "searched"


def known(path: Path) -> bool:
    """Whether a process that never saw a file need not search it."""
    process = Searched()
    with path.open("rb") as stream:
        process.digested(stream, hashlib.sha256(path.read_bytes()).hexdigest())
        return process.has(stream)


def noted(path: Path, content: bytes = CLEAN) -> Path:
    """A file that another process found to hide nothing."""
    path.write_bytes(content)
    process = Searched()
    with path.open("rb") as stream:
        process.digested(stream, hashlib.sha256(content).hexdigest())
        process.add(stream)
    return path


def test_what_was_searched_is_known_by_its_bytes(tmp_path: Path, cache: Path) -> None:
    """Wherever they lie, and no other bytes are; a small file is searched each time."""
    first, second = noted(tmp_path / "one"), tmp_path / "two"
    second.write_bytes(CLEAN)
    assert known(first)
    assert known(second)
    second.write_bytes(CLEAN.replace(b"1", SECRET.encode(), 1))
    assert not known(second)
    assert not known(noted(tmp_path / "small", b"{}\n"))
    assert len([*cache.iterdir()]) == 1


def test_another_version_searches_again(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may know more secrets."""
    path = noted(tmp_path / "one")
    every = {*notes._ROOM.glob("secrets/*.py"), *map(notes._ROOM.joinpath, ("findings.py", "masking.py"))}
    assert every <= {path for pattern in notes._SEARCHERS for path in notes._ROOM.glob(pattern)}
    monkeypatch.setattr(notes, "_version", lambda: "another")
    assert not known(path)


def _writable(folder: Path) -> None:
    folder.chmod(0o777)


def _link(folder: Path) -> None:
    folder.rename(folder.parent / "elsewhere")
    folder.symlink_to("elsewhere")


def _linked_note(folder: Path) -> None:
    (note,) = folder.iterdir()
    note.unlink()
    note.symlink_to("/etc/passwd")


def _file(folder: Path) -> None:
    (note,) = folder.iterdir()
    note.unlink()
    folder.rmdir()
    folder.touch()


@pytest.mark.parametrize("spoil", [_writable, _link, _linked_note, _file])
def test_what_others_may_have_noted_is_not_believed(tmp_path: Path, cache: Path, spoil: Callable[[Path], None]) -> None:
    """Others write in the folder, or it or a note is a link: the file is searched, and nothing ends in an error."""
    path = noted(tmp_path / "one")
    assert known(path)
    spoil(cache)
    assert not known(path)
    noted(tmp_path / "two", CLEAN + b"\n")


def test_the_folder_of_somebody_else_is_not_believed(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As under sudo, where the home is another user's."""
    path = noted(tmp_path / "one")
    assert cache.is_dir()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert not known(path)


def test_notes_are_bounded(tmp_path: Path, cache: Path) -> None:
    """The oldest go."""
    cache.mkdir(parents=True)
    for number in range(MOST):
        (cache / f"{number:03}").touch()
        os.utime(cache / f"{number:03}", (number, number))
    path = noted(tmp_path / "one")
    assert known(path)
    assert len([*cache.iterdir()]) == MOST
    assert not (cache / "000").exists()


def test_a_run_of_a_stranger_is_searched_whatever_it_carries(tmp_path: Path, cache: Path) -> None:
    """Sealed anew, beside notes of its own and with the note of what it was before: no secret comes out, and no note is made of it."""
    directory = tmp_path / "run"
    build(directory, 2_000)
    assert len([*cache.iterdir()]) == 1
    path = directory / FINDINGS
    path.write_bytes(path.read_bytes().replace(b"rivemont-", SECRET.encode() + b"-"))
    run = read_run(directory)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    seal = msgspec.structs.replace(run.seals[FINDINGS], sha256=digest)
    (directory / RUN).write_bytes(msgspec.json.encode(msgspec.structs.replace(run, seals={FINDINGS: seal})))
    (directory / "searched").mkdir()
    (directory / "searched" / notes._name(digest)).touch()
    for _turn in range(2):
        for format in ("json", "html", "csv"):
            report(directory, tmp_path / "reported", [format], "fr")
    written = b"".join(one.read_bytes() for one in (tmp_path / "reported").iterdir())
    assert SECRET.encode() not in written
    assert b"[secret]" in written
    assert len([*cache.iterdir()]) == 1
