"""Units that can be installed as they are: systemd's own verifier takes them, and its audit of exposure finds little."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from auditor.cli.schedule import FILES, units
from auditor.errors import AuditorError
from auditor.i18n import speaking

ANALYZE = shutil.which("systemd-analyze")
needed = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")


@pytest.fixture
def systemd(tmp_path: Path) -> Path:
    """The two units of systemd, with a command that exists."""
    for name, text in units("systemd"):
        (tmp_path / name).write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE))
    return tmp_path


@needed
def test_systemd_takes_them(systemd: Path) -> None:
    """No key that it does not know, no value that it refuses."""
    for unit in ("residency-auditor.service", "residency-auditor.timer"):
        done = subprocess.run([str(ANALYZE), "verify", "--man=no", str(systemd / unit)], capture_output=True, text=True, check=False)
        told = [line for line in done.stderr.splitlines() if "residency-auditor" in line]
        assert not told


@needed
def test_the_service_is_exposed_to_little(systemd: Path) -> None:
    """At most 2.0 of 10, where a service without hardening has 9.6."""
    done = subprocess.run(
        [str(ANALYZE), "security", "--offline=yes", "--threshold=20", "--no-pager", str(systemd / "residency-auditor.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    exposure = re.search(r"Overall exposure level.*?: (\d+\.\d+)", done.stdout)
    assert exposure, done.stderr
    assert float(exposure[1]) <= 2.0
    assert done.returncode == 0


def test_kubernetes_reads_it() -> None:
    """A job that never overlaps, as nobody, with a root that it cannot write."""
    ((_name, text),) = units("kubernetes", at="23:05")
    job, claim = yaml.safe_load_all(text)
    assert (job["kind"], claim["kind"]) == ("CronJob", "PersistentVolumeClaim")
    assert job["spec"]["schedule"] == "5 23 * * *"
    assert job["spec"]["concurrencyPolicy"] == "Forbid"
    (container,) = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_cron_has_one_line(tmp_path: Path) -> None:
    """Minute, hour, and the same command as by hand."""
    crontab = dict(units("cron", at="02:15", user="audit"))["crontab"]
    (line,) = [line for line in crontab.splitlines() if line[:1].isdigit()]
    assert line.startswith("15 2 * * * audit ")
    assert " run --config /etc/residency-auditor/auditor.yaml --out /var/lib/residency-auditor" in line


@pytest.mark.parametrize(
    "given", [{"name": "../x"}, {"config": "/etc/x;reboot"}, {"user": "a b"}, {"image": "$(id)"}, {"formats": "html\nExecStart=/bin/sh"}]
)
def test_what_would_run_something_else_is_refused(given: dict[str, str]) -> None:
    """A unit is no place for a shell's words."""
    with pytest.raises(AuditorError):
        units("systemd", **given)


@pytest.mark.parametrize("scheduler", FILES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_is_left_to_fill_in(scheduler: str, language: str) -> None:
    """No brace of a template stays; the comments are in the reader's language."""
    with speaking(language):
        for _name, text in units(scheduler):
            assert "{{" not in text
            assert "%(" not in text


def test_the_image_runs_as_nobody_and_brings_nothing_from_elsewhere() -> None:
    """Its file is read line by line: a build needs a registry of images."""
    lines = (Path(__file__).parents[2] / "Containerfile").read_text("utf-8").splitlines()
    told = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    assert [value for word, value in told if word == "USER"] == ["10001:10001"]
    assert not [value for word, value in told if word == "ADD" or (word == "RUN" and "curl" in value)]
    assert {value.split()[0] for word, value in told if word == "FROM"} == {"${BASE}"}
    assert [value for word, value in told if word == "ARG"] == ["BASE=docker.io/library/python:3.13-slim-bookworm"]
    assert told[-2] == ["ENTRYPOINT", '["auditor"]']
    for folder in (value.split()[0] for word, value in told if word == "COPY" and not value.startswith("--from")):
        assert (Path(__file__).parents[2] / folder).exists()
