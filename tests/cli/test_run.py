"""`auditor run`, `judge` and `report`: from an AWS over HTTP to a page, an exit code and silence."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from auditor.run import read_findings, read_run
from tests.cli.conftest import ROOT, Run
from tests.emulators.aws import Cloud

pytestmark = pytest.mark.long


def health_abroad(aws: Cloud) -> None:
    """A bucket of health data in Virginia: LOC-004 fails, and it is critical."""
    s3 = aws.client("s3", "us-east-1")
    s3.create_bucket(Bucket="sante-virginie")
    s3.put_bucket_tagging(Bucket="sante-virginie", Tagging={"TagSet": [{"Key": "rgpd:categorie", "Value": "health"}]})


def test_clean_run_says_one_line_to_cron(auditor: Run, town: Path, tmp_path: Path) -> None:
    """What was judged, what came out and what it cost; not a byte with -q; the report and the run directory are there."""
    code, out, err = auditor("run", "-c", town, "--out", tmp_path / "out")
    assert (code, out, len(err.splitlines())) == (0, "", 1)
    assert auditor("run", "-c", town, "--out", tmp_path / "out", "-q") == (0, "", "")
    assert (tmp_path / "out/report.html").read_text().lower().startswith("<!doctype html>")
    assert read_run(tmp_path / "out/run").totals["pass"] > 0


def test_failures_exit_with_3_and_one_line(auditor: Run, town: Path, aws: Cloud) -> None:
    """Cron mails what standard error holds."""
    health_abroad(aws)
    done = auditor("run", "-c", town)
    assert (done.code, done.out) == (3, "")
    assert len(done.err.splitlines()) == 1
    assert auditor("run", "-c", town, "--fail-on", "never").code == 0


def test_incomplete_wins_over_failures(auditor: Run, town: Path, aws: Cloud) -> None:
    """A partial scan must not look healthier than a whole one."""
    health_abroad(aws)
    with aws.fault("kms", "ListKeys"):
        done = auditor("run", "-c", town)
    assert done.code == 4
    assert "kms:ListKeys" in done.err


ACCOUNT = "123456789012"
VIEW = f"arn:aws:resource-explorer-2:eu-west-3:{ACCOUNT}:view/all/1"
NEW_THING: dict[str, dict[tuple[str, str], dict[str, Any]]] = {
    "tags": {
        ("resourcegroupstaggingapi", "GetResources"): {
            "ResourceTagMappingList": [{"ResourceARN": f"arn:aws:newthing:eu-west-3:{ACCOUNT}:box/1", "Tags": []}]
        }
    },
    "config": {("config", "GetDiscoveredResourceCounts"): {"resourceCounts": [{"resourceType": "AWS::NewThing::Box", "count": 1}]}},
    "index": {
        ("resource-explorer-2", "ListIndexes"): {"Indexes": [{"Region": "eu-west-3", "Type": "AGGREGATOR"}]},
        ("resource-explorer-2", "GetIndex"): {"Type": "AGGREGATOR", "State": "ACTIVE", "ReplicatingFrom": []},
        ("resource-explorer-2", "GetDefaultView"): {"ViewArn": VIEW},
        ("resource-explorer-2", "GetView"): {"View": {"ViewArn": VIEW, "Filters": {"FilterString": ""}}},
        ("resource-explorer-2", "ListResources"): {"Resources": [{"Region": "eu-west-3", "ResourceType": "newthing:box"}]},
    },
    "bill": {("ce", "GetCostAndUsage"): {"ResultsByTime": [{"Groups": [{"Keys": ["Amazon NewThing"], "Metrics": {}}]}]}},
}


def shown(page: Path) -> str:
    """The page with plain spaces."""
    return re.sub("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]", " ", page.read_text())


@pytest.mark.parametrize("source", NEW_THING)
def test_a_service_of_tomorrow_is_told_on_the_terminal_and_on_the_page(
    auditor: Run, town: Path, aws: Cloud, tmp_path: Path, source: str
) -> None:
    """Whoever shows it, it is no failure and no gap, and it is not kept quiet."""
    for (service, operation), answer in NEW_THING[source].items():
        aws.answer(service, operation, answer)
    if source == "bill":
        town.write_text(town.read_text().replace("emulator: true", "emulator: true, cost_explorer: true"))
    done = auditor("run", "-c", town, "--out", tmp_path / "out")
    assert done.code == 0
    told = done.err.lower().splitlines()[-1]
    assert told.startswith("vu, et lu par aucun collecteur")
    assert "newthing" in told
    page = shown(tmp_path / "out/report.html").lower()
    assert ("newthing n’a pas été examiné" if source == "bill" else "newthing:box × 1 : non examiné") in page


def test_each_type_that_nobody_reads_is_told_with_its_count(auditor: Run, town: Path, aws: Cloud, tmp_path: Path) -> None:
    """Fifty types of one service are fifty lines: on the terminal, on the page and among the coverage, on all regions together."""
    arns = [f"arn:aws:newthing:{{}}:123456789012:box{sort:02}/{number}" for sort in range(50) for number in range(sort % 3 + 1)]
    town.write_text(town.read_text().replace("regions: [eu-west-3]", "regions: [eu-west-3, us-east-1]"))
    for region in ("eu-west-3", "us-east-1"):
        listed = [{"ResourceARN": arn.format(region), "Tags": []} for arn in arns]
        aws.answer("resourcegroupstaggingapi", "GetResources", {"ResourceTagMappingList": listed}, region=region)
    done = auditor("run", "-c", town, "--out", tmp_path / "out")
    page = shown(tmp_path / "out/report.html")
    lines = (tmp_path / "out/run/snapshot/coverage.jsonl").read_text().splitlines()
    counted = Counter[str]()
    for line in map(json.loads, lines):
        if line["status"] == "not_understood":
            counted[line["service"]] += line["resources"]
    assert len(counted) == 50
    for sort in range(50):
        name, count = f"newthing:box{sort:02}", 2 * (sort % 3 + 1)
        assert counted[name] == count
        assert f"{name} × {count}" in done.err
        assert f"{name} × {count} : non examiné" in page


def test_as_of_and_assumptions_reach_the_run(auditor: Run, town: Path, tmp_path: Path) -> None:
    """And what they are is written down with the verdict."""
    auditor("run", "-c", town, "--as-of", "2024-01-31", "--assume", "not adequate(GB)")
    run = read_run(tmp_path / "audit/run")
    assert (run.as_of, run.assumptions) == ("2024-01-31", ["not adequate(GB)"])


def test_a_bad_assumption_stops_before_the_scan(auditor: Run, town: Path, tmp_path: Path) -> None:
    """Nobody waits an hour to learn of a typing mistake."""
    done = auditor("run", "-c", town, "--assume", "adequate?")
    assert done.code == 2
    assert not (tmp_path / "audit/run").exists()


def test_judging_again_gives_the_same_bytes(auditor: Run, town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the snapshot alone: without a configuration, credentials or an endpoint that answers; only what history told is missing."""
    auditor("run", "-c", town)
    town.unlink()
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    auditor("judge", tmp_path / "audit", "--out", tmp_path / "again")
    auditor("judge", tmp_path / "audit/run/snapshot", "--out", tmp_path / "thrice")
    for name in ("run.json", "findings.jsonl"):
        assert (tmp_path / "again/run" / name).read_bytes() == (tmp_path / "thrice/run" / name).read_bytes()
    assert (tmp_path / "audit/run/findings.jsonl").read_bytes() == (tmp_path / "again/run/findings.jsonl").read_bytes()
    assert replace(read_run(tmp_path / "audit/run"), previous=None) == read_run(tmp_path / "again/run")


