"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("round_version", sa.Integer(), nullable=False),
        sa.Column("round_sha256", sa.String(), nullable=False),
        sa.Column("scheme", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("tags", sa.String(), nullable=False),
    )
    op.create_table(
        "undertaking",
        sa.Column("id", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("accepted", sa.String(), nullable=False),
    )
    op.create_table(
        "sheet",
        sa.Column("candidate", sa.String(), primary_key=True, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
    )
    op.create_table(
        "mark",
        sa.Column("candidate", sa.String(), sa.ForeignKey("sheet.candidate"), primary_key=True, nullable=False),
        sa.Column("criterion", sa.String(), primary_key=True, nullable=False),
        sa.Column("value", sa.String(), nullable=False),
    )
    op.create_table(
        "signed",
        sa.Column("kind", sa.String(), primary_key=True, nullable=False),
        sa.Column("sequence", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False, unique=True),
        sa.Column("created", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "received",
        sa.Column("fingerprint", sa.String(), primary_key=True, nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("round_version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("received", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_received_signer", "received", ["signer"])
    op.create_table(
        "private_record",
        sa.Column("candidate", sa.String(), primary_key=True, nullable=False),
        sa.Column("id_number", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), primary_key=True, nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("values_json", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
    )
