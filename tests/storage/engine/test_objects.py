"""Bytes in a folder and in S3: kept as they came, under keys the program makes."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from storage.engine import objects
from storage.engine.objects import Objects, ObjectsUnavailable, submission_key
from tests.support.patience import PATIENCE
from tests.support.stores import folder_store, s3_endpoint, s3_store, silent_server


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3_endpoint() as address:
        yield address


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    if request.param == "folder":
        return folder_store(tmp_path)
    return s3_store(request.getfixturevalue("endpoint"), tmp_path.name)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo"
    # More than one part of a multipart upload.
    path.write_bytes(os.urandom(12_000_000))
    return path


async def test_bytes_are_kept_as_they_came(store: Objects, photo: Path) -> None:
    stored = await store.put_file("week/day/unit/1.jpg", photo)
    kept = hashlib.sha256(await store.get(stored.key)).hexdigest()
    assert (stored.size, kept) == (12_000_000, hashlib.sha256(photo.read_bytes()).hexdigest())
    assert await store.get(stored.key) == photo.read_bytes()
    assert b"".join([chunk async for chunk in store.stream(stored.key)]) == photo.read_bytes()


async def test_a_second_try_replaces_what_the_first_left(store: Objects, tmp_path: Path) -> None:
    for text in ("half", "whole"):
        (tmp_path / "file").write_text(text)
        await store.put_file("k/1", tmp_path / "file")
    assert await store.get("k/1") == b"whole"


async def test_to_move_is_to_copy_and_delete(store: Objects, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    await store.put_file("a/1", tmp_path / "file")
    await store.copy("a/1", "b/1")
    await store.delete("a/1")
    await store.delete("a/1")
    assert await store.get("b/1") == b"text"
    with pytest.raises(ObjectsUnavailable):
        await store.get("a/1")


async def test_a_good_store_checks_out_and_leaves_nothing(store: Objects) -> None:
    await store.check()
    with pytest.raises(ObjectsUnavailable):
        await store.get(".probe")


async def test_an_unreachable_store_says_so(tmp_path: Path) -> None:
    options = {"region": "us-east-1", "access_key_id": "x", "secret_access_key": "x"}
    quick = {"client_options": {"allow_http": True}, "retry_config": {"max_retries": 0}}
    away = Objects("s3://nowhere/at-all", endpoint="http://127.0.0.1:9", **options, **quick)
    with pytest.raises(ObjectsUnavailable):
        await away.check()


@pytest.mark.parametrize(
    ("organisation", "ending", "key"),
    [
        ("NC01", ".jpg", "week/2020-11-09/NC01/7.jpg"),
        ("../../etc", ".JPG", "week/2020-11-09/_etc/7.jpg"),
        ("", "", "week/2020-11-09/unassigned/7"),
        ("单位一", ".tar/../gz", "week/2020-11-09/单位一/7.targz"),
        ("a/b", ".averyveryverylong", "week/2020-11-09/a_b/7.averyver"),
    ],
)
def test_no_name_of_a_user_becomes_a_path(organisation: str, ending: str, key: str) -> None:
    assert submission_key("week", date(2020, 11, 9), organisation, 7, ending) == key


async def test_a_store_that_accepts_and_says_nothing_is_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit in ("CHECK_TIMEOUT", "ANSWER_TIMEOUT", "FILE_TIMEOUT"):
        monkeypatch.setattr(objects, limit, 0.05)
    (tmp_path / "photo").write_bytes(b"1")
    async with silent_server() as address:
        store = s3_store(address, "nobody")
        for asked in (
            store.check(),
            store.put_file("k", tmp_path / "photo"),
            store.put("k", b"1"),
            store.get("k"),
            store.copy("k", "l"),
            store.delete("k"),
            store.delete_folder("k"),
            anext(store.stream("k")),
        ):
            with pytest.raises(ObjectsUnavailable):
                await asyncio.wait_for(asked, PATIENCE)
