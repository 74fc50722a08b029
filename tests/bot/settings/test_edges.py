"""Both edges of every number that an operator may set, and what becomes of values on their way in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.settings.load import ConfigError, load
from bot.settings.tables import Settings
from domain.upload import UploadRules

#: Table and key, the least and most that are taken, and just beyond; None: there is no such edge.
EDGES = [
    ("web.port", "0", "-1", "65535", "65536"),
    ("web.max_callback_bytes", "1024", "1023", "10_000_000", "10_000_001"),
    ("database.pool_size", "1", "0", "200", "201"),
    ("uploads.link_hours", "0.001", "0", "720", "720.001"),
    ("uploads.upload_hours", "0.001", "0", "720", "720.001"),
    ("uploads.video_bytes", "1", "0", None, None),
    ("uploads.other_bytes", "1", "0", None, None),
    ("uploads.daily_count", "1", "0", None, None),
    ("uploads.daily_bytes", "1", "0", None, None),
    ("uploads.quota_bytes", "0", "-1", None, None),
    ("uploads.keep_free_bytes", "0", "-1", None, None),
    ("worker.lease", "2", "1.99", "3600", "3600.1"),
    ("worker.metrics_port", "0", "-1", "65535", "65536"),
    ("rehearsal.speed", "0.001", "0", "10_000", "10_000.1"),
]
_TAKEN = [(key, value) for key, least, _, most, _ in EDGES for value in (least, most) if value]
_REFUSED = [(key, value, "too_small") for key, _, below, _, _ in EDGES for value in (below,)]
_REFUSED += [(key, value, "too_big") for key, _, _, _, above in EDGES for value in (above,) if value]


@pytest.fixture
def given(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def settings(file: Path, text: str) -> Settings:
    file.write_text(text, encoding="utf-8")
    return load(file)


def written(key: str, value: str) -> str:
    table, _, name = key.partition(".")
    needed = "now = 2020-11-09T09:28:00+08:00\n" if table == "rehearsal" else ""
    return f"[{table}]\n{needed}{name} = {value}\n"


@pytest.mark.parametrize(("key", "value"), _TAKEN)
def test_a_number_at_the_edge_is_taken(given: Path, key: str, value: str) -> None:
    table, _, name = key.partition(".")
    assert getattr(getattr(settings(given, written(key, value)), table), name) == float(value)


@pytest.mark.parametrize(("key", "value", "code"), _REFUSED)
def test_a_number_beyond_the_edge_is_refused(given: Path, key: str, value: str, code: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings(given, written(key, value))
    assert [(problem.key, problem.code) for problem in caught.value.problems] == [(key, code)]


def test_every_number_has_its_edges_here() -> None:
    tables = {name: field.default for name, field in Settings.model_fields.items()}
    sections = {table: section for table, section in tables.items() if isinstance(section, BaseModel)}
    numbers = {
        f"{table}.{name}"
        for table, section in sections.items()
        for name, value in section
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    assert numbers | {"rehearsal.speed"} == {key for key, *_ in EDGES}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("https://h", "https://h"),
        ("https://h/", "https://h"),
        ("https://h//", "https://h"),
        ("http://h:8080/", "http://h:8080"),
    ],
)
def test_something_can_follow_the_public_address_however_it_ends(given: Path, said: str, kept: str) -> None:
    assert settings(given, f'public_url = "{said}"').public_url == kept


@pytest.mark.parametrize(
    "url", ["sqlite+aiosqlite:///hush.db", "postgresql+asyncpg://u:hush@h/d", "postgresql+asyncpg://hush@h/d"]
)
def test_the_address_of_the_database_does_not_show(given: Path, url: str) -> None:
    found = settings(given, f'[database]\nurl = "{url}"')
    assert found.database.url == url
    assert "hush" not in f"{found!r} {found} {found.database!r} {found.database}"


def test_what_is_said_of_uploads_are_their_rules(given: Path) -> None:
    said = """[uploads]
link_hours = 1.5
upload_hours = 2
video_bytes = 3
other_bytes = 4
daily_count = 5
daily_bytes = 6
quota_bytes = 7
keep_free_bytes = 8
"""
    assert settings(given, said).uploads.rules() == UploadRules(
        link_life=timedelta(minutes=90),
        upload_life=timedelta(hours=2),
        video_bytes=3,
        other_bytes=4,
        daily_count=5,
        daily_bytes=6,
        quota_bytes=7,
        keep_free_bytes=8,
    )
    assert settings(given, "").uploads.rules() == UploadRules()
