"""A process that loads the auditor once and forks it for each attack: killed at a rename or a flush, or on a disk that is full.

`python -m tests.attacks.lab EXPERIMENT.json` prints one JSON line an attack: how it ended, what stands after it, what the next run leaves.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from auditor import pipeline
from auditor.cli import main
from auditor.configuration import load_configuration
from auditor.files import whole
from auditor.inventory.snapshot import copy_snapshot, read_coverage, read_manifest, read_resources
from auditor.model import Manifest
from auditor.providers import INSTALLED
from auditor.run import RUN, SNAPSHOT, check_whole, read_findings, read_run

POINTS = ((os, "replace"), (os, "rename"), (os, "fsync"), (whole, "_exchange"))


def standing(out: Path) -> dict[str, str]:
    """The scans that the run and the report in `out` are of, each read whole and held against its seals."""
    found = {"run": "none", "report": "none"}
    run_dir = whole.standing(out / "run")
    if (run_dir / RUN).is_file():
        run = read_run(run_dir)
        check_whole(run_dir, run)
        manifest = read_manifest(run_dir / SNAPSHOT)
        assert run.snapshot == manifest
        assert len([*read_resources(run_dir / SNAPSHOT)]) == manifest.resources
        assert len([*read_findings(run_dir)]) == sum(run.totals.values())
        read_coverage(run_dir / SNAPSHOT)
        found["run"] = manifest.started_at
    if (out / "report.json").is_file():
        found["report"] = json.loads((out / "report.json").read_bytes())["run"]["snapshot"]["started_at"]
    return found


def killed_at(moment: int, after: bool, count: Path) -> None:
    """Kill this process at that rename or flush, before or after it; with none to come, note how many there were."""
    seen = 0

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*arguments: Any, **options: Any) -> Any:
            nonlocal seen
            seen += 1
            count.write_text(str(seen))
            if seen == moment and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            done = call(*arguments, **options)
            if seen == moment:
                os.kill(os.getpid(), signal.SIGKILL)
            return done

        return wrapper

    for owner, name in POINTS:
        setattr(owner, name, counted(getattr(owner, name)))


def forked(work: Callable[[], int]) -> tuple[int, str]:
    """How a child that does the work ends, its exit code or minus the signal, and what it said on standard error."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(theirs, 2)
        try:
            code = work()
        finally:
            sys.stderr.flush()
            os._exit(code if "code" in locals() else 70)
    os.close(theirs)
    with os.fdopen(ours) as said:
        text = said.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text


def experiments(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each attack on a fresh copy of what lies in `former`, then a run that nothing disturbs."""
    out, former = Path(told["out"]), Path(told["former"])
    # Where files may not grow, Python would keep the half of a compiled module that found room.
    sys.dont_write_bytecode = True

    def scan(_configuration: object, directory: Path, **_options: object) -> Manifest:
        copy_snapshot(Path(told["snapshot"]), directory)
        return read_manifest(directory)

    setattr(pipeline, "scan", scan)  # noqa: B010 - mypy forbids the plain form
    # The rules are read once for all: they are not what is attacked.
    held = pipeline.ruleset(date(2026, 11, 22), (), load_configuration(Path(told["configuration"]), INSTALLED), ())
    pipeline.ruleset = lambda *_: held
    if told.get("exchange") is False:
        whole._exchange = lambda *_: False

    def attack(disturb: Callable[[], None]) -> tuple[int, str]:
        def work() -> int:
            disturb()
            return main(told["command"])

        return forked(work)

    attacks: list[tuple[Any, Callable[[], None]]] = []
    count = Path(told["out"] + ".count")
    for after in (False, True) if "kills" in told else ():
        moments = told["kills"] or range(1, 1000)
        attacks += [((moment, after), partial(killed_at, moment, after, count)) for moment in moments]
    attacks += [(size, partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))) for size in told.get("sizes", ())]
    spent = set()
    for turn, (name, disturb) in enumerate(attacks):
        if isinstance(name, tuple) and name[1] in spent:
            continue
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(former, out)
        code, said = attack(disturb)
        if isinstance(name, tuple) and code != -signal.SIGKILL:
            spent.add(name[1])
        line = {"attack": name, "code": code, "said": said, "after": standing(out)}
        if turn % told.get("follow", 1):
            yield line
            continue
        again, _said = attack(lambda: None)
        yield line | {"again": again, "next": standing(out), "left": sorted(path.name for path in out.iterdir())}


if __name__ == "__main__":
    for result in experiments(json.loads(Path(sys.argv[1]).read_text("utf-8"))):
        print(json.dumps(result), flush=True)  # noqa: T201