def test_judge_says_where_and_ends_as_a_run_would(auditor: Run, town: Path, aws: Cloud, tmp_path: Path) -> None:
    """The same exit code for the same findings."""
    health_abroad(aws)
    auditor("scan", "-c", town)
    done = auditor("judge", "audit", "--out", "judged")
    assert (done.code, done.out.strip()) == (3, "judged/run")
    assert sorted(finding.resource.name for finding in read_findings(tmp_path / "judged/run") if finding.outcome == "fail")


def test_judge_of_what_is_no_snapshot(auditor: Run, tmp_path: Path) -> None:
    """Exit 2, and which directory was expected."""
    done = auditor("judge", tmp_path)
    assert done.code == 2
    assert "manifest.json" in done.err


def test_report_again_in_other_formats_and_languages(auditor: Run, town: Path, tmp_path: Path) -> None:
    """From the run directory alone; each file is named on standard output."""
    auditor("run", "-c", town)
    done = auditor("report", "audit", "--format", "html,csv,json", "--lang", "en", "--out", "english")
    assert done.code == 0, done.err
    assert {Path(line).suffix for line in done.out.split()} == {".html", ".csv", ".json"}
    assert 'lang="en"' in (tmp_path / "english/report.html").read_text()
    assert 'lang="fr"' in (tmp_path / "audit/report.html").read_text()
    json.loads((tmp_path / "english/report.json").read_text())


def on_a_terminal(town: Path, out: Path, term: str) -> str:
    """What `auditor run` draws on a terminal of that kind."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "auditor", "run", "-c", str(town), "--out", str(out)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": term, "NO_COLOR": "1"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environ) as process:
        os.close(theirs)
        drawn = b""
        try:
            while piece := os.read(ours, 4096):
                drawn += piece
        except OSError:
            pass  # the terminal is gone once the process has ended
        assert process.wait() == 0
    os.close(ours)
    return drawn.decode()


def test_progress_on_a_terminal_only(town: Path, tmp_path: Path) -> None:
    """A line where somebody watches, none on a dumb terminal, colours nowhere; the report's path either way."""
    smart, dumb = on_a_terminal(town, tmp_path / "a", "xterm"), on_a_terminal(town, tmp_path / "b", "dumb")
    assert "100\u00a0%" in smart
    assert "%" not in dumb
    assert "\x1b[3" not in smart
    assert "a/report.html" in smart
    assert "b/report.html" in dumb
