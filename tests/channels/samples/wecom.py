"""WeCom's wire samples."""

from __future__ import annotations

from tests.channels.harness import ChannelCase
from tests.channels.samples.wecom_calls import CALLING
from tests.channels.samples.wecom_messages import RECEIVING

CASE = ChannelCase(kind="wecom", receiving=RECEIVING, calling=CALLING)
