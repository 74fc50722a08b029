"""The stories, one file each: decide with ``domain`` and ``checks``, keep with ``storage``, word with ``formats``."""
