"""A history that is locked, broken, out of reach, shared or old: the report is written, and nobody's past is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sql

from auditor import pipeline
from auditor.cli import main
from auditor.errors import HistoryError
from auditor.history import tables
from auditor.history.store import History
from auditor.run import read_run
from tests.attacks.conftest import NEW, OLD, scanned, snapshot
from tests.attacks.lab import standing
from tests.history.test_history import finding, remember, run as scan_of

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """A real PostgreSQL on a socket of its own. Where it is missing, continuous integration has failed to install it."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        assert not os.environ.get("CI"), "PostgreSQL is not installed: .ci/run does that"
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
    if user:
        shutil.chown(folder, user)
    server = [str(found[-1].with_name("pg_ctl")), "-D", str(folder / "data"), "-s", "-w"]
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    subprocess.run(
        [*server, "-o", "-A trust -U audit -E UTF8 --locale=C", "initdb"], check=True, user=user, cwd="/", stdout=subprocess.DEVNULL
    )
    subprocess.run([*server, "-o", options, "-l", str(folder / "log"), "start"], check=True, user=user, cwd="/")
    try:
        yield f"postgresql://audit@/postgres?host={quote(str(folder))}"
    finally:
        subprocess.run([*server, "-m", "immediate", "stop"], check=True, user=user, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty history of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/shared.sqlite"
        return
    address = request.getfixturevalue("postgresql")
    yield address
    engine = sql.create_engine(address.replace("postgresql:", "postgresql+psycopg:"), poolclass=sql.pool.NullPool)
    found = sql.MetaData()
    found.reflect(engine)
    found.drop_all(engine)


def test_many_organisations_share_a_database(url: str) -> None:
    """Each is compared with its own past, whoever came in between."""
    mine, yours = [finding("a", "fail")], [finding("a", "fail"), finding("b", "fail")]
    remember(url, scan_of("2026-11-15T02:00:00Z", mine), mine, "ville")
    assert remember(url, scan_of("2026-11-16T02:00:00Z", yours), yours, "ccas").at == ""
    told = remember(url, scan_of("2026-11-22T02:00:00Z", mine), mine, "ville")
    assert (told.at, told.counts["open"], told.counts["new"], len(told.trend)) == ("2026-11-15T02:00:00Z", 1, 0, 2)
    assert History(url, "ccas").recall().before.keys() == {"a", "b"}


def test_two_runs_of_the_same_second_and_a_clock_set_back(url: str) -> None:
    """Both are kept, and the last is the one that came last."""
    one, two = [finding("a", "fail")], [finding("a", "fail"), finding("b", "fail")]
    remember(url, scan_of("2026-11-22T02:00:00Z", one), one)
    told = remember(url, scan_of("2026-11-22T02:00:00Z", two), two)
    assert (told.at, told.days, told.counts["new"], len(told.trend)) == ("2026-11-22T02:00:00Z", 0, 1, 2)
    told = remember(url, scan_of("2019-01-01T00:00:00Z", one), one)
    assert (told.at, told.days, told.counts["fixed"], len(told.trend)) == ("2026-11-22T02:00:00Z", 0, 1, 3)
    assert [point["at"][:4] for point in told.trend] == ["2026", "2026", "2019"]
    again = remember(url, scan_of("2019-01-01T00:00:00Z", one), one)
    assert len(again.trend) == 3, "the same run told again is one run"


def test_runs_side_by_side_lose_nothing(url: str) -> None:
    """Eight organisations create the tables at once; the tables are made once, and each has its past."""
    told = [finding("a", "fail")]
    with ThreadPoolExecutor(8) as pool:
        past = [*pool.map(lambda name: remember(url, scan_of("2026-11-22T02:00:00Z", told), told, f"org-{name}"), range(8))]
    assert [one.at for one in past] == [""] * 8
    assert all(History(url, f"org-{name}").recall().number == 1 for name in range(8))


def test_a_run_that_was_overtaken_is_told(url: str) -> None:
    """Two of one organisation at once: the second does not undo what the first added."""
    from auditor.history.comparison import compared

    told, history = [finding("a", "fail")], History(url, "ville")
    _past, late = compared(history.recall(), scan_of("2026-11-15T02:00:00Z", told), told, [])
    remember(url, scan_of("2026-11-16T02:00:00Z", told), told)
    with pytest.raises(HistoryError) as raised:
        history.keep(late)
    assert raised.value.why == "overtaken"
    assert history.recall().at == "2026-11-16T02:00:00Z"


def test_the_history_of_before_there_were_versions_is_brought_over(url: str) -> None:
    """Its runs, what was open and its flows belong to who opens it first; a table of somebody else of that name is left alone."""
    engine = sql.create_engine(History(url, "")._url, poolclass=sql.pool.NullPool)
    with engine.begin() as connection:
        for statement in (
            'create table runs (at varchar(40) primary key, fail int, waived int, unknown int, "pass" int, partial int, resources int)',
            "create table stories (fingerprint varchar(64) primary key, rule varchar(200), severity varchar(200), status varchar(200),"
            " account varchar(200), region varchar(200), since varchar(200))",
            "create table flows (way varchar(80) primary key, since varchar(40))",
            "insert into runs values ('2026-11-08T02:00:00Z', 1, 0, 0, 5, 0, 6), ('2026-11-15T02:00:00Z', 2, 0, 0, 4, 1, 6)",
            "insert into stories values ('a', 'LOC-001', 'major', 'fail', '111122223333', 'eu-west-3', '2026-11-08')",
            "insert into flows values ('FR>US:replica', '2026-11-08')",
        ):
            connection.exec_driver_sql(statement)
    told = [finding("a", "fail")]
    past = remember(url, scan_of("2026-11-22T02:00:00Z", told), told)
    assert (past.at, past.counts["open"], past.flows) == ("2026-11-15T02:00:00Z", 1, {"FR>US:replica": "2026-11-08"})
    assert [point["fail"] for point in past.trend] == [1, 2, 1]
    assert {*sql.inspect(engine).get_table_names()} == {*tables.runs.metadata.tables}
    assert [each.change for each in History(url, "ville").between(2, 3)] == ["persisting"]
    assert History(url, "ccas").recall().number == 0


def test_a_table_of_somebody_else_is_left_alone(url: str) -> None:
    """Many programs have a table called runs."""
    engine = sql.create_engine(History(url, "")._url, poolclass=sql.pool.NullPool)
    with engine.begin() as connection:
        for name in ("runs", "stories", "flows"):
            connection.exec_driver_sql(f"create table {name} (id int primary key)")
    remember(url, scan_of("2026-11-22T02:00:00Z", []), [])
    assert {"runs", "stories", "flows"} <= {*sql.inspect(engine).get_table_names()}


@pytest.mark.parametrize("stage", ["recall", "keep"])
def test_a_locked_table_is_not_waited_for_without_end(url: str, stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program holds it, in the middle of something."""
    monkeypatch.setattr("auditor.history.store.PATIENCE", 1)
    from auditor.history.comparison import compared

    history = History(url, "ville")
    memory = history.recall()
    _past, entry = compared(memory, scan_of("2026-11-22T02:00:00Z", []), [], [])
    engine = sql.create_engine(history._url, poolclass=sql.pool.NullPool)
    with engine.begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        connection.exec_driver_sql("BEGIN IMMEDIATE" if sqlite else "LOCK TABLE auditor_runs, auditor_history IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(HistoryError) as raised:
            history.recall() if stage == "recall" else history.keep(entry)
    assert raised.value.why == "locked"
    history.keep(entry)


def broken(path: Path, how: str) -> None:
    """Put a history there that nobody can use."""
    if how == "locked":
        return
    if how == "garbage":
        path.write_bytes(b"this is no database" * 100)
    elif how == "cut":
        path.write_bytes(path.read_bytes()[:3000])
    elif how == "a pipe":
        path.unlink()
        os.mkfifo(path)
    elif how == "days that are none":
        with sqlite3.connect(path) as kept:
            kept.execute("update auditor_runs set at = 'hier'")
        kept.close()
    else:
        with sqlite3.connect(path) as kept:
            kept.execute("update auditor_history set version = ?", (tables.VERSION + 1,))
        kept.close()


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("locked", "locked"),
        ("garbage", "broken"),
        ("cut", "broken"),
        ("a pipe", "unreachable"),
        ("days that are none", "broken"),
        ("newer", "newer"),
    ],
)
def test_the_report_is_written_whatever_the_history_says(
    former: Path,
    configuration: Path,
    tmp_path: Path,
    how: str,
    why: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With the exit code it would have had, a line on standard error, and a sentence on the page."""
    monkeypatch.setattr("auditor.history.store.PATIENCE", 1)
    monkeypatch.setattr(pipeline, "scan", scanned(snapshot(tmp_path / "new", NEW)))
    command = ["run", "-c", str(configuration), "--out", str(former), "--format", "json,html"]
    broken(former / "history.sqlite", how)
    holder = sqlite3.connect(former / "history.sqlite", isolation_level=None) if how == "locked" else None
    if holder:
        holder.execute("BEGIN EXCLUSIVE")
    code = main(command)
    if holder:
        holder.rollback()
        holder.close()
    said = capsys.readouterr().err
    assert standing(former) == {"run": NEW, "report": NEW}
    previous = read_run(former / "run").previous
    assert previous is not None
    assert (previous.at, previous.missing) == ("", why)
    assert "Ce qui a changé depuis l’analyse précédente n’est pas connu" in said
    assert "n’est pas connu" in (former / "report.html").read_text("utf-8")
    (former / "history.sqlite").unlink()
    assert main(command) == code
    assert "n’est pas connu" not in capsys.readouterr().err


def test_a_database_that_does_not_answer_costs_no_report(
    former: Path, configuration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server that is not there; its password is not told."""
    monkeypatch.setattr(pipeline, "scan", scanned(snapshot(tmp_path / "new", NEW)))
    arguments = ["run", "-c", str(configuration), "--out", str(former), "--format", "json", "--history"]
    assert main([*arguments, "postgresql://user:hunter2@127.0.0.1:1/x"]) in (0, 3, 4)
    assert "hunter2" not in "".join(capsys.readouterr())
    assert standing(former) == {"run": NEW, "report": NEW}


@pytest.mark.parametrize("address", ["nothing://x", "postgresql+nosuch://x/y", "mysql://x/y", "sqlite:////", "postgresql://[::1/x", "."])
def test_a_mistaken_address_is_told_before_the_first_call(
    former: Path, configuration: Path, address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, and nothing was asked of any cloud."""
    monkeypatch.setattr(pipeline, "scan", lambda *_, **__: pytest.fail("it scanned"))
    monkeypatch.chdir(former)
    assert main(["run", "-c", str(configuration), "--out", str(former), "--history", address]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert standing(former) == {"run": OLD, "report": OLD}


@pytest.mark.parametrize("text", ["waiver", "rule"])
def test_a_mistake_in_what_judges_is_told_before_the_first_call(
    former: Path, configuration: Path, tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A typo in a waiver or a rule leaves the run of before as it was."""
    monkeypatch.setattr(pipeline, "scan", lambda *_, **__: pytest.fail("it scanned"))
    (tmp_path / "wrong.yaml").write_text("- {rule: LOC-999, oops: true}\n")
    if text == "waiver":
        configuration.write_text(configuration.read_text() + "waivers: wrong.yaml\n")
    rules = ["--rules", str(tmp_path / "wrong.yaml")] if text == "rule" else []
    before = sorted((path, path.read_bytes()) for path in (former / "run").rglob("*") if path.is_file())
    assert main(["run", "-c", str(configuration), "--out", str(former), *rules]) == 2
    assert before == sorted((path, path.read_bytes()) for path in (former / "run").rglob("*") if path.is_file())
