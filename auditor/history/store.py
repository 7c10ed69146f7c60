"""The database of past runs: SQLite in a file, or any other by its SQLAlchemy URL. Keeps summaries and what is open, no resource's name.

It is asked before the report is written, for what was; and told after, of what is. In between nothing is held open, and whatever it
answers or does not, the report is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError

from auditor.errors import AuditorError, HistoryError
from auditor.files import keep_closed
from auditor.history import tables
from auditor.history.diff import Sight, Story, compare, status
from auditor.i18n import _
from auditor.model import Coverage, Finding, Past, Run
from auditor.run import identity, routes

TREND = 12
"""How many runs the trend shows."""
PATIENCE = 10
"""Seconds that a server is waited for: to answer, and to let go of what another holds."""
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


@dataclass(frozen=True, slots=True)
class Memory:
    """What a history knew of an organisation before a run: the number and the moment of the last, what was open, since when flows are."""

    number: int
    at: str
    before: Mapping[str, Story]
    first: Mapping[str, str]
    trend: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a run adds to the history once it stands."""

    memory: Memory
    line: Mapping[str, Any]
    stories: tuple[Story, ...]
    flows: Mapping[str, str]


class History:
    """The past runs of one organisation, in a database that may hold those of others."""

    def __init__(self, url: str, organisation: str) -> None:
        """Checks the address and its driver, and connects to nothing. Raises AuditorError."""
        self._organisation = organisation[:200]
        try:
            address = sql.make_url(url)
            self._url = address.set(drivername=_DRIVERS.get(address.drivername, address.drivername))
            waiting = {"connect_timeout": PATIENCE} if self._url.get_backend_name() == "postgresql" else {}
            self._engine = sql.create_engine(self._url, connect_args=waiting, poolclass=sql.pool.NullPool)
        except ModuleNotFoundError as error:
            raise AuditorError(
                _("the history needs the driver %(name)s, which is not installed") % {"name": error.name},
                _("For PostgreSQL, run: pip install 'residency-auditor[postgresql]'."),
            ) from error
        except (ArgumentError, NoSuchModuleError, ValueError, TypeError) as error:
            raise AuditorError(
                _("the address given to --history is none of a database that is known"),
                _("Give a file, or an address such as postgresql://user@host/name."),
            ) from error
        self._file = Path(self._url.database) if self._url.get_backend_name() == "sqlite" and self._url.database else None
        if self._file is not None and self._file.is_dir():
            raise AuditorError(_("%(path)s is a directory") % {"path": self._file}, _("Give --history a file."))
        if self._file is not None:
            _whole_transactions(self._engine)

    def recall(self) -> Memory:
        """What was known before. Raises HistoryError."""
        own = self._organisation
        with self._session() as connection:
            tables.prepare(connection, own)
            runs, stories, flows = tables.runs, tables.stories, tables.flows
            newest = sql.select(runs).where(runs.c.organisation == own).order_by(runs.c.number.desc()).limit(TREND)
            lines = tuple(dict(line) for line in reversed(connection.execute(newest).mappings().all()))
            told = connection.execute(sql.select(stories).where(stories.c.organisation == own)).mappings()
            before = {row["fingerprint"]: Story(**{key: value for key, value in row.items() if key != "organisation"}) for row in told}
            first = {row.way: row.since for row in connection.execute(sql.select(flows).where(flows.c.organisation == own))}
            for day in (*(line["at"] for line in lines), *first.values()):
                date.fromisoformat(day[:10])
        return Memory(lines[-1]["number"] if lines else 0, lines[-1]["at"] if lines else "", before, first, lines)

    def keep(self, entry: Entry) -> None:
        """Add a run. All or nothing. Raises HistoryError, also when another run of the organisation was added since it was asked."""
        own = {"organisation": self._organisation}
        with self._session() as connection:
            runs, stories, flows = tables.runs, tables.stories, tables.flows
            last = connection.execute(sql.select(sql.func.max(runs.c.number)).where(runs.c.organisation == self._organisation)).scalar()
            if (last or 0) != entry.memory.number:
                raise HistoryError("overtaken", _("another run was added to the history meanwhile"), _("Run again."))
            connection.execute(runs.delete().where(runs.c.organisation == self._organisation, runs.c.identity == entry.line["identity"]))
            connection.execute(runs.insert(), {**entry.line, **own, "number": entry.memory.number + 1})
            connection.execute(stories.delete().where(stories.c.organisation == self._organisation))
            if entry.stories:
                connection.execute(stories.insert(), [asdict(story) | own for story in entry.stories])
            if entry.flows:
                connection.execute(flows.insert(), [{"way": way, "since": day, **own} for way, day in entry.flows.items()])

    @contextmanager
    def _session(self) -> Iterator[sql.Connection]:
        """A transaction; what goes wrong in it is the history's."""
        try:
            if self._file is not None:
                keep_closed(self._file)
            with self._engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(sql.text(f"SET LOCAL lock_timeout = '{PATIENCE}s'"))
                    connection.execute(sql.text(f"SET LOCAL statement_timeout = '{6 * PATIENCE}s'"))
                yield connection
        except (SQLAlchemyError, OSError, ValueError, TypeError) as error:
            # The message of a driver may hold the URL's password: only its kind is told.
            said = _("the history cannot be used: %(why)s") % {"why": type(error).__name__}
            raise HistoryError(_why(error), said, _("Check the address given to --history.")) from error


