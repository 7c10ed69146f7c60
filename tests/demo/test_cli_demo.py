"""`auditor demo` as somebody types it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from auditor.cli import main
from auditor.demo import stage as staging
from auditor.errors import ProviderError

pytestmark = pytest.mark.long


def test_demo_writes_the_report_and_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One command, one report, one run directory, and a tender compared; standard output is the paths and nothing else."""
    out = tmp_path / "essai"
    assert main(["demo", "--out", str(out)]) == 0
    said = capsys.readouterr()
    compared = [out / "achat" / f"procurement.{suffix}" for suffix in ("html", "ods")]
    assert said.out.split() == [str(path) for path in (out / "report.html", *compared)]
    assert all(path.is_file() for path in compared)
    written = (out / "report.html").read_text("utf-8")
    assert "Rivemont" in written
    assert all(name in written for name in ("adf-rivemont-flux", "rivemont-etat-civil-actes-us")), "what crosses from Azure to AWS"
    assert (out / "run" / "snapshot" / "manifest.json").is_file()
    assert "# endpoint_url" in (out / "auditor.yaml").read_text("utf-8")


@pytest.mark.parametrize("module", ["moto.server", "azure.identity", "azure.mgmt.resource", "openstack", "ovh", "pyVmomi"])
def test_without_the_emulators_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """A core install has neither emulator nor SDK: the remedy is one command."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ProviderError, match=re.escape(module.split(".")[0])) as missing, staging.stage():
        pass
    assert "residency-auditor[demo]" in missing.value.remedy
