"""Take the pictures of docs/images again, from the demonstration.

`auditor demo`, then `python docs/screenshots.py auditor-demo/report.html`. Needs the `test` extra (Playwright) and Debian's Chromium.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

TARGET = Path(__file__).resolve().parent / "images"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def main(report: Path) -> None:
    """The first screen, and the map."""
    TARGET.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(report.resolve().as_uri())
        page.screenshot(path=TARGET / "report.png")
        for name, selector in (("map", ".atlas"),):
            page.locator(selector).first.screenshot(path=TARGET / f"{name}.png")
        browser.close()
    for path in sorted(TARGET.glob("*.png")):
        print(f"{path.name}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
