"""The clock: APScheduler ticks and the loops that take work from the tables. Decides nothing."""
