"""The database of past runs: SQLite in a file, or any other by its SQLAlchemy URL. Keeps summaries and what is open, no resource's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date

import sqlalchemy as sql
from sqlalchemy.exc import SQLAlchemyError

from auditor.errors import OutputError
from auditor.history.diff import Changes, Sight, Story, compare, status
from auditor.model import Coverage, Finding, Past, Run
from auditor.run import routes

TREND = 12
"""How many runs the trend shows."""

_tables = sql.MetaData()
_runs = sql.Table(
    "runs",
    _tables,
    sql.Column("at", sql.String(40), primary_key=True),
    *(sql.Column(name, sql.Integer, nullable=False) for name in ("fail", "waived", "unknown", "pass", "partial", "resources")),
)
_stories = sql.Table(
    "stories",
    _tables,
    sql.Column("fingerprint", sql.String(64), primary_key=True),
    *(sql.Column(name, sql.String(200), nullable=False) for name in ("rule", "severity", "status", "account", "region", "since")),
)
_flows = sql.Table(
    "flows", _tables, sql.Column("way", sql.String(80), primary_key=True), sql.Column("since", sql.String(40), nullable=False)
)


def remember(url: str, run: Run, findings: Iterable[Finding], coverage: Iterable[Coverage]) -> Past:
    """Compare a run with the one before, keep it, and answer what changed. All or nothing. Raises OutputError."""
    try:
        engine = sql.create_engine(url)
        try:
            _tables.create_all(engine)
            with engine.begin() as connection:
                return _remember(connection, run, findings, coverage)
        finally:
            engine.dispose()
    except (SQLAlchemyError, ImportError) as error:
        # The message of a driver may hold the URL's password.
        raise OutputError(f"the history cannot be written: {type(error).__name__}", "Check the address given to --history.") from error


def _remember(connection: sql.Connection, run: Run, findings: Iterable[Finding], coverage: Iterable[Coverage]) -> Past:
    at = run.snapshot.started_at
    connection.execute(_runs.delete().where(_runs.c.at == at))
    last = connection.execute(sql.select(sql.func.max(_runs.c.at))).scalar()
    before = {row.fingerprint: Story(**row._asdict()) for row in connection.execute(sql.select(_stories))}
    first = {row.way: row.since for row in connection.execute(sql.select(_flows))}
    passing = _Passing()
    changes = compare(before, passing.watch(findings), Sight(run.snapshot, coverage, run.rules), at[:10])
    _keep(connection, run, passing.counts, changes, dict.fromkeys(sorted(passing.flows - first.keys()), at[:10]))
    newest = sql.select(_runs).order_by(_runs.c.at.desc()).limit(TREND)
    trend = [{**row._mapping, "partial": bool(row.partial)} for row in connection.execute(newest)]
    rules = {rule: {"new": changes.new[rule] if last else 0, "since": day} for rule, day in sorted(changes.since.items())}
    return Past(
        at=last or "",
        days=(date.fromisoformat(at[:10]) - date.fromisoformat(last[:10])).days if last else 0,
        counts={name: changes.counts[name] for name in ("new", "worsened", "fixed", "unobservable", "open")} if last else {},
        rules=rules,
        flows={way: first.get(way, at[:10]) for way in sorted(passing.flows)},
        trend=[dict(row) for row in reversed(trend)],
    )


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


def _keep(connection: sql.Connection, run: Run, counts: Mapping[str, int], changes: Changes, flows: Mapping[str, str]) -> None:
    partial = int(bool(run.snapshot.gaps or run.snapshot.unread))
    line = {"at": run.snapshot.started_at, "partial": partial, "resources": run.snapshot.resources}
    connection.execute(_runs.insert(), line | {name: counts.get(name, 0) for name in ("fail", "waived", "unknown", "pass")})
    connection.execute(_stories.delete())
    if changes.stories:
        connection.execute(_stories.insert(), [asdict(story) for story in changes.stories])
    if flows:
        connection.execute(_flows.insert(), [{"way": way, "since": day} for way, day in flows.items()])
