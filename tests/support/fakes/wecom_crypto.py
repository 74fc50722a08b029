"""WeCom's callback encryption written from the platform's description alone: no wechatpy, nothing of the product.

signature = sha1 of the sorted, joined (token, timestamp, nonce, cipher text); AES-256-CBC with the decoded
EncodingAESKey and its first 16 bytes as IV; plaintext = 16 random bytes + 4-byte big-endian length + message +
receiver id, padded by PKCS#7 to 32 bytes.
"""

from __future__ import annotations

import base64
import hashlib
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32


class CallbackCrypto:
    """Encrypts, decrypts and signs for one app."""

    def __init__(self, token: str, encoding_aes_key: str, receive_id: str) -> None:
        self._token = token
        self._receive_id = receive_id
        key = base64.b64decode(encoding_aes_key + "=")
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def sign(self, timestamp: str, nonce: str, encrypted: str) -> str:
        return hashlib.sha1("".join(sorted([self._token, timestamp, nonce, encrypted])).encode()).hexdigest()

    def encrypt(self, message: str) -> str:
        raw = message.encode()
        return self.encrypt_plain(os.urandom(16) + len(raw).to_bytes(4, "big") + raw + self._receive_id.encode())

    def encrypt_plain(self, plain: bytes) -> str:
        """Pads and encrypts any bytes: what a broken or hostile sender might sign."""
        padding = _BLOCK - len(plain) % _BLOCK
        return self.encrypt_blocks(plain + bytes([padding]) * padding)

    def encrypt_blocks(self, blocks: bytes) -> str:
        """Encrypts whole 16-byte blocks as they are, without padding."""
        encryptor = self._cipher.encryptor()
        return base64.b64encode(encryptor.update(blocks) + encryptor.finalize()).decode()

    def decrypt(self, encrypted: str) -> str:
        decryptor = self._cipher.decryptor()
        plain = decryptor.update(base64.b64decode(encrypted)) + decryptor.finalize()
        content = plain[: -plain[-1]]
        length = int.from_bytes(content[16:20], "big")
        assert content[20 + length :].decode() == self._receive_id
        return content[20 : 20 + length].decode()
