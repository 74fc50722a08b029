"""Messages in chat: receipts, reminders, answers."""
