"""A supervisor's words: questions, nudges, exemptions."""
