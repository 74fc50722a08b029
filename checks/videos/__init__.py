"""Videos: their boxes, their streams, a picture of them."""
