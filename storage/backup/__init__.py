"""Backups: a place that holds any number of them, how one is made, looked through, and brought back.

A place is a folder or ``s3://bucket/prefix``. Files lie in it once, under their hash (``objects/ab/abc…``), for however
many backups; each backup (``backups/20261126T030000Z/``) is a dump of the database and a manifest.
"""
