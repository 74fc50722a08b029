"""The XML a WeCom app receives, built from the platform's description of each type (pages 96467 and 90376)."""

from __future__ import annotations

import itertools

CORP_ID = "wwfake0123456789"
AGENT_ID = 1000002

_message_ids = itertools.count(7136923452345678901)


def message_xml(sender: str, message_type: str, created: int, elements: str, *, message_id: int | None = None) -> str:
    """Any message; ``created`` is Unix seconds, ``elements`` the type's own XML. Ids are new unless one is given."""
    number = next(_message_ids) if message_id is None else message_id
    return _wrapped(sender, message_type, created, f"{elements}<MsgId>{number}</MsgId>")


def text_xml(sender: str, content: str, created: int, *, message_id: int | None = None) -> str:
    return message_xml(sender, "text", created, _cdata("Content", content), message_id=message_id)


def image_xml(sender: str, media_id: str, created: int, *, message_id: int | None = None) -> str:
    elements = _cdata("PicUrl", "http://example.invalid/pic") + _cdata("MediaId", media_id)
    return message_xml(sender, "image", created, elements, message_id=message_id)


def voice_xml(sender: str, media_id: str, created: int, *, recognition: str = "", message_id: int | None = None) -> str:
    elements = _cdata("MediaId", media_id) + _cdata("Format", "amr")
    elements += _cdata("Recognition", recognition) if recognition else ""
    return message_xml(sender, "voice", created, elements, message_id=message_id)


def video_xml(sender: str, media_id: str, created: int, *, message_id: int | None = None) -> str:
    elements = _cdata("MediaId", media_id) + _cdata("ThumbMediaId", f"{media_id}-thumb")
    return message_xml(sender, "video", created, elements, message_id=message_id)


def file_xml(sender: str, media_id: str, file_name: str, created: int, *, message_id: int | None = None) -> str:
    elements = _cdata("MediaId", media_id) + _cdata("FileName", file_name)
    return message_xml(sender, "file", created, elements, message_id=message_id)


def location_xml(sender: str, label: str, created: int, *, message_id: int | None = None) -> str:
    elements = f"<Location_X>28.68</Location_X><Location_Y>115.85</Location_Y><Scale>15</Scale>{_cdata('Label', label)}"
    return message_xml(sender, "location", created, elements, message_id=message_id)


def link_xml(sender: str, title: str, url: str, created: int, *, message_id: int | None = None) -> str:
    elements = _cdata("Title", title) + _cdata("Description", "") + _cdata("Url", url) + _cdata("PicUrl", "")
    return message_xml(sender, "link", created, elements, message_id=message_id)


def event_xml(sender: str, event: str, created: int, *, key: str = "", elements: str = "") -> str:
    """Any event; ``key`` is its EventKey."""
    return _wrapped(sender, "event", created, _cdata("Event", event) + _cdata("EventKey", key) + elements)


def card_event_xml(sender: str, key: str, task_id: str, created: int) -> str:
    """A button of an interactive card, with the nested selection the platform sends along."""
    selected = (
        "<SelectedItems><SelectedItem>"
        + _cdata("QuestionKey", "question")
        + "<OptionIds>"
        + _cdata("OptionId", "first")
        + "</OptionIds></SelectedItem></SelectedItems>"
    )
    elements = _cdata("TaskId", task_id) + _cdata("CardType", "button_interaction")
    elements += _cdata("ResponseCode", "RESPONSECODE") + selected
    return event_xml(sender, "template_card_event", created, key=key, elements=elements)


def envelope(encrypted: str, *, corp_id: str = CORP_ID, agent_id: int = AGENT_ID) -> bytes:
    """The POST body around a cipher text."""
    recipient = _cdata("ToUserName", corp_id)
    return f"<xml>{recipient}<AgentID><![CDATA[{agent_id}]]></AgentID>{_cdata('Encrypt', encrypted)}</xml>".encode()


def _wrapped(sender: str, message_type: str, created: int, elements: str) -> str:
    return (
        f"<xml>{_cdata('ToUserName', CORP_ID)}{_cdata('FromUserName', sender)}<CreateTime>{created}</CreateTime>"
        f"{_cdata('MsgType', message_type)}{elements}<AgentID>{AGENT_ID}</AgentID></xml>"
    )


def _cdata(name: str, value: str) -> str:
    escaped = value.replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{escaped}]]></{name}>"
