"""A syndicat audits its members: one that fails or hangs stops no other, and nobody sees another's credentials or files."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from auditor.errors import AuditorError, InputError
from auditor.fleet import forkserver, runner
from auditor.fleet.forkserver import Begun, ForkServer, Order
from auditor.fleet.members import environment, members
from auditor.run import read_run
from tests.distributed.conftest import ROOT, Keyed, entry
from tests.emulators.json import FAULTS
from tests.outputs.page import Page
from tests.providers.scaleway.test_contract import ORG

pytestmark = pytest.mark.long

WAITED = 120
"""Seconds at most."""

SAAS = """services:
  - id: finances
    categories: [payroll_accounting]
    hosting: {sites: [{country: %s}], evidence: proved, document: contrat, dated: 2026-09-01}
"""
CONFIG = """organisation: {name: "%s", siren: "217500016"}
accounts: [{id: saas, provider: declared, file: saas.yaml}]
processing_activities: [{id: paie, title: Paie, categories: [payroll_accounting], countries: [FR], select: [{name: "*"}]}]
"""


def member(folder: Path, name: str, country: str = "FR") -> Path:
    """A member whose one service is declared."""
    where = folder / name
    where.mkdir(parents=True)
    (where / "auditor.yaml").write_text(CONFIG % name.title(), "utf-8")
    (where / "saas.yaml").write_text(SAAS % country, "utf-8")
    return where


def fleet(*arguments: object, timeout: int = 900) -> subprocess.CompletedProcess[str]:
    """The command, as a person runs it."""
    command = [sys.executable, "-m", "auditor", "fleet", "run", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=timeout)


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that accepts, and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(16)
        yield server.getsockname()[1]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("table", "told"),
    [
        (b'nom\n"' + b"x" * 200_000 + b'"\n', r"m\.csv:\d"),
        (b"\0" * 50, "needs a column 'nom'"),
        (b"", "needs a column 'nom'"),
        (b"ville;siren\nambert;1\n", "needs a column 'nom'"),
    ],
)
def test_a_table_of_members_that_is_something_else_is_told(table: bytes, told: str, tmp_path: Path) -> None:
    """In one line, as every other table is."""
    (tmp_path / "m.csv").write_bytes(table)
    (tmp_path / "t.yaml").write_text("accounts: []\n")
    with pytest.raises(AuditorError, match=told):
        members(tmp_path / "m.csv", tmp_path / "t.yaml", tmp_path / "out")


def test_one_that_fails_and_one_that_hangs_stop_no_other(tmp_path: Path, silent: int) -> None:
    """Their names are told, the page lists them first, and the exit code says that not all was done."""
    folder, out = tmp_path / "members", tmp_path / "out"
    for name in ("ambert", "brioude"):
        member(folder, name)
    member(folder, "issoire", country="IN")
    (member(folder, "wrong") / "saas.yaml").unlink()
    hanging = member(folder, "hanging")
    (hanging / "auditor.yaml").write_text(
        f"accounts: [{{id: s, provider: s3, endpoint_url: 'http://127.0.0.1:{silent}', region: gra}}]\n", "utf-8"
    )
    (hanging / "environment").write_text("AWS_ACCESS_KEY_ID=a\nAWS_SECRET_ACCESS_KEY=b\n", "utf-8")
    for enough in ("0.2", "0.8"):  # for who does not hang, be the machine slow
        done = fleet(folder, "--out", out, "--member-minutes", enough, "--jobs", "3", "--lang", "fr")
        if "3 membres audités sur 5" in (told := done.stderr.replace("\xa0", " ").replace("\u202f", " ")):
            break
    assert done.returncode == 4, done.stderr
    assert "3 membres audités sur 5" in told
    assert "wrong" in done.stderr
    assert "hanging" in done.stderr
    rows = json.loads((out / "fleet.json").read_bytes())
    assert [row["member"] for row in rows[:3]] == ["hanging", "wrong", "issoire"]
    assert rows[0]["late"]
    page = Page((out / "index.html").read_text("utf-8"))
    assert [link.attributes["href"] for link in page.all("a")] == ["issoire/report.html", "ambert/report.html", "brioude/report.html"]
    assert all((out / str(link.attributes["href"])).is_file() for link in page.all("a"))


def test_a_member_sees_no_credential_but_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the syndicat's nor its neighbour's."""
    monkeypatch.setenv("SCW_SECRET_KEY", "of the syndicat")
    with Keyed() as cloud:
        for name in ("ambert", "brioude"):
            (tmp_path / "members" / name).mkdir(parents=True)
            (tmp_path / "members" / name / "auditor.yaml").write_text(f"accounts: [{json.dumps(entry(cloud, organization_id=name))}]\n")
        (tmp_path / "members" / "ambert" / "environment").write_text("SCW_SECRET_KEY=of ambert\n", "utf-8")
        done = fleet(tmp_path / "members", "--out", tmp_path / "out", "--jobs", "1", "--format", "json")
    assert set().union(*cloud.keys.values()) == {"of ambert"}, done.stderr
    assert "brioude" in done.stderr


