"""The wire samples of a 服务号: what is posted, what is asked of its API."""

from __future__ import annotations

from tests.channels.harness import ChannelCase
from tests.channels.samples.wechat_calls import CALLING
from tests.channels.samples.wechat_messages import RECEIVING

CASE = ChannelCase(kind="wechat", receiving=RECEIVING, calling=CALLING)
