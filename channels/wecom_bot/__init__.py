"""企业微信智能机器人, by a long connection that we open or by sealed webhooks; the console lets a bot have one of them.

Reading order: ``settings`` → ``sealed`` (a webhook's envelope) and ``frames`` (what travels on a connection) →
``message`` (a body → ``Incoming``) → ``errors`` (the errcode table) → ``media`` (downloads, opened with their own key).
"""
