"""The tables of a history, their version, and how those of an older one become these. Every row belongs to one organisation.

Version 1 had no version and one organisation: `runs`, `stories`, `flows`. It becomes the past of the organisation that opens it first.
Version 2 knew of each finding only what is open now; since version 3 `spans` says from which run to which it was so: a run in which
nothing changed adds no row, and any two runs can be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sqlalchemy as sql

from auditor.errors import HistoryError
from auditor.i18n import _

VERSION = 3
COUNTS = ("fail", "waived", "unknown", "pass", "partial", "resources")
_FORMER = ("runs", "stories", "flows")
_LOCK = 5_264_001
"""A number of ours, under which two that create the tables of one PostgreSQL at once wait for each other."""

_tables = sql.MetaData()


def _owner() -> sql.Column[str]:
    return sql.Column("organisation", sql.String(200), primary_key=True)


version = sql.Table("auditor_history", _tables, sql.Column("version", sql.Integer, primary_key=True, autoincrement=False))
runs = sql.Table(
    "auditor_runs",
    _tables,
    _owner(),
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("identity", sql.String(64), nullable=False),
    sql.Column("at", sql.String(40), nullable=False),
    *(sql.Column(name, sql.Integer, nullable=False) for name in COUNTS),
)
stories = sql.Table(
    "auditor_stories",
    _tables,
    _owner(),
    sql.Column("fingerprint", sql.String(64), primary_key=True),
    *(sql.Column(name, sql.Text, nullable=False) for name in ("rule", "severity", "status", "account", "region", "since")),
)
flows = sql.Table(
    "auditor_flows",
    _tables,
    _owner(),
    sql.Column("way", sql.String(80), primary_key=True),
    sql.Column("since", sql.String(40), nullable=False),
)

spans = sql.Table(
    "auditor_spans",
    _tables,
    _owner(),
    sql.Column("fingerprint", sql.String(64), primary_key=True),
    sql.Column("first", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("last", sql.Integer, index=True),
    *(
        sql.Column(name, sql.Text, nullable=False)
        for name in ("rule", "severity", "status", "account", "region", "why", "begun_by", "ended_by")
    ),
)
"""What a finding that does not pass was, from the run `first` to the run `last` (NULL: still). `why` is a digest of its reasons."""
counts = sql.Table(
    "auditor_counts",
    _tables,
    _owner(),
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("subject", sql.String(200), primary_key=True),
    *(sql.Column(name, sql.Integer, nullable=False) for name in ("fail", "waived", "unknown", "pass")),
)
"""The findings of a run by subject: `rule:LOC-001`, `activity:etat-civil`."""


def prepare(connection: sql.Connection, organisation: str) -> None:
    """Create the tables, or bring those there to this version. All or nothing, with the transaction. Raises HistoryError."""
    if connection.dialect.name == "postgresql":
        connection.execute(sql.select(sql.func.pg_advisory_xact_lock(_LOCK)))
    there = {*sql.inspect(connection).get_table_names()}
    known = connection.execute(sql.select(sql.func.max(version.c.version))).scalar() if version.name in there else None
    if known is not None and known > VERSION:
        said = _("the history has version %(known)s; this auditor knows %(ours)s") % {"known": known, "ours": VERSION}
        raise HistoryError("newer", said, _("Update the auditor."))
    if known == VERSION:
        return
    _tables.create_all(connection)
    for step in range(known or _unversioned(connection, there), VERSION):
        _STEPS[step](connection, organisation)
    connection.execute(version.delete())
    connection.execute(version.insert(), {"version": VERSION})


def _unversioned(connection: sql.Connection, there: set[str]) -> int:
    """1 where the tables of before there were versions lie, and are ours; else there is nothing to bring over."""
    if not there.issuperset(_FORMER):
        return VERSION
    columns = {column["name"] for column in sql.inspect(connection).get_columns("runs")}
    return 1 if columns == {"at", *COUNTS} else VERSION


def _second(connection: sql.Connection, organisation: str) -> None:
    """Give every row its organisation, and every run a number: clocks jump."""
    former = sql.MetaData()
    former.reflect(connection, only=_FORMER)
    lines = connection.execute(sql.select(former.tables["runs"]).order_by("at")).mappings().all()
    numbered = [{**line, "number": number, "identity": line["at"]} for number, line in enumerate(lines, 1)]
    for table, rows in (
        (runs, numbered),
        (stories, connection.execute(sql.select(former.tables["stories"])).mappings().all()),
        (flows, connection.execute(sql.select(former.tables["flows"])).mappings().all()),
    ):
        if rows:
            connection.execute(table.insert(), [{**row, "organisation": organisation} for row in rows])
    former.drop_all(connection)


def _third(connection: sql.Connection, _organisation: str) -> None:
    """What is open was so in the last run; of those before nobody knows."""
    for owner, number in connection.execute(
        sql.select(runs.c.organisation, sql.func.max(runs.c.number)).group_by(runs.c.organisation)
    ).all():
        told = connection.execute(sql.select(stories).where(stories.c.organisation == owner)).mappings().all()
        rows = [{**row, "first": number, "last": None, "why": "", "begun_by": "", "ended_by": ""} for row in told]
        if rows:
            connection.execute(spans.insert(), [{key: value for key, value in row.items() if key != "since"} for row in rows])


_STEPS: Mapping[int, Callable[[sql.Connection, str], None]] = {1: _second, 2: _third}
"""From each version to the next."""
