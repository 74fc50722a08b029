"""What comes in, by whatever way: meant for what, checked, stored, counted."""
