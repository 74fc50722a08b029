"""The suite, mirrored by room. A package only so that ``tests.support`` can be imported; the rooms' folders are not."""
