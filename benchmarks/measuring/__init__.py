"""What the benchmarks share: a client that loads a server, processes that come and go, and words for figures."""
