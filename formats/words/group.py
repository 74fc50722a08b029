"""What the bot says in groups beside answers."""

from __future__ import annotations

STRANGER = "请先单独给我发一条消息登记，登记以后我才能在群里回答。"
ALONE = "已单独回复。没有收到的话，请先单独给我发一句话。"
MATERIAL = "收到，回执单独发给您。"
MISSING = "还没报：{units}"
EVERYBODY = "都报了。"
