"""Settings: file and environment, everything wrong told at once, and an example that never falls behind."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import stat
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from bot.settings.load import EMBEDDED, ConfigError, choose, load
from bot.settings.secret_key import secret_key
from bot.settings.tables import Rehearsal, Settings
from channels import registry
from channels.simulator import SimulatorSettings
from formats.words.must import must_text

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "config.example.toml"

WECOM = """
[channels.wecom]
corp_id = "ww1"
agent_id = 7
secret = "hush-secret"
token = "hush-token"
encoding_aes_key = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq"
"""
COUNTY = WECOM.replace("[channels.wecom]", '[[channel]]\nkind = "wecom"\nname = "county"').replace("hush", "quiet")
SIMULATOR_OFF = "[channels.simulator]\nenabled = false\n"
SIMULATOR_ON = SIMULATOR_OFF.replace("false", "true")
REHEARSAL = "[rehearsal]\nnow = 2020-11-09T09:28:00+08:00\n"


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("BAOSONG_"):
            monkeypatch.delenv(name)


def settings(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)


def problems(tmp_path: Path, text: str) -> list[tuple[str, str, str]]:
    with pytest.raises(ConfigError) as caught:
        settings(tmp_path, text)
    return [(p.key, p.code, p.required) for p in caught.value.problems]


def test_an_empty_file_is_the_defaults_of_the_contract(tmp_path: Path) -> None:
    plain = settings(tmp_path, "")
    assert plain.campaigns == ["nanchang-2020"]
    assert plain.public_url == "http://127.0.0.1:8080"
    assert plain.database.url == "sqlite+aiosqlite:///data/baosong.db"
    assert plain.files.url == "data/files"
    assert plain.rehearsal is None
    assert plain.channels == {}


def test_the_embedded_default_rehearses_with_the_sample_and_the_simulator() -> None:
    embedded = load(EMBEDDED)
    assert embedded.campaigns == ["nanchang-2020"]
    begins = datetime.fromisoformat("2020-11-09T09:28:00+08:00")
    assert embedded.rehearsal == Rehearsal(now=begins, speed=1.0, material=True)
    assert embedded.roster.file == "sample"
    assert {name: its.settings for name, its in embedded.in_force.items()} == {
        "simulator": SimulatorSettings(enabled=True)
    }


def test_a_channel_is_in_force_when_it_has_a_table_that_does_not_say_otherwise(tmp_path: Path) -> None:
    assert settings(tmp_path, SIMULATOR_OFF).channels == {}
    assert list(settings(tmp_path, SIMULATOR_OFF + WECOM).channels) == ["wecom"]
    # In the order of the registry, whatever the file's: a real channel comes before the rehearsal's.
    assert list(settings(tmp_path, SIMULATOR_ON + REHEARSAL + WECOM).channels) == ["wecom", "simulator"]


def test_nobody_may_be_anybody_beside_a_real_channel_but_in_rehearsal(tmp_path: Path) -> None:
    assert problems(tmp_path, SIMULATOR_ON + WECOM) == [("channels.simulator", "rehearsal_only", "")]
    assert list(settings(tmp_path, SIMULATOR_ON).channels) == ["simulator"]


def test_a_channel_can_come_from_the_environment_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOSONG_CHANNELS__SIMULATOR__ENABLED", "true")
    assert list(settings(tmp_path, "").channels) == ["simulator"]
    monkeypatch.delenv("BAOSONG_CHANNELS__SIMULATOR__ENABLED")
    monkeypatch.setenv("BAOSONG_CHANNELS__WECOM__SECRET", "12345")
    found = settings(tmp_path, WECOM).channels["wecom"].settings
    assert (found.secret, found.agent_id) == ("12345", 7)


def test_listed_channels_have_names_and_come_after_todays_tables(tmp_path: Path) -> None:
    earnest = f"{REHEARSAL}real = true\n"
    found = settings(tmp_path, SIMULATOR_ON + earnest + WECOM + COUNTY + COUNTY.replace("county", "city"))
    assert [(its.kind, name, its.name) for name, its in found.in_force.items()] == [
        ("wecom", "wecom", "wecom"),
        ("wecom", "county", "county"),
        ("wecom", "city", "city"),
        ("simulator", "simulator", "simulator"),
    ]
    assert found.in_force["county"].settings.secret == "quiet-secret"
    assert (found.label("county"), found.label("wecom")) == ("企业微信(county)", "企业微信")
    # Without a name a channel has its kind's.
    (nameless,) = settings(tmp_path, COUNTY.replace('name = "county"\n', "")).in_force
    assert nameless == "wecom"


def test_groups_of_a_listed_channel_are_somebodys(tmp_path: Path) -> None:
    named = settings(tmp_path, COUNTY + 'groups = {wrGROUP = "office"}')
    assert named.in_force["county"].groups == {"wrGROUP": "office"}
    assert problems(tmp_path, COUNTY + 'groups = {wrGROUP = "everybody"}') == [
        ("channel.county.groups.wrGROUP", "whose_group", "")
    ]


def test_a_variable_changes_one_listed_channel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOSONG_CHANNEL__COUNTY__SECRET", "from-outside")
    found = settings(tmp_path, COUNTY + COUNTY.replace("county", "city")).in_force
    assert [its.settings.secret for its in found.values()] == ["from-outside", "quiet-secret"]
    assert found["county"].settings.corp_id == "ww1"


def test_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOSONG_DATABASE__URL", "postgresql+asyncpg://u:p@h/d")
    monkeypatch.setenv("BAOSONG_CHANNELS__WECOM__SECRET", "from-outside")
    monkeypatch.setenv("BAOSONG_CAMPAIGNS", "moe-2020,mine.toml")
    monkeypatch.setenv("BAOSONG_WEB__TRUSTED_PROXIES", '["10.0.0.1"]')
    found = settings(tmp_path, f'campaigns = ["x"]\n[database]\nurl = "sqlite+aiosqlite:///a"\npool_size = 3\n{WECOM}')
    assert (found.database.url, found.database.pool_size) == ("postgresql+asyncpg://u:p@h/d", 3)
    assert found.channels["wecom"].settings.secret == "from-outside"
    assert found.channels["wecom"].settings.corp_id == "ww1"
    assert found.campaigns == ["moe-2020", "mine.toml"]
    assert found.web.trusted_proxies == ["10.0.0.1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("colour = 1", ("colour", "unknown_key", "")),
        ("[web]\nprot = 1", ("web.prot", "unknown_key", "")),
        ("[channels.telegram]\nx = 1", ("channels.telegram", "unknown_key", "")),
        ("[channels.telex]\nx = 1", ("channels.telex", "unknown_key", "")),
        ("channels = 1", ("channels", "wrong_type", "table")),
        ("[channels]\nwecom = 1", ("channels.wecom", "wrong_type", "table")),
        ('[channels.simulator]\nenabled = "maybe"', ("channels.simulator.enabled", "wrong_type", "flag")),
        ("[channels.simulator]\nenable = true", ("channels.simulator.enable", "unknown_key", "")),
        (WECOM + "tokn = 1", ("channels.wecom.tokn", "unknown_key", "")),
        (WECOM.replace("agent_id = 7", ""), ("channels.wecom.agent_id", "missing", "")),
        (WECOM.replace("klmnopq", ""), ("channels.wecom.encoding_aes_key", "bad_value", "must be 43 characters")),
        ('[web]\nport = "eighty"', ("web.port", "wrong_type", "whole")),
        ("[web]\nport = 99999", ("web.port", "too_big", "65535")),
        ("web = 1", ("web", "wrong_type", "table")),
        ('[web]\ntrusted_proxies = ["proxy"]', ("web.trusted_proxies", "bad_address", "")),
        ('public_url = "example.org"', ("public_url", "bad_public_url", "")),
        ('public_url = "https://"', ("public_url", "bad_public_url", "")),
        ('public_url = "https://example.org/baosong/"', ("public_url", "public_url_path", "")),
        ('public_url = "https://example.org/?a=b"', ("public_url", "public_url_path", "")),
        ('[retention]\nuntil = "soon"', ("retention.until", "bad_day", "")),
        ('[alerts]\nurl = "example.org"', ("alerts.url", "bad_alerts_url", "")),
        ('[database]\nurl = "postgresql://u:hush@h/d"', ("database.url", "bad_database_url", "")),
        ('[database]\nurl = "sqlite+aiosqlite:///:memory:"', ("database.url", "bad_database_url", "")),
        ('[files]\nurl = "ftp://x"', ("files.url", "bad_files_url", "")),
        ("campaigns = []", ("campaigns", "too_short", "")),
        ("[rehearsal]\nnow = 2020-11-09T09:28:00", ("rehearsal.now", "wrong_type", "instant")),
        ("[rehearsal]\nspeed = 2.0", ("rehearsal.now", "missing", "")),
        ("a =", ("", "syntax", "")),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, expected: tuple[str, str, str]) -> None:
    assert problems(tmp_path, text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (COUNTY * 2, [("channel.county", "channel_twice", "")]),
        (WECOM + COUNTY.replace('name = "county"', 'name = "wecom"'), [("channel.wecom", "channel_twice", "")]),
        (COUNTY.replace('kind = "wecom"', 'kind = "telex"'), [("channel.county", "channel_kind", "")]),
        (COUNTY.replace('kind = "wecom"\n', ""), [("channel.county", "channel_kind", "")]),
        (COUNTY.replace('"county"', '"../county"'), [("channel.../county", "channel_name", "")]),
        ('[[channel]]\nkind = "simulator"\nname = "other"', [("channel.other", "channel_name", "")]),
        (COUNTY + "secrte = 1", [("channel.county.secrte", "unknown_key", "")]),
        (COUNTY.replace("agent_id = 7\n", ""), [("channel.county.agent_id", "missing", "")]),
        (COUNTY.replace("agent_id = 7", 'agent_id = "x"'), [("channel.county.agent_id", "wrong_type", "whole")]),
        ("channel = 1", [("channel", "channel_tables", "")]),
        ("[channel]\nbot = 1", [("channel", "channel_tables", "")]),
        (
            COUNTY.replace("agent_id = 7\n", "") + COUNTY.replace('"county"', '"City"'),
            [("channel.county.agent_id", "missing", ""), ("channel.City", "channel_name", "")],
        ),
    ],
)
def test_a_listed_channel_that_is_wrong_is_named(
    tmp_path: Path, text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert problems(tmp_path, text) == expected


def test_all_problems_come_together(tmp_path: Path) -> None:
    assert len(problems(tmp_path, 'x = 1\npublic_url = "y"\n[web]\nport = -1\n')) == 3


@pytest.mark.parametrize("variable", ["BAOSONG_DATABSE__URL", "BAOSONG_CAMPAIGN", "BAOSONG_PUBLICURL"])
def test_a_misspelt_variable_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "x")
    assert problems(tmp_path, "") == [(variable, "unknown_variable", "")]


def test_a_wrong_variable_is_the_source_of_its_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOSONG_WEB__PORT", "eighty")
    monkeypatch.setenv("BAOSONG_FOO", "somebody else's")
    with pytest.raises(ConfigError) as caught:
        settings(tmp_path, "")
    assert [(p.source, p.key) for p in caught.value.problems] == [("BAOSONG_WEB__PORT", "web.port")]


def test_a_table_given_as_one_word_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOSONG_WEB", "yes")
    assert problems(tmp_path, "") == [("BAOSONG_WEB", "unreadable_variable", "")]


def test_no_secret_shows(tmp_path: Path) -> None:
    text = (
        'secret_key = "hush-key"\n[files]\nkey = "hush-a"\nsecret = "hush-b"\n'
        f'[database]\nurl = "postgresql+asyncpg://u:hush@h/d"\n{WECOM}'
    )
    assert "hush" not in repr(settings(tmp_path, text))
    with pytest.raises(ConfigError) as caught:
        settings(tmp_path, f"{text}\nmore = 1")
    assert "hush" not in f"{caught.value} {caught.value.problems}"


def test_files_that_cannot_be_read_are_problems(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.toml", "not_found"), (tmp_path, "unreadable")):
        with pytest.raises(ConfigError) as caught:
            load(path)
        assert [p.code for p in caught.value.problems] == [code]
    (tmp_path / "gbk.toml").write_bytes("# 设置".encode("gbk"))
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "gbk.toml")
    assert [p.code for p in caught.value.problems] == ["encoding"]


def test_which_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert choose(None, {}) == EMBEDDED
    assert choose(None, {"BAOSONG_CONFIG": "b.toml"}) == Path("b.toml")
    assert choose(Path("a.toml"), {"BAOSONG_CONFIG": "b.toml"}) == Path("a.toml")
    (tmp_path / "config.toml").touch()
    assert choose(None, {}) == Path("config.toml")


def test_an_s3_store_gets_its_options(tmp_path: Path) -> None:
    text = '[files]\nurl = "s3://b/p"\nendpoint = "http://127.0.0.1:9"\nkey = "k"\nsecret = "s"\n'
    assert settings(tmp_path, text).files.options() == {
        "endpoint": "http://127.0.0.1:9",
        "access_key_id": "k",
        "secret_access_key": "s",
        "client_options": {"allow_http": True},
    }
    assert settings(tmp_path, "").files.options() == {}


@pytest.mark.parametrize("text", ['until = "2021-01-31"', "until = 2021-01-31"])
def test_the_day_of_retention_is_a_day(tmp_path: Path, text: str) -> None:
    assert settings(tmp_path, f"[retention]\n{text}").retention.until == date(2021, 1, 31)
    assert not settings(tmp_path, "").retention.until


def test_real_channels_are_silent_in_a_rehearsal_that_does_not_say_otherwise(tmp_path: Path) -> None:
    silent = settings(tmp_path, REHEARSAL + SIMULATOR_ON + WECOM)
    assert (list(silent.in_force), sorted(silent.silent)) == (["simulator"], ["wecom"])
    earnest = settings(tmp_path, f"{REHEARSAL}real = true\n" + SIMULATOR_ON + WECOM)
    assert (list(earnest.in_force), sorted(earnest.silent)) == (["wecom", "simulator"], [])


# the example


def example() -> dict[str, Any]:
    """The example with its commented keys and tables in force."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    keys = re.compile(r"# (\[[a-z.-]+\]|[a-z_]+ = .+)")
    return flat(tomllib.loads("\n".join(m[1] if (m := keys.fullmatch(line)) else line for line in lines)))


