"""公众号 (a verified 服务号 of WeChat): sealed callbacks in, customer service messages and one template out.

Reading order: ``settings`` → ``envelope`` → ``message`` → ``errors`` → ``calls`` → ``media`` → ``channel``.
"""
