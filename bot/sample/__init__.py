"""What the invented province has sent before a rehearsal begins: read from a script, made on the spot."""
