"""Photos: what they are, what they show, and whether they were shrunk, enlarged or taken of a screen."""
