"""The wire samples of DingTalk's robot: what is posted in HTTP mode, what is asked of its API."""

from __future__ import annotations

from tests.channels.harness import ChannelCase
from tests.channels.samples.dingtalk_calls import CALLING
from tests.channels.samples.dingtalk_messages import RECEIVING

CASE = ChannelCase(kind="dingtalk", receiving=RECEIVING, calling=CALLING)
