"""The files for nginx and Caddy in deploy/, run by nginx and Caddy: what comes through them is what was sent."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import ClientSession, TCPConnector, web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from yarl import URL

from storage.engine.database import Database
from tests.support.clocks import FrozenClock
from tests.support.databases import ready_database
from tests.support.documents import read
from tests.support.programs import free_port
from tests.support.upload_site import Site, pattern, upload_site
from web.keys import PROXIES
from web.remote import client_address

pytestmark = pytest.mark.long

#: Bytes of the largest video that the rules allow.
VIDEO = 200 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Proxy:
    """``arguments`` starts it; ``url`` is where it then listens, ``plain`` the address that only leads there."""

    arguments: tuple[str, ...]
    url: str
    plain: str = ""


def _replaced(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def _certificate(folder: Path) -> None:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(1))
    (folder / "fullchain.pem").write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )


def _nginx(folder: Path, upstream: str) -> Proxy:
    secure, plain = free_port(), free_port()
    _certificate(folder)
    server = _replaced(
        read("deploy/nginx.conf"),
        ("127.0.0.1:8080", upstream),
        ("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("/etc/ssl/your.host", str(folder)),
    )
    kept = "".join(
        f"{what}_temp_path {folder}/{what};\n" for what in ("proxy", "client_body", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{kept}{server}}}\n",
        encoding="utf-8",
    )
    arguments = ("nginx", "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf")
    return Proxy(arguments=arguments, url=f"https://127.0.0.1:{secure}", plain=f"http://127.0.0.1:{plain}")


def _caddy(folder: Path, upstream: str) -> Proxy:
    port = free_port()
    # A certificate of a name comes over the network.
    site = _replaced(
        read("deploy/Caddyfile"), ("127.0.0.1:8080", upstream), ("your.host {", f"http://:{port} {{\n\tbind 127.0.0.1")
    )
    (folder / "Caddyfile").write_text(f"{{\nadmin off\nauto_https off\n}}\n{site}", encoding="utf-8")
    arguments = ("caddy", "run", "--adapter", "caddyfile", "--config", f"{folder}/Caddyfile")
    return Proxy(arguments=arguments, url=f"http://127.0.0.1:{port}")


Prepare = Callable[[Path, str], Proxy]
PROGRAMS = {"nginx": _nginx, "caddy": _caddy}


@pytest.fixture(params=PROGRAMS)
def prepare(request: pytest.FixtureRequest) -> Prepare:
    if not shutil.which(request.param, path=f"{os.environ['PATH']}:/usr/sbin"):
        pytest.skip(f"{request.param} is not installed")
    return PROGRAMS[request.param]


@asynccontextmanager
async def before(prepare: Prepare, folder: Path, upstream: str) -> AsyncIterator[Proxy]:
    """The proxy, in front of what listens at ``upstream``."""
    folder.mkdir()
    proxy = prepare(folder, upstream.partition("//")[2])
    path = f"{os.environ['PATH']}:/usr/sbin"
    environment = {**os.environ, "PATH": path, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(*proxy.arguments, env=environment, stdout=log, stderr=log)
    try:
        await _listening(proxy.url, process, folder)
        yield proxy
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _listening(url: str, process: asyncio.subprocess.Process, folder: Path) -> None:
    host, port = url.partition("//")[2].split(":")
    while True:
        assert process.returncode is None, (folder / "log").read_text(errors="replace")
        try:
            _, writer = await asyncio.open_connection(host, int(port))
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


def client() -> ClientSession:
    return ClientSession(connector=TCPConnector(ssl=False))


@pytest.fixture
async def site(tmp_path: Path, clock: FrozenClock) -> AsyncIterator[Site]:
    async with ready_database("sqlite", tmp_path) as url:
        database = Database(url)
        async with upload_site(database, clock, tmp_path) as opened:
            yield opened
        await database.close()


async def test_a_video_of_200_mb_is_taken(prepare: Prepare, site: Site, tmp_path: Path) -> None:
    data = pattern(VIDEO)
    async with before(prepare, tmp_path / "proxy", site.url) as proxy, client() as session:
        site.client, direct = session, site.client
        address = (await site.begun(VIDEO, "开幕式.mp4")).replace(site.url, proxy.url)
        answer = await site.patch(address, 0, BytesIO(data))
        assert (answer.status, answer.headers["Upload-Offset"]) == (204, str(VIDEO))
        site.client = direct
    assert await site.finished(address) == data


async def test_pages_hear_at_once_what_is_new(prepare: Prepare, site: Site, tmp_path: Path) -> None:
    async with (
        before(prepare, tmp_path / "proxy", site.url) as proxy,
        client() as session,
        session.get(f"{proxy.url}/u/{site.tokens['jia']}/events") as stream,
    ):
        assert stream.headers["Content-Type"] == "text/event-stream"
        first = await asyncio.wait_for(stream.content.readuntil(b"\n\n"), 20)
        await site.begun(100)
        await site.look()
        second = await asyncio.wait_for(stream.content.readuntil(b"\n\n"), 20)
    assert first.startswith(b"data:") and second != first


@asynccontextmanager
async def echo(tell: Callable[[web.Request], Awaitable[str]]) -> AsyncIterator[str]:
    """A server that answers every request with what is told of it."""
    app = web.Application(client_max_size=1 << 30)
    app[PROXIES] = frozenset({"127.0.0.1"})

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=await tell(request))

    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield "http://{}:{}".format(*runner.addresses[0][:2])
    finally:
        await runner.cleanup()


async def test_the_address_of_the_caller_and_the_query_arrive_as_they_are(prepare: Prepare, tmp_path: Path) -> None:
    async def tell(request: web.Request) -> str:
        return f"{client_address(request)} {request.raw_path} {request.host}"

    async with echo(tell) as url, before(prepare, tmp_path / "proxy", url) as proxy, client() as session:
        asked = "/callback/wecom?echostr=a%2Bb%2F%3D%3D&nonce=1"
        # What a caller says of its own address is not believed: the nearest address that is no proxy counts.
        headers = {"X-Forwarded-For": "198.51.100.9", "Host": "your.host"}
        if "nginx" in proxy.arguments:
            headers["X-Forwarded-For"] += ", 203.0.113.5"
        async with session.get(URL(proxy.url + asked, encoded=True), headers=headers) as answer:
            address, raw, host = (await answer.text()).split(" ")
    assert (raw, host) == (asked, "your.host")
    # Caller and proxy are one machine here, so nginx's own word is skipped; Caddy drops the header of a stranger.
    assert address == ("203.0.113.5" if "nginx" in proxy.arguments else "127.0.0.1")


async def test_a_body_beyond_the_limit_is_refused_by_the_proxy(prepare: Prepare, tmp_path: Path) -> None:
    async def tell(request: web.Request) -> str:
        return str(len(await request.read()))

    def smaller(folder: Path, upstream: str) -> Proxy:
        proxy, file = prepare(folder, upstream), folder / ("nginx.conf" if prepare is _nginx else "Caddyfile")
        limit = ("512m", "5m") if prepare is _nginx else ("512MB", "5MB")
        file.write_text(_replaced(file.read_text(encoding="utf-8"), limit), encoding="utf-8")
        return proxy

    async with echo(tell) as url, before(smaller, tmp_path / "proxy", url) as proxy, client() as session:
        async with session.post(f"{proxy.url}/files/1", data=BytesIO(bytes(4_000_000))) as answer:
            assert (answer.status, await answer.text()) == (200, "4000000")
        async with session.post(f"{proxy.url}/files/1", data=BytesIO(bytes(6_000_000))) as answer:
            # Caddy 2.6 calls it a bad gateway, later ones do not.
            assert answer.status in (413, 502)


async def test_plain_http_leads_to_the_secure_address(tmp_path: Path) -> None:
    if not shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"):
        pytest.skip("nginx is not installed")
    async with (
        before(_nginx, tmp_path / "proxy", "http://127.0.0.1:9") as proxy,
        client() as session,
        session.get(f"{proxy.plain}/u/x", allow_redirects=False, headers={"Host": "your.host"}) as answer,
    ):
        assert (answer.status, answer.headers["Location"]) == (301, "https://your.host/u/x")
