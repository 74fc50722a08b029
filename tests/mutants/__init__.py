"""A mutation tester for the nine rooms: small changes of the code, each against the tests that run its line.

``make mutants`` runs it; ``python -m tests.mutants --help`` says what it can be asked.
"""
