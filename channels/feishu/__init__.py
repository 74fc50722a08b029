"""Feishu (飞书): the bot of an app of the organisation's own (自建应用).

Read ``channel`` first, then ``message`` (what comes in), ``calls`` and ``errors`` (what is asked and answered).
"""
