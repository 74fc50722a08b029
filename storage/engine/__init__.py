"""How rows and bytes are reached: connections, claims, bulk writes, migrations, the object store."""
