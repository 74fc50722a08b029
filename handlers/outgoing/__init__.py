"""What leaves: receipts, messages to liaisons, delivery."""
