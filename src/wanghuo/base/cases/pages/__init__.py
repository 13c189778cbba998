"""Pages of a case and of a new hand-over."""
