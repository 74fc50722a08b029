"""The suite, mirrored by room. A package only so that ``tests.fakes`` can be imported; the rooms' folders are not."""
