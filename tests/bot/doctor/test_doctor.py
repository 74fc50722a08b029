"""What the doctor finds, that every finding has words, and that it changes nothing."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from string import Formatter

import pytest

from bot.cli import run
from bot.doctor import checks
from bot.doctor.diagnosis import Diagnosis, Grade
from bot.sample_roster import sample_rows
from bot.settings.load import load
from bot.settings.tables import Settings
from channels import registry
from domain.clock import CHINA, RealClock
from domain.messages import Problem, Unreachable
from formats.digest.cjk_font import NoChineseFont
from formats.words import doctor as doctor_texts
from handlers.roster import importing
from handlers.roster.bringing_in import Terms
from storage import channel_states, people, rehearsal, setbacks, unreachable
from storage.campaign_files import load_campaigns
from storage.engine import migrate
from storage.engine.database import Database
from storage.states import Lane
from tests.support.databases import new_postgresql
from tests.support.fakes.wecom_messages import AGENT_ID, CORP_ID
from tests.support.fakes.wecom_platform import ENCODING_AES_KEY, SECRET, TOKEN, FakeWecom

NOW = datetime(2020, 11, 1, tzinfo=CHINA)
ROOT = Path(__file__).parents[3]
REHEARSAL = "[rehearsal]\nnow = 2020-11-09T09:28:00+08:00\n[channels.simulator]\nenabled = true\n"


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def settings(text: str = REHEARSAL) -> Settings:
    Path("config.toml").write_text(text, encoding="utf-8")
    return load(Path("config.toml"))


def wecom(base_url: str = "http://127.0.0.1:9", **changes: object) -> str:
    fields = {
        "corp_id": CORP_ID,
        "agent_id": AGENT_ID,
        "secret": SECRET,
        "token": TOKEN,
        "encoding_aes_key": ENCODING_AES_KEY,
        "api_base_url": base_url,
        **changes,
    }
    lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in fields.items())
    return f'public_url = "https://baosong.example.org"\n[channels.wecom]\n{lines}\n'


async def everything(found: Settings, now: datetime = NOW) -> list[Diagnosis]:
    diagnoses = [diagnosis async for diagnosis in checks.examine(found, now)]
    for diagnosis in diagnoses:
        sentence, _ = doctor_texts.said(diagnosis.id, diagnosis.code, diagnosis.values)
        assert sentence
    return diagnoses


async def examined(found: Settings) -> dict[str, Diagnosis]:
    return {diagnosis.id: diagnosis for diagnosis in await everything(found)}


async def troubles(found: Settings, now: datetime = NOW) -> set[tuple[str, str, Grade]]:
    return {(d.id, d.code, d.grade) for d in await everything(found, now) if d.grade is not Grade.GOOD}


async def prepared(found: Settings, rows: int | None = None) -> None:
    """The database at head with the sample (or its first rows) in it."""
    database = Database(found.database.url)
    await migrate.upgrade(database)
    compiled = importing.of_rows(sample_rows()[:rows])
    terms = Terms(now=NOW, real=NOW)
    await importing.import_roster(database, load_campaigns(found.campaigns).values(), compiled, terms)
    await database.close()


async def test_a_fresh_rehearsal_is_in_order_and_nothing_is_made(tmp_path: Path) -> None:
    found = settings()
    assert await troubles(found) == set()
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]


async def test_a_prepared_rehearsal_is_in_order() -> None:
    found = settings()
    await prepared(found)
    assert await troubles(found) == set()
    assert (await examined(found))["roster"].values == {"units": "35", "people": "35"}


async def test_settings_that_cannot_be_meant() -> None:
    assert await troubles(settings("")) == {("channels", "none", Grade.BAD)}
    local = settings('secret_key = "short"\n' + wecom().replace("https://baosong.example.org", "http://localhost"))
    found = await troubles(local)
    assert ("public_url", "local", Grade.BAD) in found
    assert ("secret_key", "short", Grade.BAD) in found
    earnest = REHEARSAL.replace("[rehearsal]\n", "[rehearsal]\nreal = true\n")
    assert ("simulator", "open_to_all", Grade.BAD) in await troubles(settings(wecom() + earnest))
    assert ("rehearsal", "silent", Grade.ADVICE) in await troubles(settings(wecom() + REHEARSAL))
    assert ("simulator", "no_rehearsal", Grade.ADVICE) in await troubles(
        settings("[channels.simulator]\nenabled = true")
    )


async def test_campaigns_that_are_wrong_or_over() -> None:
    found = settings(f'campaigns = ["nowhere", "moe-2020"]\n{REHEARSAL}')
    assert await troubles(found, datetime(2020, 11, 22, 0, 0, 1, tzinfo=CHINA)) == {
        ("campaign", "wrong", Grade.BAD),
        ("campaign", "over", Grade.ADVICE),
    }


async def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert ("folder", "not_writable", Grade.BAD) in await troubles(settings(f'data = "file"\n{REHEARSAL}'))


async def test_no_chinese_font(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing() -> None:
        raise NoChineseFont

    monkeypatch.setattr(checks, "find_font", nothing)
    found = await examined(settings())
    assert (found["font"].code, found["font"].grade) == ("none", Grade.ADVICE)
    assert "fonts-noto-cjk" in doctor_texts.said("font", "none", {})[1]


async def test_databases_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "noise.db").write_bytes(b"x" * 5000)
    for url in ("sqlite+aiosqlite:///noise.db", "postgresql+asyncpg://u:hush@127.0.0.1:9/x"):
        found = await examined(settings(f'secret_key = "{"k" * 20}"\n[database]\nurl = "{url}"\n{REHEARSAL}'))
        assert (found["database.open"].code, found["database.open"].grade) == ("failed", Grade.BAD)
        assert "hush" not in str(found)


async def test_a_postgresql_database_is_migrated_by_hand() -> None:
    text = f'[database]\nurl = "{new_postgresql()}"\n{REHEARSAL}'
    assert await troubles(settings(text)) == {
        ("database.schema", "behind", Grade.BAD),
        ("secret_key", "own_per_machine", Grade.ADVICE),
    }


async def test_a_database_of_a_newer_program_is_refused() -> None:
    found = settings()
    await prepared(found)
    database = Database(found.database.url)
    async with database.write() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    await database.close()
    assert ("database.schema", "newer", Grade.BAD) in await troubles(found)


async def test_rehearsal_data_is_not_taken_for_the_real_thing() -> None:
    rehearsing = settings()
    assert rehearsing.rehearsal
    await prepared(rehearsing)
    database = Database(rehearsing.database.url)
    async with database.write() as connection:
        await rehearsal.begin(connection, configured=rehearsing.rehearsal.now, speed=1.0, real=NOW)
    await database.close()
    assert ("database.rehearsal", "rehearsed", Grade.BAD) not in await troubles(rehearsing)
    assert ("database.rehearsal", "rehearsed", Grade.BAD) in await troubles(settings(wecom()))


async def test_an_object_store_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "store").touch()
    found = await troubles(settings(f'[files]\nurl = "store"\n{REHEARSAL}'))
    assert ("files", "failed", Grade.BAD) in found


async def test_rosters_in_which_something_is_missing() -> None:
    found = settings(f'campaigns = ["nanchang-2020", "moe-2020"]\n{REHEARSAL}')
    database = Database(found.database.url)
    await migrate.upgrade(database)
    await database.close()
    assert ("roster", "empty", Grade.BAD) in await troubles(found)
    await prepared(found, rows=1)
    assert {(d, code) for d, code, _ in await troubles(found)} == {("roster.owing", "nobody")}
    await prepared(found)
    assert {(d, code) for d, code, _ in await troubles(found)} == {("roster.units", "differ")}


async def test_people_who_cannot_be_reached_are_named() -> None:
    await prepared(settings())
    found = (await examined(settings(wecom())))["roster.accounts"]
    assert (found.grade, found.code) == (Grade.ADVICE, "missing")
    without = {row.person for row in sample_rows() if not row.accounts}
    assert found.values["count"] == str(len(without))
    assert found.values["names"].count("小样") == 5


async def test_a_roster_that_is_imported_at_start_may_be_empty_before() -> None:
    found = settings(f'[roster]\nfile = "sample"\n{REHEARSAL}')
    database = Database(found.database.url)
    await migrate.upgrade(database)
    await database.close()
    assert await troubles(found) == {("roster", "at_start", Grade.ADVICE)}
    missing = settings(f'[roster]\nfile = "none.xlsx"\n{REHEARSAL}')
    assert await troubles(missing) == {("roster", "empty", Grade.BAD), ("roster.file", "wrong", Grade.BAD)}


@pytest.mark.parametrize(("apart", "told"), [(-7230, "快了 2 小时"), (7230, "慢了 2 小时"), (5, "")])
@pytest.mark.parametrize("ready", [False, True])
async def test_a_clock_is_judged_by_the_time_of_a_platform(apart: float, told: str, ready: bool) -> None:
    async with FakeWecom() as platform:
        platform.apart = apart
        asked = settings(wecom(platform.base_url))
        if ready:
            database = Database(asked.database.url)
            await migrate.upgrade(database)
            await database.close()
        found = await examined(asked)
    clock = found["alarm.clock"]
    assert (clock.grade, told in clock.values.get("sentence", "")) == (Grade.BAD if told else Grade.GOOD, True)
    assert [id_ for id_ in found if id_.endswith("clock")] == [*(["database.clock"] if ready else []), "alarm.clock"]


async def test_a_channel_is_asked() -> None:
    async with FakeWecom() as platform:
        good = (await examined(settings(wecom(platform.base_url))))["channel.wecom"]
        wrong = (await examined(settings(wecom(platform.base_url, secret="not-the-secret"))))["channel.wecom"]
        platform.trusted = False
        elsewhere = (await examined(settings(wecom(platform.base_url))))["channel.wecom"]
    assert good.grade is Grade.GOOD
    assert (wrong.code, elsewhere.code) == ("credentials", "configuration")
    assert "not-the-secret" not in str(wrong)
    assert doctor_texts.said(wrong.id, wrong.code, wrong.values)[1] == (
        "请核对企业ID、AgentId、Secret，并把本机出口 IP 加到企业可信IP。"
    )
    away = (await examined(settings(wecom())))["channel.wecom"]
    assert (away.grade, away.code) == (Grade.BAD, "busy")


async def test_what_waits_for_an_operator_is_named_until_it_is_over() -> None:
    async with FakeWecom() as platform:
        found = settings(wecom(platform.base_url))
        await prepared(found)
        database, now = Database(found.database.url), RealClock().real()
        async with database.write() as connection:
            person = (await people.all(connection))[0]
            await people.link(connection, person.id, "wecom", "gone")
            await unreachable.note(
                connection, "wecom", {"gone": Unreachable.RANGE, "nobody's": Unreachable.RANGE}, at=now
            )
            await setbacks.note(connection, Lane.RELOCATING, 7, error="ObjectGone: a.jpg", now=now, most=1)
            await setbacks.note(connection, Lane.CLEANING, "x", error="tried again", now=now, most=2)
        later = now + timedelta(minutes=50)
        await channel_states.stop(database, "wecom", probe_at=later, problem="credentials", detail="40001", now=now)
        said = [doctor_texts.said(d.id, d.code, d.values)[0] for d in await everything(found) if d.id in WORK]
        assert said == [
            "要移动的文件有 1 件多次处理失败，已搁置（最近一件：ObjectGone: a.jpg）。",
            f"企业微信 从 {now.astimezone(CHINA):%m-%d %H:%M} 起暂停发送（40001）。",
            f"1 人的消息送不到：{person.name}（不在应用可见范围）。",
        ]
        # The channel itself was good: who runs it asks it at once.
        assert await channel_states.to_probe(database, now=RealClock().real()) == ["wecom"]
        async with database.write() as connection:
            await channel_states.resume(connection, "wecom")
            await unreachable.clear(connection, "wecom", "gone")
            await setbacks.over(connection, Lane.RELOCATING, 7)
        assert [d.code for d in await everything(found) if d.id in WORK] == ["good"]
        await database.close()


WORK = ("work", "roster.unreachable")


async def test_a_channel_that_is_still_refused_is_not_hurried() -> None:
    async with FakeWecom() as platform:
        platform.trusted = False
        found = settings(wecom(platform.base_url))
        await prepared(found)
        database, now = Database(found.database.url), RealClock().real()
        later = now + timedelta(minutes=1)
        await channel_states.stop(database, "wecom", probe_at=later, problem="configuration", detail="", now=now)
        await everything(found)
        assert await channel_states.to_probe(database, now=RealClock().real()) == []
        await database.close()


async def test_at_start_the_platforms_are_not_asked() -> None:
    async with FakeWecom() as platform:
        problems = await checks.startup_problems(settings(wecom(platform.base_url)), NOW)
        assert not platform.calls
    assert problems == []


def test_every_finding_in_the_source_has_words_and_the_words_ask_for_what_it_carries() -> None:
    call = re.compile(r'\b(good|advice|bad)\(\s*"([a-z_.]+)"(?:, "([a-z_]+)")?((?:, \w+=)?[^\n]*)')
    found = set()
    for name in ("checks.py", "people.py", "retention.py", "safety.py", "watching.py", "work.py"):
        for grade, id_, code, rest in call.findall((ROOT / "bot" / "doctor" / name).read_text(encoding="utf-8")):
            found.add((f"{id_}:{code or grade}", frozenset(re.findall(r"(\w+)=", rest))))
    assert len(found) > 30
    for key, carried in found:
        sentence, remedy = doctor_texts.SAID[key]
        asked = {field for text in (sentence, remedy) for _, field, _, _ in Formatter().parse(text) if field}
        assert asked <= carried, key
        assert bool(remedy) == (key.partition(":")[2] not in NOTHING_TO_DO)


NOTHING_TO_DO = ("good", "kept", "not_yet", "will_upgrade", "at_start", "no_day", "removed")
#: A probe fetches no media.
PROBED = [problem for problem in Problem if problem not in (Problem.MEDIA_GONE, Problem.MEDIA_TOO_BIG)]


@pytest.mark.parametrize("problem", PROBED)
@pytest.mark.parametrize("kind", registry.kinds())
def test_every_way_a_channel_can_fail_has_words(kind: str, problem: Problem) -> None:
    row = registry.kinds()[kind]
    sentence, remedy = doctor_texts.said(
        f"channel.{kind}", problem.value, {"name": row.label, "detail": "60020", **row.console_hints}
    )
    assert row.label in sentence and "60020" in sentence and remedy


def test_a_channel_says_what_its_console_calls_things_by_the_names_the_remedies_ask_for() -> None:
    asked = {
        field
        for key, (_, remedy) in doctor_texts.SAID.items()
        if key.startswith("channel:")
        for _, field, _, _ in Formatter().parse(remedy)
        if field
    }
    assert asked == set(doctor_texts.USUAL_HINTS)
    for row in registry.kinds().values():
        assert set(row.console_hints) <= asked


async def test_without_a_channel_the_tables_of_the_real_ones_are_named() -> None:
    found = (await examined(settings("")))["channels"]
    assert doctor_texts.said(found.id, found.code, found.values)[1] == (
        "请填写 [channels.wecom]、[channels.wecom-bot]、[channels.wechat]、[channels.wecom-kf]、[channels.dingtalk]、"
        "[channels.feishu]，或在演练时启用 [channels.simulator]。"
    )


def test_the_command_answers_for_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    settings(REHEARSAL)
    assert run(["doctor", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {tuple(sorted(entry)) for entry in document} == {("grade", "id", "remedy", "sentence")}
    settings("")
    assert run(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "问题  channels  没有启用任何消息渠道" in said
    assert said.endswith("有 1 个问题要解决。\n")
