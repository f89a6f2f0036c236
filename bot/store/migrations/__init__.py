"""Alembic migrations, append only."""
