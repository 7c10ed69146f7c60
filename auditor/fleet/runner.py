"""Each member's run is a process of its own: its credentials, its files, its death are nobody else's."""

from __future__ import annotations

import os
import pwd
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from auditor.errors import AuditorError
from auditor.fleet.forkserver import Begun, ForkServer, Order
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
PATIENCE = 10
"""Seconds to end, once told to."""
RUNS = ("auditor.cli.run", "auditor.history.store", "auditor.outputs.html")
"""What every run loads,"""
CLUSTER = ("auditor.distributed.executor", "distributed")
"""what one does for which a cluster reads,"""
REHEARSED, MANY = ("auditor.pipeline:rehearse",), 4
"""and what is done once for more members than that: it costs as much as it saves four of them."""


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
    """Members whose runs go on, in sessions of their own: what interrupts us reaches them through here."""

    def __init__(self, server: ForkServer) -> None:
        self._server, self._begun, self._stopped = server, list[Begun](), False

    def begin(self, order: Order) -> Begun:
        """One more, which ends at once if all were stopped meanwhile. Raises OSError."""
        begun = self._server.begin(order)
        self._begun.append(begun)
        if self._stopped:
            begun.signal(signal.SIGTERM)
        return begun

    def ended(self, begun: Begun) -> bytes:
        """Forget one; answers what it said last."""
        self._begun.remove(begun)
        with closing(begun):
            return begun.said()

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
                for begun in [*self._begun]:
                    begun.signal(signal.SIGTERM)


def audit_all(
    members: Sequence[Member], out: Path, *, jobs: int, seconds: float, options: Sequence[str] = (), told: Callable[[Result], None]
) -> list[Result]:
    """Run every member, `jobs` at once, each for so many seconds at most; answers what became of each, in their order.

    A member comes after those that it inherits from.
    """
    begun: dict[str, Future[Result]] = {}
    server = ForkServer(_inherited(), [*RUNS, *(CLUSTER * ("--executor" in options)), *(REHEARSED * (len(members) > MANY))])
    running = Running(server)

    def one(member: Member) -> Result:
        # They were begun before it, so that somebody is at work on them.
        wait([begun[name] for name in member.lenders])
        lent = [option for run, _lender in member.inherits for option in ("--inherits", str(run.absolute()))]
        return audit(member, out / member.name, seconds, (*options, *lent), running)

    with closing(server), ThreadPoolExecutor(jobs, thread_name_prefix="fleet") as threads, running.ended_with(threads):
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
    as_owner = member.owner if os.geteuid() == 0 and member.owner and member.owner[0] else None
    out.mkdir(parents=True, exist_ok=True)
    out.chmod(0o750)
    if as_owner:
        os.chown(out, *as_owner)
        # On its way to what is its own each passes here; what else lies here it can neither list nor read.
        out.parent.chmod(out.parent.stat().st_mode & 0o777 | 0o001)
    order = Order(
        ["run", "--config", str(member.config.absolute()), "--out", str(out.absolute()), *options],
        {**_inherited(), "AUDITOR_LANG": language(), **member.environment},
        *((as_owner[0], [as_owner[1], *_groups(as_owner[0])]) if as_owner else ()),
    )
    try:
        begun = running.begin(order)
    except OSError as error:
        return Result(member, out, AuditorError.exit_code, str(error))
    code = begun.wait(seconds)
    if code is None:
        _end(begun)
    return Result(member, out, LATE if code is None else code, masked(_last(running.ended(begun))))


def _inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name in INHERITED or name.startswith("DASK_")}


def _groups(user: int) -> list[int]:
    """The groups of a user that this machine knows: one of them may be that which reads what it inherits."""
    with suppress(KeyError):
        known = pwd.getpwuid(user)
        return os.getgrouplist(known.pw_name, known.pw_gid)
    return []


def _end(begun: Begun) -> None:
    """Stop a run and all that it started: politely, then not."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        begun.signal(number)
        if begun.wait(PATIENCE) is not None:
            return


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
