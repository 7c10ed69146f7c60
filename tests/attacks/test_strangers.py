"""The real commands on hundreds of files of strangers, with 500 MB and 5 s of processor each: told in a line, or read; nothing else."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attacks.conftest import ROOT
from tests.attacks.hostile import CONFIGURATION
from tests.attacks.strangers import all_of
from tests.attacks.targets import plain
from tests.nightly import NIGHTLY

pytestmark = pytest.mark.long

MEMORY, SECONDS = 500 * 1024 * 1024, 5
SHARE = 1 if NIGHTLY else 12
"""Of so many cases one is tried with a process of its own; a third of them, at night all, in one that forks for each."""
SERVER = """
import json, os, resource, signal, sys
from auditor.cli import main
null = os.open(os.devnull, os.O_WRONLY)
cases = json.load(sys.stdin)
shown = os.dup(1), os.dup(2)
os.dup2(null, 1); os.dup2(null, 2)
for arguments in cases["first"]:  # what commands load is loaded once
    main(arguments)
os.dup2(shown[0], 1); os.dup2(shown[1], 2)
for what, arguments in cases["cases"]:
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(null, 1); os.dup2(theirs, 2)
        resource.setrlimit(resource.RLIMIT_AS, (%(memory)d,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (%(seconds)d, %(seconds)d + 1))
        signal.alarm(60)
        code = 1
        try:
            code = main([*arguments, "--lang", "en"])
        except BaseException as error:
            sys.excepthook(type(error), error, error.__traceback__)
        finally:
            sys.stderr.flush(); os._exit(code)
    os.close(theirs)
    with os.fdopen(ours, errors="replace") as said:
        text = said.read()
    print(json.dumps([what, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text]), flush=True)
"""


def check_told(what: str, code: int, said: str) -> None:
    """Read (0, 3, 4) or refused (2) in words, on few and short lines, with nothing of another file."""
    assert code in (0, 2, 3, 4), (what, code, said[-600:])
    for word in ("Traceback", "internal error", "MemoryError", "root:x:0:0"):
        assert word not in said, (what, said[-600:])
    if code == 2:
        assert said.strip(), what
        assert max(map(len, said.splitlines())) < 1500, (what, said[:300])


@pytest.mark.slow
def test_each_file_of_a_stranger_is_read_or_told(tmp_path: Path) -> None:
    """All of them, each in a child of a process that has loaded the commands."""
    cases = all_of(tmp_path / "files")[:: 1 if NIGHTLY else 3]
    assert len(cases) >= 300
    good, configuration = tmp_path / "files/snapshots/good", tmp_path / "auditor.yaml"
    configuration.write_bytes(plain(CONFIGURATION))
    first = [
        ["config", "check", "-c", str(configuration)],
        ["judge", str(good), "--out", str(tmp_path / "o")],
        ["report", str(tmp_path / "o")],
    ]
    done = subprocess.run(
        [sys.executable, "-c", SERVER % {"memory": MEMORY, "seconds": SECONDS}],
        input=json.dumps({"first": first, "cases": cases}),
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == len(cases), done.stderr[-600:]
    for what, code, said in told:
        check_told(what, code, said)
    assert sum(code == 2 for _what, code, _said in told) >= len(cases) // 2
    assert not Path("/tmp/owned").exists()  # noqa: S108 - what the hostile files would write


def test_some_files_of_strangers_with_a_process_each(tmp_path: Path) -> None:
    """As users start it."""
    for what, arguments in all_of(tmp_path / "files")[7 :: 40 * SHARE]:
        done = subprocess.run(
            [sys.executable, "-m", "auditor", *arguments, "--lang", "en"],
            env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            preexec_fn=limited,
        )
        check_told(what, done.returncode, done.stderr)


def limited() -> None:
    """Memory and time as a small machine has."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    signal.alarm(60)
