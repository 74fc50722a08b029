"""What is said of exceptions: to liaisons in chat, and on the desk's pages."""

from __future__ import annotations

# --- To liaisons ---

MORE_TIME = "{day}的报送截止延到 {due}（{office}：{reason}）。还没报的，{due} 前报都算按时。"
MORE_TIME_ENDED = "{day}的延时取消了，报送截止仍是 {due}（{office}）。之后报的记为迟报。"
EXEMPTED = "{day}免报（{office}：{reason}）。这天不用报，也不算缺报。"
EXEMPT_ENDED = "{day}的免报取消了，照常要报（{office}）。"
ONLY_OF = "只对{units}。"
TAKEN = "您的 {number} 号{what}由{office}按合格处理：{reason}。"
TAKING_ENDED = "您的 {number} 号{what}不再按合格处理（{office}），请改好再发一次。"
