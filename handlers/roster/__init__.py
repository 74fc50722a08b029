"""The roster's stories: brought in by a command or at start, given out again, and who may speak put right."""
