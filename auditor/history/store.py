"""The database of past runs: SQLite in a file, or any other by its SQLAlchemy URL. Keeps summaries and what is open, no resource's name.

It is asked before the report is written, for what was; and told after, of what is. In between nothing is held open, and whatever it
answers or does not, the report is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sql
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError

from auditor.errors import AuditorError, HistoryError
from auditor.files import keep_closed
from auditor.history import spans, tables
from auditor.history.comparison import TREND, Entry, Memory
from auditor.history.diff import Story
from auditor.history.spans import Difference
from auditor.i18n import _
from auditor.model import STATUSES

if TYPE_CHECKING:
    from sqlite3 import Connection

PATIENCE = 10
"""Seconds that a server is waited for: to answer, and to let go of what another holds."""
_SQLITE = b"SQLite format 3\0"
"""How a file of SQLite begins."""
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


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
            open_ones = {name: state for name, (state, _cause) in spans.at(connection, own, lines[-1]["number"]).items()} if lines else {}
            trends = _trends(connection, own, lines[0]["number"]) if lines else {}
            for day in (*(line["at"] for line in lines), *first.values()):
                date.fromisoformat(day[:10])
        return Memory(lines[-1]["number"] if lines else 0, lines[-1]["at"] if lines else "", before, first, lines, open_ones, trends)

    def keep(self, entry: Entry, since: str = "") -> None:
        """Add a run, and forget those of before the day `since`. All or nothing.

        Raises HistoryError, also when another run of the organisation was added since it was asked.
        """
        own = {"organisation": self._organisation}
        with self._session() as connection:
            runs, flows = tables.runs, tables.flows
            last = connection.execute(sql.select(sql.func.max(runs.c.number)).where(runs.c.organisation == self._organisation)).scalar()
            if (last or 0) != entry.memory.number:
                raise HistoryError("overtaken", _("another run was added to the history meanwhile"), _("Run again."))
            _forget(connection, self._organisation, runs.c.identity == entry.line["identity"])
            if since:
                _forget(connection, self._organisation, runs.c.at < since)
            number = entry.memory.number + 1
            connection.execute(runs.insert(), {**entry.line, **own, "number": number})
            spans.advance(connection, self._organisation, number, entry.turn)
            told = [
                {"number": number, "subject": name, **{key: found[key] for key in STATUSES}, **own} for name, found in entry.counts.items()
            ]
            if told:
                connection.execute(tables.counts.insert(), told)
            _tell(connection, own, entry)
            if entry.flows:
                connection.execute(flows.insert(), [{"way": way, "since": day, **own} for way, day in entry.flows.items()])

    def runs(self) -> list[Mapping[str, Any]]:
        """Every run that is kept, oldest first: `number`, `at` and its counts. Raises HistoryError."""
        with self._session() as connection:
            tables.prepare(connection, self._organisation)
            mine = sql.select(tables.runs).where(tables.runs.c.organisation == self._organisation).order_by(tables.runs.c.number)
            return [dict(line) for line in connection.execute(mine).mappings()]

    def between(self, first: int, last: int) -> list[Difference]:
        """What is not in the run `last` as it was in `first`, and what persists. Raises HistoryError."""
        with self._session() as connection:
            tables.prepare(connection, self._organisation)
            return spans.between(connection, self._organisation, first, last)

    @contextmanager
    def _session(self) -> Iterator[sql.Connection]:
        """A transaction; what goes wrong in it is the history's."""
        try:
            if self._file is not None:
                keep_closed(self._file, _SQLITE)
            with self._engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(sql.text(f"SET LOCAL lock_timeout = '{PATIENCE}s'"))
                    connection.execute(sql.text(f"SET LOCAL statement_timeout = '{6 * PATIENCE}s'"))
                yield connection
        except (SQLAlchemyError, OSError, ValueError, TypeError) as error:
            # The message of a driver may hold the URL's password: only its kind is told.
            said = _("the history cannot be used: %(why)s") % {"why": type(error).__name__}
            raise HistoryError(_why(error), said, _("Check the address given to --history.")) from error


def _tell(connection: sql.Connection, own: dict[str, str], entry: Entry) -> None:
    """Write the stories that are not what they were: most nights that is one in a hundred."""
    stories, before = tables.stories, entry.memory.before
    changed = [story for story in entry.stories if before.get(story.fingerprint) != story]
    gone = before.keys() - {story.fingerprint for story in entry.stories}
    mine = stories.c.organisation == own["organisation"]
    for some in spans.batched([*gone, *(story.fingerprint for story in changed if story.fingerprint in before)], spans.BATCH):
        connection.execute(stories.delete().where(mine & stories.c.fingerprint.in_(some)))
    if changed:
        connection.execute(stories.insert(), [asdict(story) | own for story in changed])


def _forget(connection: sql.Connection, organisation: str, which: sql.ColumnElement[bool]) -> None:
    """Delete runs and their counts, and what ended before the first that is left."""
    runs, counts = tables.runs, tables.counts
    mine = (runs.c.organisation == organisation) & which
    gone = [row.number for row in connection.execute(sql.select(runs.c.number).where(mine))]
    if not gone:
        return
    connection.execute(runs.delete().where(mine))
    connection.execute(counts.delete().where(counts.c.organisation == organisation, counts.c.number.in_(gone)))
    oldest = sql.select(sql.func.min(runs.c.number)).where(runs.c.organisation == organisation).scalar_subquery()
    ended = (tables.spans.c.organisation == organisation) & (tables.spans.c.last < oldest)
    connection.execute(tables.spans.delete().where(ended))


def _trends(connection: sql.Connection, organisation: str, since: int) -> dict[str, dict[int, tuple[int, int]]]:
    """The failures and open questions of each subject, by run."""
    found: dict[str, dict[int, tuple[int, int]]] = {}
    mine = (tables.counts.c.organisation == organisation) & (tables.counts.c.number >= since)
    for row in connection.execute(sql.select(tables.counts).where(mine)):
        found.setdefault(row.subject, {})[row.number] = (row.fail, row.unknown)
    return found


def _why(error: Exception) -> str:
    """The code of what went wrong, from what drivers say of it."""
    said = str(error.orig) if isinstance(error, OperationalError) else ""
    if "locked" in said or "lock timeout" in said or "statement timeout" in said:
        return "locked"
    return "unreachable" if isinstance(error, OperationalError | OSError) else "broken"


def _whole_transactions(engine: sql.Engine) -> None:
    """SQLite's driver leaves tables out of transactions unless it is told to leave transactions alone; ours begin at once as writers."""

    @sql.event.listens_for(engine, "connect")
    def _leave_alone(connection: Connection, _record: object) -> None:
        connection.isolation_level = None

    @sql.event.listens_for(engine, "begin")
    def _begin(connection: sql.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
