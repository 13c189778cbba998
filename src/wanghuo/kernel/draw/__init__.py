"""Draws that anyone can check (双随机): a roster hashed first, a public seed after, SHA-256 tickets. See docs/draws.md."""

from .draw import NO_TEAM, Chosen, Result, Round, Skipped, draw, draw_round
from .files import make, read_rounds, replay, result_rows
from .roster import FORMAT, BadDraw, Inspector, Roster, Stratum, Subject, read_roster
from .tickets import Tickets, queues, round_key

__all__ = [
    "FORMAT",
    "NO_TEAM",
    "BadDraw",
    "Chosen",
    "Inspector",
    "Result",
    "Roster",
    "Round",
    "Skipped",
    "Stratum",
    "Subject",
    "Tickets",
    "draw",
    "draw_round",
    "make",
    "queues",
    "read_roster",
    "read_rounds",
    "replay",
    "result_rows",
    "round_key",
]