def compared(memory: Memory, run: Run, findings: Iterable[Finding], coverage: Iterable[Coverage]) -> tuple[Past, Entry]:
    """What changed since, and what is to be kept of it. Pure."""
    at = run.snapshot.started_at
    day, last = at[:10], memory.at
    lines = [line for line in memory.trend if line["identity"] != identity(run)]
    passing = _Passing()
    changes = compare(memory.before, passing.watch(findings), Sight(run.snapshot, coverage, run.rules), day)
    line = _line(run, passing.counts)
    trend = [{name: each[name] for name in ("at", *tables.COUNTS)} | {"partial": bool(each["partial"])} for each in (*lines, line)]
    past = Past(
        at=last,
        # A clock that was set back makes no negative number of days.
        days=max((date.fromisoformat(day) - date.fromisoformat(last[:10])).days, 0) if last else 0,
        counts={name: changes.counts[name] for name in ("new", "worsened", "fixed", "unobservable", "open")} if last else {},
        rules={rule: {"new": changes.new[rule] if last else 0, "since": since} for rule, since in sorted(changes.since.items())},
        flows={way: memory.first.get(way, day) for way in sorted(passing.flows)},
        trend=trend[-TREND:],
    )
    fresh = dict.fromkeys(sorted(passing.flows - memory.first.keys()), day)
    return past, Entry(memory, line, tuple(changes.stories), fresh)


class _Passing:
    """What is noted of findings on their way to the comparison: how many of each status, and the flows of their resources."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.flows: set[str] = set()

    def watch(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        for finding in findings:
            self.counts[status(finding)] += 1
            for (origin, target, role), _place in routes(finding.places):
                if origin != target:
                    self.flows.add(f"{origin or '?'}>{target or '?'}:{role}")
            yield finding


def _line(run: Run, counts: Mapping[str, int]) -> dict[str, Any]:
    partial = int(bool(run.snapshot.gaps or run.snapshot.unread))
    line = {"identity": identity(run), "at": run.snapshot.started_at, "partial": partial, "resources": run.snapshot.resources}
    return line | {name: counts.get(name, 0) for name in ("fail", "waived", "unknown", "pass")}


def _why(error: Exception) -> str:
    """The code of what went wrong, from what drivers say of it."""
    said = str(error.orig) if isinstance(error, OperationalError) else ""
    if "locked" in said or "lock timeout" in said or "statement timeout" in said:
        return "locked"
    return "unreachable" if isinstance(error, OperationalError | OSError) else "broken"


def _whole_transactions(engine: sql.Engine) -> None:
    """SQLite's driver leaves tables out of transactions unless it is told to leave transactions alone; ours begin at once as writers."""

    @sql.event.listens_for(engine, "connect")
    def _leave_alone(connection: Any, _record: Any) -> None:
        connection.isolation_level = None

    @sql.event.listens_for(engine, "begin")
    def _begin(connection: sql.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
