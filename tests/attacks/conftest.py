"""What is attacked: a directory with a run and its report, and a snapshot that another run brings."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor import pipeline
from auditor.cli import main
from auditor.inventory.snapshot import new_snapshot
from auditor.model import Coverage, Manifest, Resource

ROOT = Path(__file__).resolve().parents[2]
OLD, NEW = "2026-11-21T02:00:00Z", "2026-11-22T02:00:00Z"
LEFT = [".lock", "history.sqlite", "report.json", "run"]
CONFIGURATION = """\
organisation: {name: Ville de Rivemont}
accounts:
  - {id: ville, provider: aws, regions: [eu-west-3]}
"""
Lab = Callable[..., list[dict[str, Any]]]


def snapshot(directory: Path, at: str, count: int = 3, **fields: Any) -> Path:
    """A snapshot of buckets in Paris."""
    buckets = [
        Resource(f"arn:aws:s3:::{at[:10]}-{one}", "object_store", "AWS::S3::Bucket", "aws", "1", "eu-west-3", f"actes-{one}")
        for one in range(count)
    ]
    context = {"organisation": {"name": "Ville de Rivemont"}}
    with new_snapshot(directory) as writer:
        writer.add(buckets, [Coverage("aws", "1", "eu-west-3", "s3", "read")])
        writer.finish(lambda _: Manifest(at, at, "0", accounts={"1": ["eu-west-3"]}, context=context, resources=writer.resources, **fields))
    return directory


def scanned(source: Path) -> Callable[..., Manifest]:
    """What stands in for a scan: it brings that snapshot."""
    from auditor.inventory.snapshot import copy_snapshot, read_manifest

    def scan(_configuration: object, directory: Path, **_options: object) -> Manifest:
        copy_snapshot(source, directory)
        return read_manifest(directory)

    return scan


@pytest.fixture
def configuration(tmp_path: Path) -> Path:
    """An auditor.yaml whose account nobody opens."""
    path = tmp_path / "auditor.yaml"
    path.write_text(CONFIGURATION)
    return path


@pytest.fixture(scope="session")
def day_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """OUT as a run left it, made once; nobody touches it."""
    folder = tmp_path_factory.mktemp("day-before")
    configured = folder / "auditor.yaml"
    configured.write_text(CONFIGURATION)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDITOR_LANG", "fr")
        patch.setattr(pipeline, "scan", scanned(snapshot(folder / "old", OLD)))
        assert main(["run", "-c", str(configured), "--out", str(folder / "out"), "--format", "json"]) in (0, 3, 4)
    return folder / "out"


@pytest.fixture
def former(tmp_path: Path, day_before: Path) -> Path:
    """A copy of it, each test's own: links, rights and dates are those of the run."""
    return shutil.copytree(day_before, tmp_path / "former", symlinks=True)


@pytest.fixture
def lab(tmp_path: Path, former: Path, configuration: Path) -> Lab:
    """Try attacks on `run` or `judge`, in processes of their own."""

    def experiment(verb: str, **told: Any) -> list[dict[str, Any]]:
        new, out = snapshot(tmp_path / "new", NEW), tmp_path / "out"
        command = {
            "run": ["run", "-c", str(configuration), "--out", str(out), "--format", "json", "--lang", "en"],
            "judge": ["judge", str(new), "--out", str(out), "--lang", "en"],
        }[verb]
        told |= {"out": str(out), "former": str(former), "snapshot": str(new), "command": command, "configuration": str(configuration)}
        (tmp_path / "experiment.json").write_text(json.dumps(told))
        done = subprocess.run(
            [sys.executable, "-m", "tests.attacks.lab", str(tmp_path / "experiment.json")],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return experiment
