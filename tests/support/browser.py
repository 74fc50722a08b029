"""Where the browser of the browser stories is: Debian's chromium, or Playwright's own, installed on demand.

``python tests/support/browser.py`` (part of ``make test``) looks for one and tries to install Playwright's; when that
fails it says so and the stories are skipped by name.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

_SYSTEM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable() -> str | None:
    """The browser to start, or None."""
    for name in _SYSTEM:
        if found := shutil.which(name):
            return found
    own = _playwrights_own()
    return str(own) if own else None


def _playwrights_own() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def main() -> None:
    if executable():
        return
    print("no browser found: installing Playwright's own", file=sys.stderr)
    tried = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if tried.returncode or not executable():
        print("still none: the browser stories will be skipped by name (Debian: apt install chromium)", file=sys.stderr)


if __name__ == "__main__":
    main()
