"""Stand-ins for the platforms, shared by every room's tests. They import nothing of the product."""
