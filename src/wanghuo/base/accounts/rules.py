"""Pure decisions of signing in and of posts. No clock, no database: what they need is given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

KEPT_APART = ("system_admin", "security_admin", "auditor")
APART_RULE = "系统管理员、安全管理员、审计管理员三员分立"
# Runs that complexity alone would let pass: keyboard rows, alphabet, digits.
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc")
_LEET = str.maketrans("@4301$5!7", "aaeoissit")
# Words people reach for first; compared after folding case and look-alikes.
COMMON = (
    "password", "passw0rd", "admin", "administrator", "root", "welcome", "letmein", "iloveyou", "woaini",
    "qwerty", "monkey", "dragon", "master", "login", "guest", "test", "changeme", "secret", "sunshine",
    "kaizhou", "chongqing", "xiaofang", "zhongguo", "china", "wanghuo", "huojing", "jiuyuan", "anquan", "zhengfu",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PasswordRules:
    """Lengths in characters, ages in days. ``classes``: of upper, lower, digit, other, how many must occur."""

    length: int = 10
    classes: int = 3
    history: int = 5
    max_age: int = 90
    min_age_hours: int = 0


@dataclass(frozen=True, slots=True)
class LockRules:
    """``tries`` failures of one account within ``minutes`` lock it for ``minutes``; an address likewise."""

    tries: int = 5
    minutes: int = 15
    address_tries: int = 30


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _classes(password: str) -> int:
    return sum(
        (
            any(c.isupper() for c in password),
            any(c.islower() for c in password),
            any(c.isdigit() for c in password),
            any(not c.isalnum() or ord(c) > 127 for c in password),
        )
    )


def _run_of(folded: str, size: int = 5) -> bool:
    """A stretch of ``size`` along a keyboard row, the alphabet or the digits, forwards or backwards."""
    for row in _RUNS:
        for line in (row, row[::-1]):
            if any(line[i : i + size] in folded for i in range(len(line) - size + 1)):
                return True
    return False


def password_faults(password: str, rules: PasswordRules, *, about: Iterable[str] = ()) -> list[str]:
    """What is wrong with a new password, in Chinese; empty when it will do.

    ``about``: the person's user name, name in pinyin, phone … none of which may occur in it (from 3 characters).
    """
    faults = []
    folded = _folded(password)
    if len(password) < rules.length:
        faults.append(f"至少 {rules.length} 位，现为 {len(password)} 位")
    if len(password) > 128:
        faults.append("至多 128 位")
    if _classes(password) < rules.classes:
        faults.append(f"大写字母、小写字母、数字、其他符号四类中至少含 {rules.classes} 类")
    if re.search(r"(.)\1\1\1", folded) or (password and len(set(folded)) < min(5, rules.length)):
        faults.append("重复的字符太多")
    if _run_of(folded):
        faults.append("含有键盘或字母数字的连续排列")
    plain = folded.translate(_LEET)
    if any(word in folded or word in plain for word in COMMON if len(word) >= 4):
        faults.append("含有常见口令用词")
    if any(_mentions(folded, fact) for fact in about):
        faults.append("含有登录名、姓名或手机号")
    return faults


def _mentions(folded: str, fact: str) -> bool:
    fact = _folded(fact).replace(" ", "")
    return len(fact) >= 3 and fact in folded


def expired(set_at: datetime | None, now: datetime, rules: PasswordRules) -> bool:
    """Is the password older than the rules allow? Age 0 means it never expires."""
    return rules.max_age > 0 and (set_at is None or now - set_at > timedelta(days=rules.max_age))


def locked_until(failures: Sequence[datetime], tries: int, minutes: int) -> datetime | None:
    """Until when an account (or address) with these failures is locked; None when it never was.

    ``failures`` since the last success or unlocking, in any order. The lock runs ``minutes`` from the failure
    that filled a window of ``minutes`` with ``tries`` of them; the caller compares it with the clock.
    """
    span = timedelta(minutes=minutes)
    times = sorted(failures)
    for last in range(len(times) - 1, tries - 2, -1):
        if times[last] - times[last - tries + 1] <= span:
            return times[last] + span
    return None


@dataclass(frozen=True, slots=True)
class Held:
    """A post as the separation rule sees it."""

    role: str
    since: date
    until: date | None

    def meets(self, since: date, until: date | None) -> bool:
        return (until is None or self.since <= until) and (self.until is None or since <= self.until)


def why_not_together(role: str, since: date, until: date | None, held: Iterable[Held], labels: dict) -> str:
    """The reason why ``role`` cannot join the posts a person already holds; empty when it can.

    Two of the three administrators never meet in one person; the auditor reads the ledger and nothing else.
    """
    for other in held:
        if not other.meets(since, until):
            continue
        pair = (labels.get(role, role), labels.get(other.role, other.role))
        if role in KEPT_APART and other.role in KEPT_APART:
            if role == other.role:
                return f"此人在此期间已任{pair[1]}，不能重复任命。"
            return f"此人在此期间已任{pair[1]}，不能再任{pair[0]}：三类管理员不得由一人兼任。"
        if "auditor" in (role, other.role):
            return f"审计管理员只查阅台账，不兼任其他岗位（{pair[1]}、{pair[0]}）。"
    return ""


def tail_of_term(since: date, until: date | None, last: date) -> tuple[date, date | None] | None:
    """What of a term lies after ``last``: the part that moves to a successor. None when it is over by then."""
    if until is not None and until <= last:
        return None
    return max(since, last + timedelta(days=1)), until
