"""What people do, one file a thing. Handlers stand between Telegram's updates and ``compose``; they decide nothing."""
