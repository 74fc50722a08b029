"""A real server, a real browser, invented people: what the browser stories start from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.support import programs
from tests.support.browser import executable
from tests.support.installation import Nursery, Running, end
from tests.support.patience import PATIENCE
from tests.support.rehearsals import Screen, Server, config, config_of_two_units, photo

ROOT = Path(__file__).parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def running(nursery: Nursery, folder: Path, written: Callable[[int, Path], str] = config) -> Iterator[Server]:
    """``baosong serve`` on a free port with an own data folder; stopped in the end, and it must stop well."""
    port = programs.free_port()
    # A fixture that another worker's tests came between is set up once more, in the same folder.
    folder = folder / str(port)
    folder.mkdir()
    settings, log = folder / "config.toml", folder / "server.log"
    settings.write_text(written(port, folder), encoding="utf-8")
    process = nursery.start(["serve", "-c", str(settings)], log, {})
    try:
        programs.wait_until_listening(Running(process), port, log)
        yield Server(url=f"http://127.0.0.1:{port}", files=folder / "data" / "files")
    finally:
        end(process)
    assert Path(f"{log}.code").read_text(encoding="utf-8") == "0", log.read_text(errors="replace")[-3000:]


@pytest.fixture
def server(nursery: Nursery, tmp_path: Path) -> Iterator[Server]:
    """A fresh one."""
    with running(nursery, tmp_path) as started:
        yield started


@pytest.fixture
def two_units_server(nursery: Nursery, tmp_path: Path) -> Iterator[Server]:
    """One where somebody reports for a city and a college, in the days of the statistics form."""
    with running(nursery, tmp_path, config_of_two_units) as started:
        yield started


@pytest.fixture(scope="module")
def shared_server(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for tests that look at the page and need nothing untouched."""
    with running(nursery, tmp_path_factory.mktemp("shared")) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = executable()
    if path is None:
        pytest.skip("no Chromium: install Debian's chromium, or run `python -m playwright install chromium`")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE * 1000)
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def screen(browser: Browser) -> Iterator[Screen]:
    """Opens a browser window; every error of a page's script fails the test."""
    windows: list[BrowserContext] = []
    errors: list[str] = []

    def opened(
        width: int, height: int, *, dark: bool = False, sharp: bool = False, touch: bool = False
    ) -> BrowserContext:
        window = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            device_scale_factor=2 if sharp else 1,
            reduced_motion="reduce",
            has_touch=touch,
        )
        window.set_default_timeout(PATIENCE * 1000)
        window.on("weberror", lambda error: errors.append(str(error.error)))
        window.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
        windows.append(window)
        return window

    yield opened
    for window in windows:
        window.close()
    assert errors == []


@pytest.fixture(scope="session")
def good_photo() -> bytes:
    """4000 pixels wide: a real one where the material is, else one nobody took."""
    real = Path(os.environ.get("BAOSONG_MATERIAL", ROOT.parent / "shared" / "material")) / "photo_ok_mpo_dji_0025.JPG"
    if real.exists():
        return real.read_bytes()
    made = photo(4000, 3000, sky="#9cc7e8", ground="#6f8f5a")
    assert len(made) >= 2_000_000
    return made


@pytest.fixture(scope="session")
def small_photo() -> bytes:
    return photo(1600, 1200, sky="#e8b99c", ground="#8a6f8f")


@pytest.fixture
def pictures() -> Callable[[str], Path | None]:
    """Where the README's pictures go; None unless new ones are asked for (PICTURES=1), so tests change nothing."""
    folder = ROOT / "docs" / "pictures"

    def place(name: str) -> Path | None:
        return folder / f"{name}.png" if os.environ.get("PICTURES") else None

    return place
