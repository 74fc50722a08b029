"""The wire samples of WeCom's 智能机器人: webhooks for what comes, the long connection for what is said."""

from __future__ import annotations

from tests.channels.harness import ChannelCase
from tests.channels.samples.wecom_bot_calls import CALLING
from tests.channels.samples.wecom_bot_messages import RECEIVING

CASE = ChannelCase(kind="wecom-bot", receiving=RECEIVING, calling=CALLING)
