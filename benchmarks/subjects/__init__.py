"""What is measured beside an earlier commit: each file runs under either, as a process of its own."""
