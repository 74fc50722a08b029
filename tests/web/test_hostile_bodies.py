"""Whatever a body is, every page answers it: never a 500, and nothing is reserved for what does not come."""

from __future__ import annotations

from pathlib import Path

from storage import simulator, uploads
from tests.support.all_pages import addresses, all_pages
from tests.support.upload_site import Site

#: Content type → bodies of it that no page can use.
BODIES: list[tuple[str, bytes]] = [
    ("application/json", b"[" * 100_000),
    ("application/json", b'{"text":' * 50_000),
    ("application/json", b'{"text": ' + b"9" * 100_000 + b"}"),
    ("application/json", b'{"text": 1e999999}'),
    ("application/json", b'{"text": "\\ud83d", "values": {"\\ud83d": "\\ud83d"}}'),
    ("application/json", b'{"text": "\\u0000"}'),
    ("application/json", b"\xff\xfe"),
    ("application/json; charset=klingon", b'{"text": "a"}'),
    ("application/json; charset=utf-16", '{"text": "a"}'.encode("utf-16")),
    ("text/plain; charset=klingon", b"a"),
    ("application/x-www-form-urlencoded; charset=klingon", b"a=%ff"),
    ("application/x-www-form-urlencoded", b"to=%ff%00&by=" + b"9" * 5000),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=text\r\n\r\n\xff\r\n--x--\r\n"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Type: text/plain; charset=klingon\r\n\r\na\r\n--x--\r\n"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disp\x13osition: form-data; name=text\r\n\r\na\r\n--x--\r\n"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Transfer-Encoding: klingon\r\n\r\na\r\n--x--\r\n"),
    ("application/offset+octet-stream", b"a"),
]


async def test_no_body_makes_a_page_fail(site: Site, tmp_path: Path) -> None:
    async with site.ctx.database.write() as connection:
        await simulator.bind_everybody(connection)
    failed = []
    async with all_pages(site, tmp_path / "scratch") as client:
        asked = addresses(site, client.app)
        assert len(asked) >= 8
        for method, path in asked:
            for content_type, body in BODIES:
                headers = {"Content-Type": content_type, "Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
                headers |= {"Authorization": f"Bearer {site.tokens['jia']}", "Upload-Length": "9" * 18}
                async with client.request(method, path, data=body, headers=headers, allow_redirects=False) as answer:
                    said = await answer.text()
                    if answer.status >= 500:
                        failed.append((method, path, content_type, body[:30], answer.status))
                    assert "Traceback" not in said
    assert failed == []


async def test_who_only_announces_bytes_takes_no_room_from_others(site: Site) -> None:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(100 * 2**20)}
    headers |= {"Authorization": f"Bearer {site.tokens['jia']}"}
    for _ in range(10):
        async with site.client.post(f"{site.url}/files/", headers=headers) as answer:
            assert answer.status == 201
    async with site.ctx.database.read() as connection:
        assert (await uploads.coming(connection), await uploads.kept(connection)) == (0, 0)
