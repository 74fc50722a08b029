"""What the bot says in groups beside answers."""

from __future__ import annotations

STRANGER = "请先单独给我发一条消息登记，登记以后我才能在群里回答。"
#: Whoever only names the bot.
CALLED = "在。群里可以问“今天谁没交”“什么时候截止”；报材料请单独发给我，发“帮助”看我能做什么。"
ALONE = "已单独回复。没有收到的话，请先单独给我发一句话。"
MATERIAL = "收到，回执单独发给您。"
MISSING = "还没报：{units}"
EVERYBODY = "都报了。"
