"""npm ``@wecom/crypto`` and we understand each other: vectors it made once, always; itself, where Node and npm are."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from wechatpy.work.crypto import PrpCrypto

from channels.contract import Callback
from channels.sealed_xml import read_elements
from channels.wecom.channel import WecomChannel
from channels.wecom.settings import WecomSettings
from tests.support.fakes.wecom_crypto import CallbackCrypto
from tests.support.fakes.wecom_messages import AGENT_ID, envelope
from tests.support.patience import PATIENCE

FOREIGN = Path(__file__).parent / "foreign"
PACKAGE = "@wecom/crypto@1.0.1"
VECTORS: dict[str, Any] = json.loads((FOREIGN / "vectors.json").read_text(encoding="utf-8"))
AT = datetime.fromtimestamp(int(VECTORS["timestamp"]) + 2, UTC)
KEYS = {name: VECTORS[name] for name in ("corp_id", "token", "encoding_aes_key")}
CHANNEL = WecomChannel(WecomSettings(**KEYS, agent_id=AGENT_ID, secret="not used here"))


def by_name(vectors: list[dict[str, str]]) -> list[Any]:
    return [pytest.param(vector, id=vector["name"]) for vector in vectors]


def callback(vector: dict[str, str], **more: str) -> Callback:
    query = {"timestamp": VECTORS["timestamp"], "nonce": VECTORS["nonce"], "msg_signature": vector["signature"]}
    return Callback(query={**query, **more}, headers={}, body=envelope(vector["encrypted"]), at=AT)


@pytest.mark.parametrize("vector", by_name([it for it in VECTORS["theirs"] if it["message"].startswith("<xml>")]))
def test_a_callback_they_encrypted_is_understood(vector: dict[str, str]) -> None:
    (message,) = CHANNEL.receive(callback(vector)).messages
    elements = read_elements(vector["message"])
    assert message.sender == "zhangsan"
    assert message.text in (elements.get("Content", ""), elements.get("EventKey"))
    assert message.media == elements.get("MediaId", "")
    assert message.file_name == elements.get("FileName", "")


@pytest.mark.parametrize("vector", by_name(VECTORS["theirs"]))
def test_an_echo_they_encrypted_is_answered(vector: dict[str, str]) -> None:
    assert CHANNEL.verify(callback(vector, echostr=vector["encrypted"])) == vector["message"]


@pytest.mark.parametrize("vector", by_name(VECTORS["ours"]))
def test_they_understood_what_we_encrypted(vector: dict[str, str]) -> None:
    assert (vector["understood"], vector["understood_id"]) == (vector["message"], VECTORS["corp_id"])
    assert (
        CallbackCrypto(VECTORS["token"], VECTORS["encoding_aes_key"], VECTORS["corp_id"]).decrypt(vector["encrypted"])
        == (vector["message"])
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package installed; skips by name where that cannot be done."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("needs Node.js and npm for @wecom/crypto")
    folder = tmp_path_factory.mktemp("foreign")
    (folder / "package.json").write_text("{}")
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--fetch-timeout=20000", "--fetch-retries=0"]
    try:
        done = subprocess.run([npm, "install", *options, PACKAGE], cwd=folder, capture_output=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm could not install {PACKAGE} in time")
    if done.returncode != 0:
        pytest.skip(f"npm could not install {PACKAGE}")
    return folder


def run(folder: Path, vectors: dict[str, Any]) -> dict[str, Any]:
    command = ["node", str(FOREIGN / "make_vectors.mjs")]
    done = subprocess.run(
        command, cwd=folder, input=json.dumps(vectors).encode(), capture_output=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr.decode()
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.node
@pytest.mark.long
def test_the_recorded_vectors_are_what_the_package_makes(installed: Path) -> None:
    blank = {name: "" for name in ("encrypted", "signature")}
    unmade = {**VECTORS, "theirs": [{**vector, **blank} for vector in VECTORS["theirs"]]}
    assert run(installed, unmade) == VECTORS


@pytest.mark.node
@pytest.mark.long
def test_the_package_understands_fresh_cipher_texts_of_ours(installed: Path) -> None:
    wechatpys = PrpCrypto(base64.b64decode(VECTORS["encoding_aes_key"] + "="))
    fake = CallbackCrypto(VECTORS["token"], VECTORS["encoding_aes_key"], VECTORS["corp_id"])
    messages = ["报" * size + "👍🏽" for size in range(1, 70)]
    ours = [{"encrypted": wechatpys.encrypt(words, VECTORS["corp_id"]).decode()} for words in messages]
    ours += [{"encrypted": fake.encrypt(words)} for words in messages]
    answer = run(installed, {**VECTORS, "ours": ours})
    assert [vector["understood"] for vector in answer["ours"]] == messages * 2
    assert {vector["understood_id"] for vector in answer["ours"]} == {VECTORS["corp_id"]}
