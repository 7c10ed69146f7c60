"""The command line as a user meets it: arguments in; exit code, standard output and standard error out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from auditor.cli import main
from tests.emulators.aws import Cloud, cloud

ROOT = Path(__file__).resolve().parents[2]


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def auditor(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in this process, from an empty folder and outside a terminal."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))

    def run(*arguments: str | Path) -> Done:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Done(code, *capsys.readouterr())

    return run


@pytest.fixture
def process(tmp_path: Path) -> Run:
    """Run a command in a process of its own."""

    def run(*arguments: str, code: str = "", **environ: str) -> Done:
        start = ["-c", code] if code else ["-m", "auditor"]
        inherited = {name: value for name, value in os.environ.items() if name != "LANGUAGE"}  # this process speaks for itself only
        done = subprocess.run(
            [sys.executable, *start, *arguments],
            env={**inherited, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), **environ},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def shared_cloud() -> Iterator[Cloud]:
    """An AWS for the whole session; starting one takes longer than most tests."""
    with cloud() as one:
        yield one


@pytest.fixture
def aws(shared_cloud: Cloud) -> Cloud:
    """An empty AWS."""
    shared_cloud.reset()
    return shared_cloud


@pytest.fixture
def town(aws: Cloud, tmp_path: Path) -> Path:
    """An auditor.yaml for one encrypted bucket in Paris, whose data the register knows: nothing major is wrong with it."""
    paris, s3 = "eu-west-3", aws.client("s3")
    s3.create_bucket(Bucket="etat-civil-actes", CreateBucketConfiguration={"LocationConstraint": paris})
    rules = [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
    s3.put_bucket_encryption(Bucket="etat-civil-actes", ServerSideEncryptionConfiguration={"Rules": rules})
    path = tmp_path / "auditor.yaml"
    path.write_text(
        f"""\
organisation: {{name: Ville de Rivemont}}
accounts:
  - {{id: ville, provider: aws, endpoint_url: "{aws.url}", emulator: true, max_attempts: 1, regions: [{paris}]}}
processing_activities:
  - {{id: etat-civil, categories: [état civil], countries: [FR], select: [{{name: "etat-civil-*"}}]}}
"""
    )
    return path
