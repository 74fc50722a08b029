"""What leaves the house as files: what they are called, and the papers that lie beside them."""
