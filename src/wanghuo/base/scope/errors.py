"""Refusals: what happened, under which rule, what to do next — in Chinese, for the screen."""

from __future__ import annotations


class Refused(Exception):
    """A person asked for something a rule forbids. Shown, recorded in the ledger, loses nothing typed.

    ``reason`` says what happened, ``rule`` under which rule, ``next_step`` what to do; ``status`` is the
    HTTP status (403 for authority, 409 for a state that does not allow it, 422 for bad input).
    """

    def __init__(self, reason: str, *, rule: str = "", next_step: str = "", status: int = 403) -> None:
        super().__init__(reason)
        self.reason, self.rule, self.next_step, self.status = reason, rule, next_step, status

    def __str__(self) -> str:
        parts = [self.reason]
        if self.rule:
            parts.append(f"依据：{self.rule}。")
        if self.next_step:
            parts.append(self.next_step)
        return " ".join(parts)


class NotNow(Refused):
    """The thing's state does not allow it (409)."""

    def __init__(self, reason: str, *, rule: str = "", next_step: str = "") -> None:
        super().__init__(reason, rule=rule, next_step=next_step, status=409)


class BadInput(Refused):
    """What was typed cannot be taken (422). ``fields``: field name → message."""

    def __init__(
        self, reason: str, *, fields: dict[str, str] | None = None, rule: str = "", next_step: str = ""
    ) -> None:
        super().__init__(reason, rule=rule, next_step=next_step, status=422)
        self.fields = fields or {}
