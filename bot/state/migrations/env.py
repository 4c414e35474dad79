"""Alembic's way in: the steps run on the connection, and in the transaction, that they are given."""

from alembic import context

connection = context.config.attributes.get("connection")
if connection is None and not context.is_offline_mode():
    raise SystemExit("the bot migrates its state by itself when it starts: `python main.py serve`")
# Offline (`alembic upgrade head --sql`): only prints what would be done, for operators who want to read it before.
context.configure(
    connection=connection,
    dialect_name=None if connection is not None else "postgresql",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
