"""Files are whole or not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import LockedError, OutputError
from auditor.files import directory_atomically, lock, write_atomically


def test_a_failed_write_leaves_the_former_file(tmp_path: Path) -> None:
    """An error half way keeps the old content and leaves no temporary file."""
    target = tmp_path / "report.html"
    target.write_bytes(b"former")
    with pytest.raises(ZeroDivisionError), write_atomically(target) as stream:
        stream.write(b"half")
        raise ZeroDivisionError
    assert target.read_bytes() == b"former"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_finished_write_replaces_the_file_and_keeps_it_private(tmp_path: Path) -> None:
    """The new content is there, readable by owner and group only."""
    target = tmp_path / "deep" / "report.html"
    with write_atomically(target) as stream:
        stream.write(b"whole")
    assert target.read_bytes() == b"whole"
    assert target.stat().st_mode & 0o777 == 0o640


def test_an_unwritable_place_is_an_output_error(tmp_path: Path) -> None:
    """A file where a directory is needed is told with a remedy."""
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError) as caught, write_atomically(tmp_path / "file" / "report.html"):
        pass
    assert caught.value.remedy
    with pytest.raises(OutputError), directory_atomically(tmp_path / "file" / "snapshot"):
        pass
    with pytest.raises(OutputError), lock(tmp_path / "file"):
        pass


def test_a_full_disk_is_an_output_error(tmp_path: Path) -> None:
    """What the system answers on a full disk reaches the person as such."""
    with (
        pytest.raises(OutputError, match="plus de place sur le disque"),
        write_atomically(tmp_path / "x"),
        Path("/dev/full").open("wb", 0) as full,
    ):
        full.write(b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_directory_leaves_the_former_one(tmp_path: Path) -> None:
    """A snapshot that could not be finished does not hide the one before."""
    target = tmp_path / "snapshot"
    with directory_atomically(target) as partial:
        (partial / "a").write_text("first")
    with pytest.raises(ZeroDivisionError), directory_atomically(target) as partial:
        (partial / "a").write_text("second")
        raise ZeroDivisionError
    assert (target / "a").read_text() == "first"
    with directory_atomically(target) as partial:
        (partial / "a").write_text("third")
    assert (target / "a").read_text() == "third"
    assert [path.name for path in tmp_path.iterdir()] == ["snapshot"]


def test_the_lock_refuses_a_second_holder_and_is_freed(tmp_path: Path) -> None:
    """Two runs in one directory: the second is told; once the first ends, it may go on."""
    with lock(tmp_path / "out"), pytest.raises(LockedError) as caught, lock(tmp_path / "out"):
        pass
    assert caught.value.exit_code == 75
    with lock(tmp_path / "out"):
        assert (tmp_path / "out" / ".lock").exists()
