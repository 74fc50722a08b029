"""企业微信 (WeCom), a self-built app: encrypted callbacks in, ``message/send`` out, media by ``media/get`` and
``media/upload``.

Reading order: ``settings`` → ``channels.sealed_xml`` (signature, decryption, XML) → ``message`` (elements →
``Incoming``) → ``errors`` (the errcode table) → ``tokens`` → ``api`` (calls) → ``media`` (downloads) →
``uploading`` →
``channel`` (all of it, as ``channels.contract`` asks).
"""
