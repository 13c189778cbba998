"""A room of its own for worker processes under test."""
