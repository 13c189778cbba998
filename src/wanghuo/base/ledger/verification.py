"""Verification of the whole ledger: streamed, in bounded memory, under one snapshot. Nothing is written.

Faults are gathered (at most :data:`MOST`), the lowest entry id among them is the first bad entry.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from psycopg.errors import Error as DriverError

from wanghuo.kernel.seal import (
    Auditor,
    Finding,
    Kind,
    NotCanonical,
    algorithm,
    first_bad,
    verify_signature,
)
from wanghuo.kernel.seal import Batch as SealedBatch
from wanghuo.kernel.seal import Head as SealedHead
from wanghuo.kernel.seal.audit import Member

from . import keys, records
from .models import Key
from .sealing import ALGORITHM

MOST = 1000
CHUNK = 2000
BATCHES = (
    "SELECT b.number, b.count, b.first, b.last, b.root, b.previous, b.sealed_at, b.algorithm, b.hash,"
    " h.text, h.signature FROM ledger_batch b FULL JOIN ledger_head h ON h.number = b.number"
    " ORDER BY coalesce(b.number, h.number)"
)
MEMBERS = (
    f"SELECT m.batch, m.position, m.entry, m.leaf, {records.COLUMNS} FROM ledger_member m"  # noqa: S608 - our own constants
    " LEFT JOIN ledger_entry e ON e.id = m.entry ORDER BY m.batch, m.position"
)
STRAY = (
    "SELECT e.id FROM ledger_entry e LEFT JOIN ledger_member m ON m.entry = e.id"
    " LEFT JOIN ledger_pending p ON p.entry = e.id WHERE m.entry IS NULL AND p.entry IS NULL ORDER BY e.id LIMIT %s"
)
GONE = (
    "SELECT p.entry FROM ledger_pending p LEFT JOIN ledger_entry e ON e.id = p.entry"
    " WHERE e.id IS NULL ORDER BY p.entry LIMIT %s"
)

SAYS = {
    Kind.EDITED: "内容被改动",
    Kind.MISSING: "记录被删除",
    Kind.UNSEALED: "不在任何批次中（事后插入，或席位被删）",
    Kind.MOVED: "在批次中的次序被改动",
    Kind.LEAVES: "所在批次的叶子哈希被改写，范围只能缩小到这一批（此为其首条）",
    Kind.RECORD: "所在批次的登记被改动（此为其首条）",
    Kind.CHAIN: "所在批次与上一批不相接（此为其首条）",
    Kind.HEAD: "首部与批次不符",
    Kind.SIGNATURE: "首部的签名不成立",
}


@dataclass
class Report:
    """What was found. ``copies`` counts the outside heads that agreed."""

    batches: int = 0
    entries: int = 0
    waiting: int = 0
    copies: int = 0
    head: str = ""
    findings: list[Finding] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not self.findings and not self.remarks

    @property
    def first(self) -> Finding | None:
        """The first bad entry, or what comes nearest to it."""
        return first_bad(self.findings)


def say(finding: Finding) -> str:
    """A finding in Chinese."""
    where = f"记录 {finding.entry}" if finding.entry is not None else "首部"
    batch = f"（第 {finding.batch} 批）" if finding.batch else ""
    return f"{where}{batch}：{SAYS[finding.kind]}"


@transaction.atomic
def verify(
    *,
    outside: dict[int, str] | None = None,
    pinned: str = "",
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Verify everything. ``outside``: texts of heads kept elsewhere, by number; ``pinned``: the first key's fingerprint."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT count(*) FROM ledger_pending")
        report = Report(waiting=cursor.fetchone()[0])
    run = _Run(report, outside or {}, progress)
    run.keys(pinned)
    run.batches()
    run.strays()
    return report


class _Run:
    def __init__(
        self, report: Report, outside: dict[int, str], progress: Callable[[int], None] | None
    ) -> None:
        self.report, self.outside, self.progress = report, dict(outside), progress
        self.auditor = Auditor(algorithm(ALGORITHM))
        self.known: list[Key] = []

    def keys(self, pinned: str) -> None:
        self.known = keys.known_keys()
        for key in keys.vouched(self.known):
            self.report.remarks.append(
                f"公钥 {key.fingerprint[:16]}…（第 {key.since} 批起）没有前任密钥的有效签名"
            )
        if pinned and (not self.known or self.known[0].fingerprint != pinned):
            self.report.remarks.append("台账的首个公钥不是预留的指纹：台账可能被整体替换")

    def batches(self) -> None:
        members = _Members(_stream("ledger_members", MEMBERS), self._odd_member)
        for row in _stream("ledger_batches", BATCHES):
            if row[0] is None:
                self._add(Finding(Kind.HEAD, json.loads(row[9]).get("number", 0), None))
                continue
            stored = SealedBatch(*row[:8])
            seats, entries = members.of(stored.number)
            self._add(*self.auditor.batch(stored, bytes.fromhex(row[8]), seats, entries))
            self._head(stored.number, row[9], row[10])
            self.report.batches += 1
            self.report.entries += len(entries)
            if self.progress:
                self.progress(self.report.entries)
        members.rest()
        for number in self.outside:
            self.report.remarks.append(f"外存的第 {number} 批首部在台账中不存在：其后的批次可能被截去")

    def _head(self, number: int, text: str | None, signature: str | None) -> None:
        kept = self.outside.pop(number, None)
        if kept is not None and kept != text:
            self.report.remarks.append(f"第 {number} 批首部与外存的不同：此批或其以前的记录被重写")
        elif kept is not None:
            self.report.copies += 1
        if text is None:
            self._add(Finding(Kind.HEAD, number, None))
            return
        key = next((key for key in reversed(self.known) if key.since <= number), None)
        try:
            head = SealedHead(**{name: value for name, value in json.loads(text).items() if name != "kind"})
            signed = verify_signature(
                text, bytes.fromhex(signature or ""), keys.load_public(key.public_key if key else "")
            )
        except (ValueError, TypeError):
            self._add(Finding(Kind.SIGNATURE, number, None))
            return
        self._add(*self.auditor.head(head))
        if not signed or key is None or head.key != key.fingerprint or head.text() != text:
            self._add(Finding(Kind.SIGNATURE, number, None))
        self.report.head = text

    def strays(self) -> None:
        with connection.cursor() as cursor:
            for sql, kind in ((STRAY, Kind.UNSEALED), (GONE, Kind.MISSING)):
                cursor.execute(sql, [MOST])
                self._add(*(Finding(kind, 0, entry) for (entry,) in cursor.fetchall()))

    def _odd_member(self, member: Member, batch: int) -> None:
        self._add(Finding(Kind.MOVED, batch, member.entry))

    def _add(self, *found: Finding) -> None:
        self.report.findings.extend(found)
        if len(self.report.findings) > 2 * MOST:
            self.report.findings.sort(key=lambda one: (one.entry is None, one.entry or 0))
            del self.report.findings[MOST:]


class _Members:
    """The stream of members, cut at the batches. Those of batches that do not exist are told of."""

    def __init__(self, rows: Iterator[tuple[Any, ...]], odd: Callable[[Member, int], None]) -> None:
        self.rows, self.odd = rows, odd
        self.next = next(rows, None)

    def of(self, number: int) -> tuple[list[Member], dict[int, bytes]]:
        seats: list[Member] = []
        entries: dict[int, bytes] = {}
        while self.next is not None and self.next[0] <= number:
            batch, position, entry, leaf, *row = self.next
            member = Member(position, entry, bytes(leaf))
            if batch < number:
                self.odd(member, batch)
            else:
                seats.append(member)
                if row[0] is not None:
                    entries[entry] = _bytes(row)
            self.next = next(self.rows, None)
        return seats, entries

    def rest(self) -> None:
        while self.next is not None:
            self.odd(Member(self.next[1], self.next[2], b""), self.next[0])
            self.next = next(self.rows, None)


def _bytes(row: list[Any]) -> bytes:
    """The entry's bytes; empty, so matching no leaf, when it was changed into something without a canonical form."""
    try:
        return records.entry_bytes(row)
    except NotCanonical:
        return b""


def _stream(name: str, sql: str) -> Iterator[tuple[Any, ...]]:
    """Rows through a server-side cursor, a chunk at a time."""
    connection.ensure_connection()
    with connection.connection.cursor(name=name) as cursor:
        cursor.itersize = CHUNK
        try:
            cursor.execute(sql)
            yield from cursor
        except DriverError as error:
            raise RuntimeError(f"台账读取中断：{error}") from error
