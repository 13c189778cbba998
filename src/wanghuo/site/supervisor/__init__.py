"""Starts the engine and the processes around it, and keeps them running."""
