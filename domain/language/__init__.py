"""What people type, read as verbs, days and numbers."""
