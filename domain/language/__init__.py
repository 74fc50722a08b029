"""What people type: normalised, read by frames of word classes, and decided on."""
