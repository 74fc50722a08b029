"""DingTalk (钉钉): the robot of an app of the organisation's own (企业内部应用).

Read ``channel`` first, then ``message`` (what comes in), ``calls`` and ``errors`` (what is asked and answered).
"""
