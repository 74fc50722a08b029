"""Excel files: rosters and statistics forms."""
