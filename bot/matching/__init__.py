"""Finding facts in processes of their own, so that the one that talks to Telegram goes on talking meanwhile."""
