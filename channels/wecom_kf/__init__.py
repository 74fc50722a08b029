"""WeChat customer service (微信客服): people in plain WeChat speak to a WeCom corporation.

Read ``channel`` first, then ``message`` (what is pulled) and ``errors``. Envelope and calls are the app's
(``channels.wecom``).
"""
