"""``python -m bot`` is ``baosong``."""

from bot.cli import main

if __name__ == "__main__":
    main()
