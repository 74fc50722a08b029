"""One platform per file: wire ↔ message. A platform's words never leave this room."""