def flat(tables: dict[str, Any], path: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in tables.items():
        found.update(flat(value, f"{path}{key}.") if isinstance(value, dict) else {f"{path}{key}": value})
    return found


NO_DEFAULT = object()


def defaults(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, field in model.model_fields.items():
        key = path + name
        kind = Rehearsal if key == "rehearsal" else field.annotation
        if key == "channel":
            # Any number of tables, of the settings that the kinds have.
            continue
        if key == "channels":
            for channel, row in registry.kinds().items():
                for part in dataclasses.fields(row.settings):
                    missing = part.default is dataclasses.MISSING
                    yield f"{key}.{channel}.{part.name}", NO_DEFAULT if missing else part.default
        elif isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from defaults(kind, f"{key}.")
        else:
            value = NO_DEFAULT if field.is_required() else field.default
            yield key, value.get_secret_value() if isinstance(value, SecretStr) else value


def test_the_example_names_every_setting_with_its_default_and_no_other() -> None:
    written, known = example(), dict(defaults(Settings))
    assert set(written) == set(known)
    differing = {key for key, value in known.items() if value is not NO_DEFAULT and written[key] != value}
    assert differing == set()


def test_the_example_as_it_stands_is_the_defaults(tmp_path: Path) -> None:
    assert load(EXAMPLE) == settings(tmp_path, "")


# the secret key


def test_a_given_key_is_used(tmp_path: Path) -> None:
    assert secret_key(settings(tmp_path, f'secret_key = "mine"\ndata = "{tmp_path}"')) == "mine"
    assert not (tmp_path / "secret_key").exists()


def test_a_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    found = settings(tmp_path, f'data = "{tmp_path}/data"')
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_key(found), range(32)))
    assert len(keys) == 1
    assert len(keys.pop()) >= 32
    file = tmp_path / "data" / "secret_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret_key"]


