"""The frame of the command line: help that costs nothing, languages, and errors that end in a message and an exit code."""

from __future__ import annotations

import errno
import re
import sys
from pathlib import Path

import click
import pytest

from auditor.cli import Verbs, exit_codes, main, verbs
from auditor.errors import LockedError, Problem
from auditor.files import lock
from tests.cli.conftest import Run

MODULES = "import sys; from auditor.cli import main; main(sys.argv[1:]); print(*sorted(name.split('.')[0] for name in sys.modules))"
SDKS = {"boto3", "botocore", "azure", "msal", "moto", "flask"}


def test_help_names_every_verb_and_exit_code(auditor: Run) -> None:
    """The first thing one reads is complete."""
    done = auditor("--help")
    assert done.code == 0
    assert all(f"\n  {verb} " in done.out for verb in verbs())
    assert all(f"\n  {code} " in done.out for code, _ in exit_codes())


def test_help_loads_neither_sdk_nor_judgement(process: Run) -> None:
    """`auditor --help` needs click and the catalogue, nothing else."""
    loaded = {*process("--help", code=MODULES).out.splitlines()[-1].split()}
    assert "click" in loaded
    assert not loaded & {*SDKS, "yaml", "jinja2", "msgspec", "isodate"}


@pytest.mark.parametrize(
    "command", [("rules", "test"), ("permissions", "aws"), ("report", "--help"), ("judge", "--help"), ("run", "--help")]
)
def test_no_sdk_without_a_scan(process: Run, command: tuple[str, ...]) -> None:
    """Only what opens an account imports an SDK."""
    done = process(*command, code=MODULES)
    assert done.code == 0, done.err
    assert not {*done.out.splitlines()[-1].split()} & SDKS


@pytest.mark.parametrize("verb", verbs())
def test_every_verb_has_help_and_the_shared_options(auditor: Run, verb: str) -> None:
    """-q, -v and --lang are there, before or after the verb."""
    done = auditor(verb, "--help")
    assert done.code == 0
    assert all(option in done.out for option in ("--lang", "--quiet", "--verbose"))


ENGLISH = re.compile(
    r"\b(COMMAND|ARGS|TEXT|INTEGER|FLOAT|RANGE|DURATION|ENTRY|FILES?|PATHS?|RUN|MEMBERS|SNAPSHOT|NAME|OUT|DIRECTORY|PROVIDER|HOUR|SHELL)\b"
)


HELPS = """
import click
from auditor.cli import _group, use
use("fr")
left = [(_group(), "auditor")]
while left:
    group, name = left.pop()
    context = click.Context(group, info_name=name)
    print(group.get_help(context))
    if isinstance(group, click.Group):
        left += [(group.get_command(context, each), f"{name} {each}") for each in group.list_commands(context)]
"""


def test_what_is_to_fill_in_has_a_french_name(process: Run) -> None:
    """In usage lines, helps and the lines about a group's verbs, none of which is cut short."""
    # In a process of its own: click names files and folders in the language in which a verb was first imported.
    said = process(code=HELPS).out
    assert "auditor fleet run [OPTIONS] MEMBRES" in said
    assert not ENGLISH.findall(said)
    assert not re.search(r"[a-zé]\.\.\.$", said, re.MULTILINE)


def test_french_unless_asked_otherwise(process: Run) -> None:
    """Cron's LANG=C is French; an option, a variable or a locale may say English."""
    assert "Utilisation" in process("--help", LANG="C").out
    assert "Codes de sortie" in process("--help", LANG="C").out
    assert "Usage" in process("--help", "--lang", "en").out
    assert "Usage" in process("--lang=en", "--help").out
    assert "Usage" in process("--help", AUDITOR_LANG="en").out
    assert "Usage" in process("--help", LANG="en_GB.UTF-8").out


def test_usage_errors_exit_with_2(auditor: Run) -> None:
    """An unknown verb, an unknown option, a bad date, a bad format, no argument at all where one is needed."""
    for arguments in (("scna",), ("scan", "--nope"), ("run", "--as-of", "31/12/2026"), ("run", "--format", "pdf"), ("judge",)):
        done = auditor(*arguments)
        assert (done.code, done.out) == (2, ""), arguments
        assert done.err


@pytest.mark.usefixtures("english")
def test_configuration_mistakes_exit_with_2_and_nothing_is_written(auditor: Run, tmp_path: Path) -> None:
    """Each on a line that an editor can jump to."""
    (tmp_path / "auditor.yaml").write_text("acounts: []\naccounts: [{id: a, provider: awz}]\ntags: []\n")
    done = auditor("run")
    assert done.code == 2
    assert "auditor.yaml:1:1: unknown key 'acounts' (did you mean 'accounts'?)" in done.err
    assert "auditor.yaml:2:30: there is no provider 'awz'" in done.err
    assert "auditor.yaml:3:7: expected keys and values" in done.err
    assert not (tmp_path / "audit").exists()


