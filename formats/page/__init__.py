"""What the upload page shows, as data for its templates."""
