"""tus 1.0 as written: what is offered, begun, told, ended, and every refusal with its own status."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest

from domain.upload import UploadRules
from storage.engine.database import Database
from tests.support.clocks import FrozenClock
from tests.support.upload_site import CHUNK, TUS, Site, encoded, pattern, upload_site

DATA = pattern(50_000)


def checksum(data: bytes, algorithm: str = "sha1") -> dict[str, str]:
    digest = hashlib.new(algorithm, data).digest()
    return {"Upload-Checksum": f"{algorithm} {base64.b64encode(digest).decode()}"}


async def test_what_is_offered_is_said_without_a_link(site: Site) -> None:
    response = await site.client.options(site.files)
    assert response.status == 204
    assert response.headers["Tus-Version"] == "1.0.0"
    offered = set(response.headers["Tus-Extension"].split(","))
    assert offered == {"creation", "creation-with-upload", "termination", "expiration", "checksum"}
    assert {"sha1", "sha256"} <= set(response.headers["Tus-Checksum-Algorithm"].split(","))
    assert int(response.headers["Tus-Max-Size"]) > 209_715_200


async def test_an_upload_in_three_requests(site: Site) -> None:
    url = await site.begun(len(DATA), "实训.jpg")
    assert await site.offset(url) == 0
    for start, end in ((0, 20_000), (20_000, 20_001), (20_001, 50_000)):
        response = await site.patch(url, start, DATA[start:end])
        assert response.status == 204
        assert response.headers["Upload-Offset"] == str(end)
        assert await site.offset(url) == end
    assert await site.finished(url) == DATA
    (message,) = await site.messages()
    upload_id = url.rpartition("/")[2]
    assert (message["channel"], message["sender"], message["kind"]) == ("tiny", "jia", "file")
    assert message["external_id"] == message["media"] == f"upload:{upload_id}"
    assert message["file_name"] == "实训.jpg"
    assert site.woken


async def test_head_tells_length_metadata_and_end(site: Site) -> None:
    response = await site.create(10, "a.jpg")
    assert "Upload-Expires" in response.headers
    told = await site.client.head(site.url + response.headers["Location"], headers=site.bearer())
    assert told.headers["Upload-Length"] == "10"
    assert told.headers["Upload-Metadata"] == encoded(filename="a.jpg")
    assert told.headers["Cache-Control"] == "no-store"
    assert told.headers["Tus-Resumable"] == "1.0.0"


async def test_creation_with_upload(site: Site) -> None:
    sent = {**site.bearer(), **CHUNK, "Upload-Length": str(len(DATA)), "Upload-Metadata": encoded(filename="a.mp4")}
    response = await site.client.post(site.files, data=DATA[:30_000], headers=sent)
    assert (response.status, response.headers["Upload-Offset"]) == (201, "30000")
    url = site.url + response.headers["Location"]
    assert (await site.patch(url, 30_000, DATA[30_000:])).status == 204
    assert await site.finished(url) == DATA


async def test_an_empty_file_is_finished_at_once(site: Site) -> None:
    url = await site.begun(0)
    assert await site.finished(url) == b""
    assert len(await site.messages()) == 1


async def test_the_last_byte_makes_one_message_however_often_it_is_sent(site: Site) -> None:
    url = await site.begun(4)
    assert (await site.patch(url, 0, b"abcd")).status == 204
    assert (await site.patch(url, 4, b"")).status == 204
    assert (await site.patch(url, 0, b"abcd")).status == 409
    assert (await site.patch(url, 4, b"e")).status == 413
    assert len(await site.messages()) == 1


async def test_methods_in_a_header(site: Site) -> None:
    url = await site.begun(4)
    headers = {**site.bearer(), **CHUNK, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert (await site.client.post(url, data=b"ab", headers=headers)).status == 204
    headers = {**site.bearer(), "X-HTTP-Method-Override": "HEAD"}
    assert (await site.client.post(url, headers=headers)).headers["Upload-Offset"] == "2"
    headers = {**site.bearer(), "X-HTTP-Method-Override": "DELETE"}
    assert (await site.client.post(url, headers=headers)).status == 204
    assert (await site.client.post(url, headers=site.bearer())).status == 405


async def test_giving_up(site: Site) -> None:
    url = await site.begun(10)
    await site.patch(url, 0, b"abc")
    assert (await site.client.delete(url, headers=site.bearer())).status == 204
    assert (await site.client.head(url, headers=site.bearer())).status == 410
    assert (await site.patch(url, 3, b"d")).status == 410
    assert (await site.client.delete(url, headers=site.bearer())).status == 410
    assert site.objects()
    await site.tidy()
    assert site.objects() == []
    assert await site.messages() == []


async def test_a_finished_upload_is_not_given_up(site: Site) -> None:
    url = await site.begun(3)
    await site.patch(url, 0, b"abc")
    assert (await site.client.delete(url, headers=site.bearer())).status == 409
    assert await site.finished(url) == b"abc"


async def test_expiry(site: Site) -> None:
    url = await site.begun(10)
    await site.patch(url, 0, b"abc")
    site.clock.advance(hours=11)
    await site.patch(url, 3, b"d")
    site.clock.advance(hours=23)
    site.tokens["jia"] = await site.link("jia")
    assert await site.offset(url) == 4
    site.clock.advance(hours=2)
    assert (await site.patch(url, 4, b"e")).status == 410
    await site.tidy()
    assert site.objects() == []
    (row,) = await site.uploads()
    assert (row["state"], row["freed"]) == ("expired", True)
    assert (await site.client.head(url, headers=site.bearer())).status == 410


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
async def test_checksums(site: Site, algorithm: str) -> None:
    url = await site.begun(len(DATA))
    good, rest = DATA[:20_000], DATA[20_000:]
    assert (await site.patch(url, 0, good, headers=checksum(good, algorithm))).status == 204
    response = await site.patch(url, 20_000, rest, headers=checksum(rest + b"!", algorithm))
    assert (response.status, response.reason) == (460, "Checksum Mismatch")
    assert await site.offset(url) == 20_000
    assert (await site.patch(url, 20_000, rest, headers=checksum(rest, algorithm))).status == 204
    assert await site.finished(url) == DATA


@pytest.mark.parametrize("value", ["crc32 AAAA", "sha1", "sha1 !!!!", ""])
async def test_checksums_that_say_nothing(site: Site, value: str) -> None:
    url = await site.begun(3)
    assert (await site.patch(url, 0, b"abc", headers={"Upload-Checksum": value})).status == (
        460 if value == "sha1" else 400
    )
    assert await site.offset(url) == 0


async def test_a_version_that_is_not_spoken(site: Site) -> None:
    url = await site.begun(3)
    bearer = {"Authorization": site.bearer()["Authorization"]}
    for version in ({}, {"Tus-Resumable": "0.2.2"}):
        response = await site.client.head(url, headers={**bearer, **version})
        assert (response.status, response.headers["Tus-Version"]) == (412, "1.0.0")
        created = await site.client.post(site.files, headers={**bearer, **version, "Upload-Length": "3"})
        assert created.status == 412
    assert len(await site.uploads()) == 1


async def test_a_body_that_is_no_chunk(site: Site) -> None:
    url = await site.begun(3)
    assert (await site.patch(url, 0, b"abc", headers={"Content-Type": "text/plain"})).status == 415
    assert await site.offset(url) == 0


@pytest.mark.parametrize("offset", ["2", "0x0", "-1", "", "9" * 40])
async def test_offsets_that_do_not_fit(site: Site, offset: str) -> None:
    url = await site.begun(3)
    response = await site.patch(url, 0, b"a", headers={"Upload-Offset": offset})
    assert response.status == (409 if offset == "2" else 400)
    assert await site.offset(url) == 0


async def test_more_than_was_announced(site: Site) -> None:
    url = await site.begun(10)
    assert (await site.patch(url, 0, b"x" * 11)).status == 413

    async def endless() -> object:
        for _ in range(5):
            yield b"abcd"

    assert (await site.patch(url, 0, endless())).status == 413
    assert await site.offset(url) == 0
    assert await site.messages() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload-Defer-Length": "1"},
        {"Upload-Concat": "partial"},
        {"Upload-Length": "-5"},
        {"Upload-Length": "many"},
        {"Upload-Length": ""},
        {"Upload-Metadata": "filename !!!"},
        {"Upload-Metadata": "a YQ==,a YQ=="},
        {"Upload-Metadata": "名 YQ=="},
        {"Upload-Metadata": encoded(organisation="-1")},
        {"Upload-Metadata": encoded(organisation="99999")},
        {"Upload-Metadata": encoded(item="no-such-milestone")},
        {"Upload-Metadata": encoded(item="website")},
    ],
)
async def test_what_cannot_be_begun(site: Site, headers: dict[str, str]) -> None:
    response = await site.create(5, headers=headers)
    assert response.status == 400
    assert (await response.json())["message"]
    assert await site.uploads() == []


@pytest.mark.parametrize(
    ("rules", "name", "length", "status"),
    [
        (UploadRules(other_bytes=1000), "a.jpg", 1001, 413),
        (UploadRules(other_bytes=1000, video_bytes=5000), "a.mp4", 1001, 201),
        (UploadRules(other_bytes=1000, video_bytes=5000), "a.MOV", 5001, 413),
        (UploadRules(daily_bytes=1000), "a.jpg", 1001, 429),
        (UploadRules(quota_bytes=1000), "a.jpg", 1001, 507),
        (UploadRules(keep_free_bytes=2**60), "a.jpg", 1, 507),
    ],
)
async def test_limits_before_the_first_byte(
    database: Database, clock: FrozenClock, tmp_path: Path, rules: UploadRules, name: str, length: int, status: int
) -> None:
    async with upload_site(database, clock, tmp_path, rules=rules) as site:
        if rules.keep_free_bytes != 2**60:
            object.__setattr__(rules, "keep_free_bytes", 0)
        response = await site.create(length, name)
        assert response.status == status
        assert len(await site.uploads()) == (status == 201)
        if status != 201:
            said = json.loads(await response.text())["message"]
            assert said.endswith("。") and name not in said


async def test_a_day_of_one_person(database: Database, clock: FrozenClock, tmp_path: Path) -> None:
    rules = UploadRules(daily_count=2, keep_free_bytes=0)
    async with upload_site(database, clock, tmp_path, rules=rules) as site:
        first = await site.begun(1)
        await site.client.delete(first, headers=site.bearer())
        await site.begun(1)
        assert (await site.create(1)).status == 429
        assert (await site.create(1, who="yi")).status == 201
        clock.advance(hours=24, seconds=1)
        site.tokens["jia"] = await site.link("jia")
        assert (await site.create(1)).status == 201


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\照片\\实训.jpg", "实训.jpg"),
        ("<script>alert(1)</script>.jpg", "script>.jpg"),
        ('"><img src=x onerror=alert(1)>.jpg', '"><img src=x onerror=alert(1)>.jpg'),
        ("a\r\nX-Evil: 1\x00\x1b[31m.jpg", "aX-Evil: 1[31m.jpg"),
        ("\u202egpj.exe", "gpj.exe"),
        ("", ""),
        ("..", ".."),
    ],
)
async def test_names_are_data(site: Site, name: str, kept: str) -> None:
    url = await site.begun(1, name)
    await site.patch(url, 0, b"x")
    (message,) = await site.messages()
    assert message["file_name"] == kept
    assert all(path.split("/")[0] == url.rpartition("/")[2] for path in site.objects())


async def test_a_very_long_name_keeps_its_end(site: Site) -> None:
    url = await site.begun(1, "长" * 1500 + ".jpg")
    await site.patch(url, 0, b"x")
    (message,) = await site.messages()
    assert message["file_name"] == "长" * 196 + ".jpg"


async def test_the_answer_of_a_refusal_is_a_sentence(site: Site) -> None:
    response = await site.client.post(site.files, headers=TUS)
    assert response.status == 401
    body = await response.json()
    assert body["problem"] == "link_unknown"
    assert "上传" in body["message"]
