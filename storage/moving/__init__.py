"""The whole installation to another database and another store: copied, compared, and the old one left as it is.

Files first, then the database in one transaction: a move that was cut off leaves an empty database, and goes on.
"""
