"""What an expert declared of conflicts, what was found in dossiers, and notes for the expert's eyes alone."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "past_unit",
        sa.Column("place", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
    )
    op.create_table(
        "mention",
        sa.Column("candidate", sa.String(), primary_key=True, nullable=False),
        sa.Column("dossier_sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("places", sa.String(), nullable=False),
    )
    op.create_table(
        "dismissal",
        sa.Column("candidate", sa.String(), primary_key=True, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("known", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
    )
    op.create_table(
        "declaration",
        sa.Column("id", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("round_version", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
    )
    op.create_table(
        "private_note",
        sa.Column("candidate", sa.String(), primary_key=True, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
    )
