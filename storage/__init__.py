"""All SQL, all bytes: tables, one file of plain functions per noun, the object store, migrations."""
