"""A campaign and its rules: what a notice asks for, read from one TOML file."""
