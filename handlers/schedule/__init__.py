"""What the clock says: reminders, lists and digests at their time."""
