"""Foreign tus clients work unchanged: tuspy, and tus-js-client in Node where Node and npm are."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from storage import links
from tests.support.patience import PATIENCE
from tests.support.upload_site import Site, pattern

SCRIPT = Path(__file__).parents[1] / "foreign" / "tus_upload.mjs"
PACKAGE = "tus-js-client@4.3.1"
DATA = pattern(700_000)
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / "original.jpg"
    path.write_bytes(DATA)
    return path


# tuspy


def tuspy(site: Site, **more: Any) -> Any:
    client = TusClient(site.files, headers={"Authorization": f"Bearer {site.tokens['jia']}"})
    # Given a path it would leave the file open.
    return client.uploader(file_stream=BytesIO(DATA), chunk_size=100_000, **more)


async def test_tuspy_uploads(site: Site) -> None:
    uploader = tuspy(site, metadata={"filename": "操场.jpg"}, upload_checksum=True)
    await asyncio.to_thread(uploader.upload)
    assert await site.finished(uploader.url) == DATA
    assert [message["file_name"] for message in await site.messages()] == ["操场.jpg"]


async def test_tuspy_resumes(site: Site) -> None:
    first = tuspy(site)
    await asyncio.to_thread(first.upload, 300_000)
    assert await site.offset(first.url) == 300_000
    second = await asyncio.to_thread(lambda: tuspy(site, url=first.url))
    assert second.offset == 300_000
    await asyncio.to_thread(second.upload)
    assert await site.finished(first.url) == DATA


async def test_tuspy_is_told_that_a_link_is_revoked(site: Site) -> None:
    first = tuspy(site)
    await asyncio.to_thread(first.upload, 300_000)
    async with site.ctx.database.write() as connection:
        await links.revoke(connection, site.people["jia"], site.clock.real())
    with pytest.raises(TusCommunicationError) as refused:
        await asyncio.to_thread(lambda: tuspy(site, url=first.url))
    assert refused.value.status_code == 401


# tus-js-client


@pytest.fixture(scope="session")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("tus-js-client is not tried: there is no Node.js with npm")
    folder = tmp_path_factory.mktemp("tus-js")
    install = [npm, "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), PACKAGE]
    done = subprocess.run(install, capture_output=True, text=True, timeout=PATIENCE)
    if done.returncode:
        pytest.skip(f"tus-js-client is not tried: npm cannot bring {PACKAGE}")
    shutil.copy(SCRIPT, folder / SCRIPT.name)
    return folder


@pytest.fixture
def run(modules: Path, site: Site, original: Path) -> Run:
    def ran(mode: str, **more: Any) -> dict[str, Any]:
        asked = {"endpoint": site.files, "token": site.tokens["jia"], "file": str(original), "name": "操场.jpg"}
        command = ["node", str(modules / SCRIPT.name), json.dumps({**asked, "mode": mode, **more})]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, cwd=modules)
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    return ran


@pytest.mark.node
@pytest.mark.long
@pytest.mark.parametrize("options", [{}, {"duringCreation": True}, {"overridePatchMethod": True}])
async def test_tus_js_client_uploads(site: Site, run: Run, options: dict[str, bool]) -> None:
    answer = await asyncio.to_thread(run, "whole", **options)
    assert answer["error"] == ""
    assert await site.finished(answer["url"]) == DATA
    assert [message["file_name"] for message in await site.messages()] == ["操场.jpg"]


@pytest.mark.node
@pytest.mark.long
async def test_tus_js_client_resumes_from_where_it_was(site: Site, run: Run) -> None:
    paused = await asyncio.to_thread(run, "pause", chunkSize=250_000)
    assert await site.offset(paused["url"]) == 250_000
    answer = await asyncio.to_thread(run, "whole", url=paused["url"], chunkSize=250_000)
    assert (answer["error"], answer["bytesSent"]) == ("", len(DATA) - 250_000)
    assert await site.finished(paused["url"]) == DATA


@pytest.mark.node
@pytest.mark.long
async def test_tus_js_client_gives_up(site: Site, run: Run) -> None:
    answer = await asyncio.to_thread(run, "terminate", chunkSize=250_000)
    assert answer["error"] == ""
    assert (await site.client.head(answer["url"], headers=site.bearer())).status == 410
    await site.tidy()
    assert site.objects() == []


@pytest.mark.node
@pytest.mark.long
async def test_tus_js_client_says_why_it_may_not(site: Site, run: Run) -> None:
    site.tokens["jia"] = "no such link"
    answer = await asyncio.to_thread(run, "whole")
    assert "link_unknown" in answer["error"]
    assert await site.uploads() == []
