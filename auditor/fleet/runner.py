"""Each member's run is a process of its own: its credentials, its files, its death are nobody else's."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from auditor.errors import AuditorError
from auditor.fleet.members import RUN, Member
from auditor.i18n import language
from auditor.masking import masked
from auditor.model import Run
from auditor.run import read_run

INHERITED = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TZ",
    "TMPDIR",
    "PYTHONPATH",
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "HTTPS_PROXY",
    "NO_PROXY",
)
"""All that a member's process has of ours, beside how to reach a Dask cluster: no credential of the syndicat reaches it."""
DONE = (0, 3, 4)
LATE = -1
"""The code of a member that was stopped because its time was over."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a member: its exit code, the last line that it said, and its run when there is one."""

    member: Member
    out: Path
    code: int
    said: str = ""
    run: Run | None = None

    @property
    def done(self) -> bool:
        """Whether it was audited: something was read."""
        return self.code in DONE and self.run is not None and not self.run.snapshot.read_nothing


class Running:
    """The processes of members, which have sessions of their own: what interrupts us reaches them through here."""

    def __init__(self) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        self._stopped = False

    def add(self, process: subprocess.Popen[bytes]) -> None:
        """One more, which ends at once if all were stopped meanwhile."""
        self._processes.append(process)
        if self._stopped:
            _stop(process)

    @contextmanager
    def ended_with(self, threads: ThreadPoolExecutor) -> Iterator[None]:
        """Where the block is broken off, no member begins any more, and each that runs is told to end."""
        whole = False
        try:
            yield
            whole = True
        finally:
            self._stopped = not whole
            if self._stopped:
                threads.shutdown(wait=False, cancel_futures=True)
                for process in [*self._processes]:
                    _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)


def audit_all(
    members: Sequence[Member], out: Path, *, jobs: int, seconds: float, options: Sequence[str] = (), told: Callable[[Result], None]
) -> list[Result]:
    """Run every member, `jobs` at once, each for so many seconds at most; answers what became of each, in their order.

    A member comes after those that it inherits from.
    """
    begun: dict[str, Future[Result]] = {}
    running = Running()

    def one(member: Member) -> Result:
        # They were begun before it, so that somebody is at work on them.
        wait([begun[name] for name in member.lenders])
        lent = [option for run, _lender in member.inherits for option in ("--inherits", str(run.absolute()))]
        return audit(member, out / member.name, seconds, (*options, *lent), running)

    with ThreadPoolExecutor(jobs, thread_name_prefix="fleet") as threads, running.ended_with(threads):
        for member in members:
            begun[member.name] = threads.submit(one, member)
        done = {}
        for each in as_completed(begun.values()):
            # Read here, by one thread: two that decode a type for the first time at once end the process.
            result = replace(each.result(), run=_run(each.result()))
            done[result.member.name] = result
            told(result)
    return [done[member.name] for member in members]


def audit(member: Member, out: Path, seconds: float, options: Sequence[str], running: Running) -> Result:
    """One member's run, in a session of its own that is ended whole."""
    own = {name: value for name, value in os.environ.items() if name in INHERITED or name.startswith("DASK_")}
    as_owner = member.owner if os.geteuid() == 0 and member.owner and member.owner[0] else None
    out.mkdir(parents=True, exist_ok=True)
    out.chmod(0o750)
    if as_owner:
        os.chown(out, *as_owner)
        # On its way to what is its own each passes here; what else lies here it can neither list nor read.
        out.parent.chmod(out.parent.stat().st_mode & 0o777 | 0o001)
    identity: dict[str, int | Sequence[int]] = (
        {"user": as_owner[0], "group": as_owner[1], "extra_groups": _groups(as_owner[0])} if as_owner else {}
    )
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and verb; the paths are arguments, no shell reads them
        [sys.executable, "-m", "auditor", "run", "--config", str(member.config.absolute()), "--out", str(out.absolute()), *options],
        env={**own, "AUDITOR_LANG": language(), **member.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        umask=0o027,
        **identity,  # type: ignore[call-overload]
    )
    running.add(process)
    try:
        _out, said = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        said = _ended(process)
        return Result(member, out, LATE, masked(_last(said)))
    return Result(member, out, process.returncode, masked(_last(said)))


def _groups(user: int) -> list[int]:
    """The groups of a user that this machine knows: one of them may be that which reads what it inherits."""
    with suppress(KeyError):
        known = pwd.getpwuid(user)
        return os.getgrouplist(known.pw_name, known.pw_gid)
    return []


def _ended(process: subprocess.Popen[bytes]) -> bytes:
    """Stop a process and all that it started: politely, then not."""
    for sign, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=patience)[1]
    return b""


def _last(said: bytes) -> str:
    """The last two lines: what went wrong, and what mends it."""
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    return " ".join(lines[-2:])[:500]


def _run(result: Result) -> Run | None:
    with suppress(AuditorError):
        return read_run(result.out / RUN) if result.code in DONE else None
    return None


def exit_code(results: Sequence[Result]) -> int:
    """4 when a member was not audited or could not be read whole, 3 when one has failures, else 0."""
    codes = {result.code if result.done else 4 for result in results}
    return 4 if 4 in codes else 3 if 3 in codes else 0


def ordered(results: Sequence[Result]) -> Iterator[Result]:
    """Those that were not audited first, then the worst."""

    def key(result: Result) -> tuple[int, int, int, int, str]:
        counts = result.run.by_severity if result.run else {}
        critical, major = (counts.get(severity, {}).get("fail", 0) for severity in ("critical", "major"))
        return (result.done, -critical, -major, -(result.run.totals.get("fail", 0) if result.run else 0), result.member.name)

    return iter(sorted(results, key=key))
