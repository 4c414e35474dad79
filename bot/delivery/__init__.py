"""How updates reach the bot and how its calls reach people: Telegram over HTTP, or a terminal."""