# what is pasted


@pytest.mark.parametrize("around", [" ", "\n", "\u3000", "\u00a0", "\u200b", "\ufeff", " \u200b\u3000"])
def test_blanks_that_were_pasted_along_are_no_part_of_a_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, around: str
) -> None:
    def written(value: str) -> str:
        return json.dumps(f"{around}{value}{around}")

    key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
    given = {"corp_id": "ww1", "secret": "s", "token": "t", "encoding_aes_key": key}
    lines = [f"{name} = {written(value)}" for name, value in given.items()]
    text = f"public_url = {written('https://a.example.org')}\n[channels.wecom]\nagent_id = 1\n" + "\n".join(lines)
    monkeypatch.setenv("BAOSONG_SECRET_KEY", f"{around}from the environment{around}")
    monkeypatch.setenv("BAOSONG_CHANNEL__BOT__SECRET", f"{around}s{around}")
    found = settings(tmp_path, f'{text}\n[[channel]]\nkind = "wecom-bot"\nname = "bot"\nbot_id = {written("b")}')
    bot = found.channel["bot"].settings
    assert (bot.bot_id, bot.secret) == ("b", "s")
    assert found.public_url == "https://a.example.org"
    assert found.secret_key.get_secret_value() == "from the environment"
    assert {name: getattr(found.channels["wecom"].settings, name) for name in given} == given


def test_whatever_a_channel_says_of_its_settings_is_said_in_chinese() -> None:
    """A new shape of sentence needs its Chinese in formats/words/must.py."""
    said = [
        match
        for file in (ROOT / "channels").rglob("settings.py")
        for match in re.findall(r'raise ValueError\(f?"(?:\w+|\{name\}) (.+?)"\)', file.read_text(encoding="utf-8"))
    ]
    assert len(said) > 4
    chinese = [must_text(re.sub(r"\{\w+\}", "1", one)) for one in said]
    assert [one for one, told in zip(said, chinese, strict=True) if not told] == []
    assert not [told for told in chinese if re.search(r"[a-z]{3,} [a-z]{2,} [a-z]", told)]
