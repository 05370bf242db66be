"""The store: SQLModel tables, migrations and transactions that give and take domain values."""
