"""Chats that follow the record, what was announced to them and by whom, and announcements on their way."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("chat", sa.Text, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("since", sa.Double, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "announced",
        sa.Column("record", sa.Text, primary_key=True),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "broadcasts",
        sa.Column("id", _NUMBER, primary_key=True),
        # 1 while it is open, NULL afterwards: so there is one at a time.
        sa.Column("slot", sa.Integer, unique=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("texts", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("place", sa.LargeBinary, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("due_at", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double),
        *(
            sa.Column(name, sa.Integer, nullable=False, server_default="0")
            for name in ("total", "sent", "failed", "gone", "unclear")
        ),
    )
    op.create_table(
        "deliveries",
        sa.Column("broadcast", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat", sa.Text, primary_key=True),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("held", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "curator_actions",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("mark", sa.Text, nullable=False, unique=True),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )
