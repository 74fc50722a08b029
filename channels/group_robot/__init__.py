"""Group robots of WeCom, DingTalk and Feishu: they speak in one group and hear nothing.

Read ``channel`` first; what differs between the three platforms is one file each.
"""
