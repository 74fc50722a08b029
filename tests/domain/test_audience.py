"""Who may hear what: every topic, before each audience, as a table."""

from __future__ import annotations

import pytest

from domain.audience import Aloud, Audience, aloud
from domain.language.acts import Unit
from domain.language.questions import Question, Topic, Where

#: Topic → what a group hears, what the office's own group hears. All others are answered alone.
HEARD = {
    **dict.fromkeys(
        (
            Topic.HELP,
            Topic.REQUIREMENTS,
            Topic.DEADLINE,
            Topic.PHOTO_SIZE,
            Topic.TEXT_LENGTH,
            Topic.VIDEO_RULES,
            Topic.WHAT_TO_SEND,
            Topic.ORIGINALS,
            Topic.HOW_CAPTION,
            Topic.HOW_WITHDRAW,
            Topic.HOW_COMPOSE,
            Topic.HOW_MOVE,
            Topic.HOW_MILESTONE,
        ),
        (Aloud.WHOLE, Aloud.WHOLE),
    ),
    **dict.fromkeys((Topic.MISSING, Topic.COUNTS, Topic.DIGEST), (Aloud.COUNTS, Aloud.MISSING)),
}


@pytest.mark.parametrize("topic", Topic)
def test_what_an_audience_hears(topic: Topic) -> None:
    asked = Question(topic=topic)
    nothing = (Aloud.NOTHING, Aloud.NOTHING)
    assert (aloud(asked, Audience.GROUP), aloud(asked, Audience.OFFICE)) == HEARD.get(topic, nothing)
    assert aloud(asked, Audience.ALONE) is Aloud.WHOLE


@pytest.mark.parametrize("audience", [Audience.GROUP, Audience.OFFICE])
def test_how_a_named_unit_stands_is_said_to_nobody_else(audience: Audience) -> None:
    named = Where(units=(Unit(id=1, name="云麓第一职业学校"),))
    for topic in (Topic.MISSING, Topic.COUNTS, Topic.DIGEST):
        assert aloud(Question(topic=topic, where=named), audience) is Aloud.NOTHING
