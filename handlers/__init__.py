"""The stories, one file each. A story decides with ``domain`` and ``checks``, stores with ``storage``, words with ``formats``."""
