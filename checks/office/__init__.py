"""Office files as packages: opened safely, before anyone reads what is in them."""
