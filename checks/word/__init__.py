"""Word documents: what is written, how it is displayed, and which paragraph plays which role."""
