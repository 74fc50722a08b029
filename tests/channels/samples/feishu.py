"""The wire samples of Feishu's bot: what is posted in HTTP mode, what is asked of its API."""

from __future__ import annotations

from tests.channels.harness import ChannelCase
from tests.channels.samples.feishu_calls import CALLING
from tests.channels.samples.feishu_messages import RECEIVING

CASE = ChannelCase(kind="feishu", receiving=RECEIVING, calling=CALLING)
