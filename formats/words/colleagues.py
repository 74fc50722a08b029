"""What is told to whoever sent something, when somebody else of the same unit has changed it."""

from __future__ import annotations

WITHDRAWN = "{name}撤回了您发的编号 {numbers}。"
RESTORED = "{name}恢复了您发的编号 {numbers}。"
MOVED = "{name}把您发的编号 {numbers} 改记到 {to}。"
CAPTIONED = "{name}把您发的编号 {numbers} 的说明改为：“{to}”"
CAPTION_TAKEN_BACK = "{name}去掉了您发的编号 {numbers} 的说明。"
