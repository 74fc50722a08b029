"""The commands, one file per group. Each has ``register(app)``; ``bot.cli`` lists them."""
