"""What is in a database, in numbers that two databases can be compared by."""

from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r'
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1
"""


@dataclass
class Facts:
    """`tables`: name → [rows, checksum]; `sequences`: name → last value; `ledger`: the newest signed head, if any."""

    tables: dict[str, list[Any]] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    migrations: list[str] = field(default_factory=list)
    ledger: dict[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.tables.values())


def gather(connection: psycopg.Connection) -> Facts:
    """Facts of the transaction's snapshot.

    A table's checksum is the sum over its rows of 60 bits of each row's MD5, so the order of rows does not matter.
    """
    connection.execute(
        "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL extra_float_digits = 1"
    )
    connection.execute("SET LOCAL intervalstyle = 'iso_8601'; SET LOCAL bytea_output = 'hex'")
    facts = Facts()
    for (name,) in connection.execute(TABLES).fetchall():
        query = sql.SQL(
            "SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text FROM {} t"
        ).format(sql.Identifier("public", name))
        row = connection.execute(query).fetchone()
        assert row is not None
        facts.tables[name] = list(row)
    for name, value in connection.execute(
        "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
    ).fetchall():
        facts.sequences[name] = value or 0
    if "django_migrations" in facts.tables:
        found = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1").fetchall()
        facts.migrations = [name for (name,) in found]
    facts.ledger = ledger_head(connection, facts)
    return facts


def ledger_head(connection: psycopg.Connection, facts: Facts) -> dict[str, Any]:
    """How many entries there are, and the newest sealed batch as it stands in the database."""
    if "ledger_entry" not in facts.tables:
        return {}
    head: dict[str, Any] = {"entries": facts.tables["ledger_entry"][0]}
    if "ledger_head" in facts.tables:
        query = "SELECT number, text, signature FROM ledger_head ORDER BY number DESC LIMIT 1"
        row = connection.execute(query).fetchone()
        head["head"] = list(row) if row else None
    return head


def differences(wanted: Facts, found: Facts) -> list[str]:
    """What is not as it was, one line each. Sequences may be ahead: they do not heed transactions."""
    lines = []
    for name in sorted(wanted.tables.keys() | found.tables.keys()):
        before, after = wanted.tables.get(name), found.tables.get(name)
        if before is None or after is None:
            lines.append(f"表 {name} {'多出' if before is None else '缺失'}")
        elif list(before) != list(after):
            lines.append(
                f"表 {name}：备份时 {before[0]} 行，现有 {after[0]} 行"
                + ("" if before[0] != after[0] else "，内容不同")
            )
    for name, value in wanted.sequences.items():
        if found.sequences.get(name, -1) < value:
            lines.append(f"序列 {name}：应不小于 {value}，现为 {found.sequences.get(name)}")
    if wanted.ledger != found.ledger:
        lines.append("台账：最新首部与备份时不同")
    return lines
