"""What the stories of days on platforms share: the town on a fake of each, and what its people were told."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document

from channels.counted import Count
from channels.dingtalk.channel import DingTalkChannel
from channels.dingtalk.settings import DingTalkSettings
from channels.feishu.channel import FeishuChannel
from channels.feishu.settings import FeishuSettings
from channels.wechat.channel import WechatChannel
from channels.wechat.settings import WechatSettings
from channels.wecom_kf.channel import WecomKfChannel
from channels.wecom_kf.settings import WecomKfSettings
from formats.words import chat as words
from handlers.counted_calls import CountedCalls
from storage.campaign_files import load
from storage.engine.database import Database
from tests.support.channel_stage import ChannelStage, channel_stage
from tests.support.clocks import FrozenClock
from tests.support.fakes.dingtalk_platform import FakeDingTalk
from tests.support.fakes.feishu_platform import FakeFeishu
from tests.support.fakes.wechat_platform import TEMPLATE, FakeWechat
from tests.support.fakes.wecom_kf_platform import FakeKf
from tests.support.town import BUREAU, DISTRICT, PEOPLE, SCHOOLS, november

COUNTS = ("应报", "已报", "按时", "迟报", "缺报", "免报")


#: Real time → its seconds.
Real = Callable[[], datetime]


def dingtalk(platform: FakeDingTalk, real: Real, count: Count) -> DingTalkChannel:
    settings = DingTalkSettings(**platform.credentials)
    return DingTalkChannel(settings, real=real, clock=lambda: real().timestamp(), count=count)


def feishu(platform: FakeFeishu, real: Real, count: Count) -> FeishuChannel:
    settings = FeishuSettings(**platform.credentials)
    return FeishuChannel(settings, real=real, clock=lambda: real().timestamp(), withheld=words.WITHHELD, count=count)


def kf(platform: FakeKf, real: Real) -> WecomKfChannel:
    settings = WecomKfSettings(**platform.credentials)
    return WecomKfChannel(settings, real=real, clock=lambda: real().timestamp())


def account(platform: FakeWechat, real: Real, **more: str) -> WechatChannel:
    settings = WechatSettings(**{**platform.credentials, **more})
    return WechatChannel(settings, real=real, clock=lambda: real().timestamp(), owed=words.OWED)


FAKES: dict[str, tuple[Any, Any]] = {
    "dingtalk": (FakeDingTalk, dingtalk),
    "feishu": (FakeFeishu, feishu),
    "wecom-kf": (FakeKf, kf),
    "wechat": (FakeWechat, partial(account, deadline_template=TEMPLATE)),
}


#: Those whose calls of a month are limited.
METERED = ("dingtalk", "feishu")


@asynccontextmanager
async def stage(
    database: Database, clock: FrozenClock, folder: Path, kinds: Sequence[str], home: dict[str, str]
) -> AsyncIterator[ChannelStage]:
    clock.set(november(9, "07:50:00"))
    async with AsyncExitStack() as stack:
        platforms = {}
        for kind in kinds:
            fake, built = FAKES[kind]
            platform = await stack.enter_async_context(fake(clock=lambda: clock.real().timestamp()))
            metered = {"count": CountedCalls(database=database, clock=clock, channel=kind)} if kind in METERED else {}
            platforms[kind] = (platform, partial(built, platform, **metered))
        units = [BUREAU, DISTRICT, *SCHOOLS]
        opened = channel_stage(database, clock, folder, [load("nanchang-2020")], units, PEOPLE, platforms, home=home)
        yield await stack.enter_async_context(opened)


def word(text: str) -> bytes:
    document = Document()
    document.add_paragraph(text)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def six(text: str) -> tuple[int, ...]:
    found = {name: int(number) for name, number in re.findall(rf"({'|'.join(COUNTS)}) (\d+)", text)}
    return tuple(found[name] for name in COUNTS)


def now(on: ChannelStage) -> dict[str, int]:
    return {member.account: len(on.heard(member.account)) for member in PEOPLE}


def told_since(on: ChannelStage, before: dict[str, int]) -> dict[str, str]:
    told = {account: "\n".join(on.heard(account)[number:]) for account, number in before.items()}
    return {account: text for account, text in told.items() if text}
