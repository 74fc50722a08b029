"""How much one message on the simulator's pages may be."""

from __future__ import annotations

#: Characters a phone sends in one message.
TEXT_LIMIT = 4000
#: Bytes of one file: above the largest video a notice allows, so that the bot can say what is wrong with it.
FILE_LIMIT = 210 * 1024 * 1024
