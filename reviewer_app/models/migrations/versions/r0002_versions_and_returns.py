"""Versions of a round, sheets sent back, and when a signer's key entered."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "version",
        sa.Column("round_version", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("round_sha256", sa.String(), nullable=False),
        sa.Column("opened", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
    )
    op.create_table(
        "attention",
        sa.Column("candidate", sa.String(), primary_key=True, nullable=False),
        sa.Column("why", sa.String(), nullable=False),
    )
    op.create_table(
        "returned",
        sa.Column("fingerprint", sa.String(), primary_key=True, nullable=False),
        sa.Column("candidate", sa.String(), primary_key=True, nullable=False),
        sa.Column("expert", sa.String(), nullable=False),
        sa.Column("package_sha256", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=False),
    )
    op.add_column("sheet", sa.Column("locked_by", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("received", sa.Column("entered", sa.Integer(), nullable=False, server_default="1"))
    # packages lie apart from their standing: a row is written whole when anything in it changes
    op.create_table(
        "package",
        sa.Column("fingerprint", sa.String(), primary_key=True, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.execute("insert into package (fingerprint, content) select fingerprint, content from received")
    op.drop_column("received", "content")
