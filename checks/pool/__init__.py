"""The processes that run checks: a file may be hostile, and a hostile file may kill only its worker."""
