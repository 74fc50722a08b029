"""HTTP in, HTTP out: webhooks, health, the chat simulator. This room decides nothing."""
