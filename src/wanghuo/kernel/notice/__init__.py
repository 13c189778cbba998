"""Reading an official notice: clauses, parties, measures, deadlines, cadences, instruments. Pure; see README.md."""

from .read import read_notice

__all__ = ["read_notice"]
