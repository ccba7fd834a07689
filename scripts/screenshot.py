#!/usr/bin/env python3
"""Draw the README's picture of the HTML report: `python scripts/screenshot.py` (needs Chromium and Playwright)."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CASE = ROOT / "datasets" / "articles" / "ferrymead-bridge"
PICTURE = ROOT / "docs" / "report.png"
OPENED = "cost £9.2 million"  # words of the claim whose evidence the picture shows
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def main() -> None:
    """Check the example, open its report at one claim, and keep what the window shows."""
    from playwright.sync_api import sync_playwright

    from factcheck import FactChecker
    from factcheck.report import Format, render

    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        sys.exit("no Chromium on the path; install it")
    report = FactChecker.default().check(CASE / "article.md", [CASE / "sources"])
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "report.html"
        page_file.write_text(render(report, Format.HTML), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1200, "height": 720}, reduced_motion="reduce", color_scheme="light")
        page.goto(page_file.as_uri())
        page.locator("a.claim-mark", has_text=OPENED).first.click()
        PICTURE.parent.mkdir(exist_ok=True)
        page.screenshot(path=PICTURE)
        browser.close()
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
