"""Languages of chats, which version 0.1 kept already, and the numbers of answered updates, which it kept elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Version 0.1 made this table in SQLite, with these columns: what is in it stays.
    op.create_table(
        "chats",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("language", sa.Text, nullable=False),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    op.create_table(
        "answered",
        sa.Column("bot", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("answered_at", sa.Double),
        sa.Column("claim", sa.Text),
        sa.Column("claimed_until", sa.Double),
        sqlite_with_rowid=False,
    )