def test_a_fork_server_that_ended_is_begun_again() -> None:
    """A member is begun by another; what became of each is told, and what it said last."""
    with closing(ForkServer({"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}, ["auditor.cli", *runner.REHEARSED])) as server:
        os.kill(server._process.pid, signal.SIGKILL)
        server._process.wait()
        with closing(server.begin(Order(["nothing"], {"AUDITOR_LANG": "en"}))) as begun:
            assert begun.wait(WAITED) == 2
            assert b"No such command 'nothing'" in begun.said()
        with closing(server.begin(Order(["--version"], {}))) as begun:
            begun.signal(signal.SIGKILL)
            assert begun.wait(WAITED) is not None


def test_a_member_that_ends_before_it_is_asked_after_is_told_apart() -> None:
    """Its session and its end arrive together when this machine is busy: neither is read as a part of the other."""
    ours, theirs = socket.socketpair()
    child = os.posix_spawn(sys.executable, [sys.executable, "-c", "import sys; sys.exit(3)"], os.environ)
    with theirs, pytest.raises(SystemExit), pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "_exit", sys.exit)
        patch.setattr(signal, "signal", lambda *_: None)
        forkserver._wait(child, theirs)
    with closing(Begun(ours, os.open(os.devnull, os.O_RDONLY))) as begun:
        assert begun._session == os.getpid()
        assert begun.wait(WAITED) == 3


def others_run_python() -> bool:
    """Whether another user may start this interpreter, which lies in somebody's home on some machines."""
    try:
        return subprocess.run([sys.executable, "-c", ""], user=12001, group=12001, extra_groups=(), check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(os.geteuid() != 0 or not others_run_python(), reason="only root runs each member as who owns its folder")
def test_one_members_files_are_closed_to_anothers_user() -> None:
    """Each runs as the owner of its folder, and writes what only that one and its group read."""
    place = Path(tempfile.mkdtemp(dir="/var/tmp"))
    try:
        place.chmod(0o755)
        for name, user in (("ambert", 12001), ("brioude", 12002)):
            where = member(place / "members", name)
            for path in (where, *where.iterdir()):
                os.chown(path, user, user)
                path.chmod(0o700 if path.is_dir() else 0o600)
        done = fleet(place / "members", "--out", place / "out")
        assert done.returncode in (0, 3, 4), done.stderr
        for name, user, other in (("ambert", 12001, 12002), ("brioude", 12002, 12001)):
            files = [place / "out" / name, *(place / "out" / name).rglob("*")]
            assert {path.stat().st_uid for path in files} == {user}
            assert not [path for path in files if path.stat().st_mode & 0o007]
            read = subprocess.run(
                ["/bin/cat", place / "out" / name / "report.html"],
                user=other,
                group=other,
                extra_groups=(),
                capture_output=True,
                check=False,
            )
            assert read.returncode != 0
    finally:
        shutil.rmtree(place)


def test_a_table_with_a_template(tmp_path: Path) -> None:
    """A cell is a quoted text of the YAML, whatever it holds."""
    (tmp_path / "t.yaml").write_text("organisation: {name: ${nom}, siren: ${siren}}\naccounts: [{id: a, provider: aws, profile: ${nom}}]\n")
    (tmp_path / "m.csv").write_text('nom;siren;note\nambert;217500016;"x: ], evil: [1"\nbrioude;217500017;\n', "utf-8")
    found = members(tmp_path / "m.csv", tmp_path / "t.yaml", tmp_path / "out")
    assert [each.name for each in found] == ["ambert", "brioude"]
    assert found[0].config.read_text("utf-8").startswith('organisation: {name: "ambert", siren: "217500016"}')


@pytest.mark.parametrize(("table", "what"), [("nom\n../x\n", "../x"), ("nom\na\na\n", "a"), ("nom\na\n", "siren")])
def test_a_table_that_is_wrong_is_told_by_its_line(table: str, what: str, tmp_path: Path) -> None:
    """Nobody is audited by half."""
    (tmp_path / "t.yaml").write_text("organisation: {name: ${nom}, siren: ${siren}}\n" if what == "siren" else "x: ${nom}\n")
    (tmp_path / "m.csv").write_text(table)
    with pytest.raises(InputError):
        members(tmp_path / "m.csv", tmp_path / "t.yaml", tmp_path / "out")


def test_an_environment_that_is_none_is_told_without_what_it_holds(tmp_path: Path) -> None:
    """The line is counted, not shown."""
    (tmp_path / "environment").write_text("GOOD=1\nhunter2\n")
    with pytest.raises(AuditorError) as raised:
        environment(tmp_path / "environment")
    assert "hunter2" not in str(raised.value)


def test_what_is_inherited_is_read_first_and_once(tmp_path: Path) -> None:
    """A member named before its syndicat takes over the run of that night, wherever the fleet writes."""
    folder, out = tmp_path / "members", tmp_path / "out"
    member(folder, "syndicat")
    heir = member(folder, "ambert")
    (heir / "auditor.yaml").write_text("inherits: ../syndicat/run\norganisation: {name: Ambert}\n", "utf-8")
    assert [each.name for each in members(folder, None, out)] == ["syndicat", "ambert"]
    done = fleet(folder, "--out", out, "--jobs", "2", "--format", "json")
    lent, taken = (read_run(out / name / "run").snapshot for name in ("syndicat", "ambert"))
    assert [(one.of, one.at, one.resources) for one in taken.inherited] == [("Syndicat", lent.started_at, 1)], done.stderr
    assert taken.resources == lent.resources == 1


def test_members_that_inherit_from_each_other_are_told(tmp_path: Path) -> None:
    """Neither could be read first."""
    for name, other in (("a", "b"), ("b", "a")):
        (member(tmp_path, name) / "auditor.yaml").write_text(f"inherits: [../{other}/run]\n", "utf-8")
    with pytest.raises(AuditorError, match=r"a, b|b, a"):
        members(tmp_path, None, tmp_path / "out")


@pytest.mark.slow
@pytest.mark.usefixtures("english")
def test_two_hundred_members(tmp_path: Path) -> None:
    """One with wrong credentials, one hanging: 198 reports, a list of two, exit 4."""
    folder, out = tmp_path / "members", tmp_path / "out"
    with Keyed(by_key={"wrong": FAULTS["unsigned"], "hanging": FAULTS["slow"]}) as cloud:
        for number in range(200):
            where = folder / f"m{number:03}"
            where.mkdir(parents=True)
            entry = f"{{id: s, provider: scaleway, organization_id: {ORG}, regions: [fr-par], endpoint_url: '{cloud.url}'}}"
            (where / "auditor.yaml").write_text(f"organisation: {{name: M{number}}}\naccounts: [{entry}]\n", "utf-8")
            key = {7: "wrong", 113: "hanging"}.get(number, f"key-{number}")
            (where / "environment").write_text(f"SCW_SECRET_KEY={key}\n", "utf-8")
        done = fleet(folder, "--out", out, "--jobs", "4", "--member-minutes", "2", "--lang", "en", timeout=7200)
    rows = json.loads((out / "fleet.json").read_bytes())
    assert done.returncode == 4
    assert "198 members audited out of 200" in done.stderr
    assert [row["member"] for row in rows if not row["done"]] == ["m007", "m113"]
    assert [row["late"] for row in rows[:2]] == [False, True]
    assert [line.partition(".")[0] for line in done.stderr.splitlines()[1:3]] == ["Not audited: m007", "Not audited: m113"]
    reports = [out / row["report"] for row in rows if row["report"]]
    assert len(reports) == 198
    assert all(path.is_file() for path in reports)
    assert len(Page((out / "index.html").read_text("utf-8")).all("a")) == 198