def test_missing_configuration_exits_with_2(auditor: Run) -> None:
    """And says which command writes one."""
    done = auditor("scan")
    assert done.code == 2
    assert "auditor init" in done.err


def test_second_run_exits_with_75(auditor: Run, town: Path, tmp_path: Path) -> None:
    """Two runs never write to the same directory."""
    with lock(tmp_path / "audit"):
        done = auditor("run", "-c", town)
    assert done.code == LockedError.exit_code == 75
    assert not (tmp_path / "audit/run").exists()


def test_unreadable_file_exits_with_2(auditor: Run, tmp_path: Path) -> None:
    """A directory in place of the configuration is the user's to mend."""
    assert auditor("scan", "-c", tmp_path).code == 2
    assert auditor("scan", "-c", tmp_path / "none.yaml").code == 2


def stand_in(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let every verb end with `error`."""

    def command() -> None:
        raise error

    monkeypatch.setattr(Verbs, "get_command", lambda *_: click.Command("scan", callback=command))


def test_interrupt_exits_with_130(auditor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a shell expects of Ctrl-C; no traceback."""
    stand_in(monkeypatch, KeyboardInterrupt())
    done = auditor("scan")
    assert done.code == 130
    assert "Traceback" not in done.err


@pytest.mark.usefixtures("english")
def test_full_disk_exits_with_2(auditor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the file and what the system said of it."""
    stand_in(monkeypatch, OSError(errno.ENOSPC, "No space left on device", "/var/report.html"))
    done = auditor("scan")
    assert done.code == 2
    assert "/var/report.html: No space left on device" in done.err


def test_internal_error_exits_with_1_and_a_traceback_only_with_v(process: Run) -> None:
    """What nobody foresaw: one line and where to take it; with -v, all of it."""
    code = (
        "import sys, click, auditor.cli as cli\n"
        "cli.Verbs.get_command = lambda *_: click.Command('scan', callback=lambda: {}['nothing'])\n"
        "sys.exit(cli.main(sys.argv[1:]))"
    )
    quiet, loud = process("scan", code=code), process("-v", "scan", code=code)
    assert (quiet.code, loud.code) == (1, 1)
    assert "KeyError" in quiet.err
    assert "Traceback" not in quiet.err
    assert "Traceback" in loud.err


def test_internal_error_speaks_the_language_asked_for(
    auditor: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python calls the hook with what nobody caught, after the command has set its language and its verbosity."""
    stand_in(monkeypatch, KeyError("nothing"))
    for options, traceback in (("scan",), False), (("--lang=en", "-v", "scan"), True):
        with pytest.raises(KeyError) as raised:
            auditor(*options)
        sys.excepthook(raised.type, raised.value, raised.tb)
        said = capsys.readouterr().err
        assert ("Traceback" in said) is traceback
        assert ("internal error" in said) is traceback


def test_closed_pipe_is_not_an_error_of_ours(process: Run) -> None:
    """`auditor … | head` ends without a traceback."""
    pipe = (
        "import sys, os; r, w = os.pipe(); os.dup2(w, 1); os.close(r); from auditor.cli import main; sys.exit(main(['permissions', 'aws']))"
    )
    assert process(code=pipe) == (0, "", "")


def test_a_verb_that_meets_a_closed_pipe_ends_as_a_shell_expects(process: Run) -> None:
    """128 + SIGPIPE, without a traceback, for whatever a verb prints by itself."""
    code = (
        "import sys, click, auditor.cli as cli\n"
        "def broken(): raise BrokenPipeError\n"
        "cli.Verbs.get_command = lambda *_: click.Command('scan', callback=broken)\n"
        "sys.exit(cli.main(['scan']))"
    )
    assert process(code=code) == (141, "", "")


def test_main_reads_sys_argv(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """As the console script calls it."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(sys, "argv", ["auditor", "--version"])
    assert main() == 0
    assert capsys.readouterr().out.startswith("auditor")


def test_problems_sort_by_place() -> None:
    """Line 9 comes before line 10: places are numbers, not texts."""
    assert sorted([Problem("a", 10, 1, "x"), Problem("a", 9, 1, "y")])[0].line == 9


def test_what_does_not_exist_is_refused_by_its_name(auditor: Run) -> None:
    """A number that is none, an entry of a register, a part of a provider: each in French, with what there is."""
    assert "range" not in auditor("run", "--jobs", "a").err
    entry = auditor("reference", "show", "categories", "zzz")
    assert (entry.code, entry.out) == (2, "")
    assert "zzz" in entry.err
    part = auditor("permissions", "aws", "--partition", "zzz")
    assert (part.code, part.out) == (2, "")
    assert "aws-cn" in part.err
