"""A real browser: Debian's Chromium, driven by Playwright, with axe-core and html-validate from npm.

Without them the tests are skipped, but in continuous integration (CI=true), where their absence is a failure.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from auditor.model import Past
from auditor.outputs.html import write
from benchmarks.report import build as dense
from tests.outputs.builder import build, spoil

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(os.environ.get("AUDITOR_BROWSER_TOOLS", ROOT)) / "node_modules"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAST = Past(
    "2026-11-15T02:13:05Z",
    7,
    {"new": 3, "worsened": 1, "fixed": 2, "unobservable": 1, "open": 12},
    {"LOC-004": {"new": 3, "since": "2026-09-12"}},
    {"FR>US:replica": "2026-09-12"},
    [
        {"at": f"2026-{month:02}-15T02:13:05Z", "fail": 40 - month, "waived": 3, "unknown": 9, "pass": 70 + month, "partial": month == 4}
        for month in range(1, 13)
    ],
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, and skip them where there is nothing to run them with."""
    missing = [name for name in ("chromium", "node", "pdftotext") if not shutil.which(name)]
    missing += [name for name in ("axe-core", "html-validate") if not (TOOLS / name).is_dir()]
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if missing and os.environ.get("CI") != "true":
                item.add_marker(pytest.mark.skip(reason=f"no {', '.join(missing)}: see docs/outputs.md"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A report of each sort, by name."""
    wanted = {
        "plain": ("fr", {"count": 120, "previous": PAST}, False),
        "hostile": ("fr", {"count": 120, "hostile": True}, False),
        "english": ("en", {"count": 60, "previous": PAST}, False),
        "public": ("fr", {"count": 120, "previous": PAST}, True),
        "empty": ("fr", {"count": 0}, False),
        "large": ("fr", {"count": 10_000}, False),
    }
    found = {}
    for name, (lang, options, public) in wanted.items():
        directory = tmp_path_factory.mktemp(name)
        run = build(directory, **options)  # type: ignore[arg-type]
        found[name] = directory / "report.html"
        write(run, directory, found[name], lang, public=public)
    for name, public in (("spoilt", False), ("spoilt-public", True)):
        directory = tmp_path_factory.mktemp(name)
        build(directory, 240, hostile=True)
        write(spoil(directory), directory, directory / "report.html", "fr", public=public)
        found[name] = directory / "report.html"
    directory = tmp_path_factory.mktemp("dense")
    found["dense"] = directory / "report.html"
    write(dense(directory / "run", 10_000, 0.6), directory / "run", found["dense"], "fr")
    return found


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    return (TOOLS / "axe-core/axe.min.js").read_text("utf-8")


Validate = Callable[[Mapping[str, Path]], dict[str, list[str]]]
BROKEN = "<!DOCTYPE html><p><div></p>"
NO_USE = {"long-title": "off", "no-trailing-whitespace": "off", "void-style": "off"}
"""What the typography of a generated page has no use for."""


@pytest.fixture(scope="session")
def html_validate(tmp_path_factory: pytest.TempPathFactory) -> Validate:
    """What html-validate's recommended rules say against each page, by name; its process takes longer to start than to read one more."""

    def validated(pages: Mapping[str, Path]) -> dict[str, list[str]]:
        folder = tmp_path_factory.mktemp("valid")
        (folder / ".htmlvalidate.json").write_text(json.dumps({"extends": ["html-validate:recommended"], "rules": NO_USE}))
        (folder / "broken.html").write_text(BROKEN)
        for name, path in pages.items():
            shutil.copyfile(path, folder / f"{name}.html")
        command: list[str | Path] = [TOOLS / ".bin/html-validate", "--formatter", "json", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        said: dict[str, list[str]] = {name: [] for name in pages}
        for one in json.loads(done.stdout):
            told = [f"{each['line']}:{each['column']} {each['ruleId']}: {each['message']}" for each in one["messages"]]
            said[Path(one["filePath"]).stem] = told
        assert said.pop("broken")
        return said

    return validated
