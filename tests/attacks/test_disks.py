"""Disks that are full, read-only or somebody else's: the report of before is intact, and the remedy is the one that helps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attacks.conftest import LEFT, NEW, OLD, ROOT, Lab, snapshot
from tests.attacks.lab import standing

NOBODY = 65534


def check_disks(results: list[dict[str, object]]) -> None:
    """Told with the remedy for a full disk, nothing changed, and the next run works. What fits may succeed."""
    refused = [result for result in results if result["code"] == 2]
    assert refused
    for result in results:
        assert result["code"] in (0, 2, 3, 4), result
        assert result.get("next") in (None, {"run": NEW, "report": NEW}), result
        assert result.get("left") in (None, LEFT), result
        assert "Traceback" not in str(result["said"])
        assert "internal error" not in str(result["said"])
    for result in refused:
        assert result["after"] == {"run": OLD, "report": OLD}, result
        assert "Free some space or choose another --out." in str(result["said"])


@pytest.mark.long
def test_a_full_disk_at_twenty_sizes(lab: Lab) -> None:
    """No file may be larger than so much, as if that was all there is; from nothing to a report that all but fits."""
    check_disks(lab("run", sizes=[0, 1, 50, *range(100, 17 * 400, 400)], follow=5))


@pytest.mark.slow
def test_a_disk_that_fills_up_while_it_is_written_to(tmp_path: Path, former: Path) -> None:
    """A file system of its own, of twenty sizes."""
    if os.geteuid():
        pytest.skip("only root can mount a file system")
    new = snapshot(tmp_path / "new", NEW, 100)
    used, codes = sum(4 * (-(-path.stat().st_size // 4096) + 1) for path in former.rglob("*")), set()
    for size in range(used + 8, used + 8 + 20 * 200, 200):
        disk = tmp_path / f"disk-{size}"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", str(disk)], check=True)  # noqa: S607
        try:
            subprocess.run(["cp", "-a", str(former), str(disk / "out")], check=True)  # noqa: S607
            done = started(["judge", str(new), "--out", str(disk / "out"), "--lang", "en"], tmp_path)
            if done.returncode == 2:
                assert standing(disk / "out") == {"run": OLD, "report": OLD}
                assert "Free some space" in done.stderr
            codes.add(done.returncode)
            assert not [each for each in (disk / "out").iterdir() if each.name.endswith((".partial", ".former"))]
        finally:
            subprocess.run(["umount", str(disk)], check=True)  # noqa: S607
    assert 2 in codes
    assert codes - {2} <= {0, 3, 4}
    assert len(codes) > 1, "the last of the disks holds it all"


def started(arguments: list[str], folder: Path, *before: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return subprocess.run(
        [*before, sys.executable, "-m", "auditor", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_directory_of_somebody_else(former: Path, tmp_path: Path) -> None:
    """Not a matter of space. Root, who may do everything, does without that right."""
    new = snapshot(tmp_path / "new", NEW)
    root = os.geteuid() == 0
    before = {path: path.read_bytes() for path in former.rglob("*") if path.is_file()}
    for path in (former, *former.rglob("*")):
        if root:
            os.chown(path, NOBODY, NOBODY)
            path.chmod(0o755 if path.is_dir() else 0o644)
        else:
            path.chmod(0o555 if path.is_dir() else 0o444)
    without = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner"] if root else []
    for verb in (["judge", str(new), "--out", str(former)], ["report", str(former)]):
        done = started([*verb, "--lang", "en"], tmp_path, *without)
        assert done.returncode == 2, done.stderr
        assert "Permission denied" in done.stderr
        assert "Give this user the right to write there, or choose another --out." in done.stderr
        assert "space" not in done.stderr
    for path in (former, *former.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert before == {path: path.read_bytes() for path in former.rglob("*") if path.is_file()}


def test_a_read_only_file_system(former: Path, tmp_path: Path) -> None:
    """As a medium that is mounted so."""
    if os.geteuid():
        pytest.skip("only root can mount a file system")
    new = snapshot(tmp_path / "new", NEW)
    subprocess.run(["mount", "--bind", "-o", "ro", str(former), str(former)], check=True)  # noqa: S607
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(former)], check=True)  # noqa: S607
        done = started(["judge", str(new), "--out", str(former), "--lang", "en"], tmp_path)
        elsewhere = started(["report", str(former), "--out", str(tmp_path / "elsewhere"), "--format", "json", "--lang", "en"], tmp_path)
    finally:
        subprocess.run(["umount", str(former)], check=True)  # noqa: S607
    assert done.returncode == 2
    assert "That file system is read-only" in done.stderr
    assert elsewhere.returncode == 0, elsewhere.stderr
    assert standing(former) == {"run": OLD, "report": OLD}
