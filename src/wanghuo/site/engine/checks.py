"""What Wanghuo asks of a PostgreSQL server before it entrusts a district's records to it."""

from dataclasses import dataclass

import psycopg

from .errors import EngineError

OLDEST = 15
SAFE_COMMITS = {"on", "remote_write", "remote_apply", "local"}
"""Values of synchronous_commit under which an acknowledged commit is on this server's disk."""


@dataclass(frozen=True)
class Requirements:
    """What a server said of itself."""

    version: int
    encoding: str
    fsync: str
    synchronous_commit: str
    full_page_writes: str

    def refusal(self) -> str | None:
        """One sentence naming the first thing that is wrong and its remedy; None when all is well."""
        major = self.version // 10000
        if major < OLDEST:
            return f"PostgreSQL 版本 {major} 过旧，需要 {OLDEST} 以上，请升级数据库。 PostgreSQL {major} is too old: {OLDEST} or later is needed."
        if self.encoding != "UTF8":
            return (
                f"数据库编码是 {self.encoding}，必须是 UTF8：请以 ENCODING 'UTF8' 重建数据库。"
                f" The database is encoded in {self.encoding}; it must be UTF8."
            )
        for name, value in (("fsync", self.fsync), ("full_page_writes", self.full_page_writes)):
            if value != "on":
                return (
                    f"数据库的 {name} 为 {value}，断电会损坏数据：请在 postgresql.conf 设为 on。"
                    f" {name} is {value}: a power cut would corrupt the data; set it to on."
                )
        if self.synchronous_commit not in SAFE_COMMITS:
            return (
                f"数据库的 synchronous_commit 为 {self.synchronous_commit}，已确认的记录可能丢失：请设为 on。"
                f" synchronous_commit is {self.synchronous_commit}: acknowledged records could be lost; set it to on."
            )
        return None


def check_server(url: str) -> Requirements:
    """Look at the server behind `url`. Raises EngineError with one clear sentence when it may not be used."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            row = connection.execute(
                "SELECT current_setting('server_version_num')::int, pg_encoding_to_char(encoding),"
                " current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')"
                " FROM pg_database WHERE datname = current_database()"
            ).fetchone()
    except psycopg.Error as error:
        said = " ".join(str(error).split())
        raise EngineError(
            f"连不上数据库：{said} Cannot connect to the database; check WANGHUO_DATABASE_URL."
        ) from error
    if row is None:
        raise EngineError("数据库没有回答自己的编码。 The server did not tell the encoding of its database.")
    found = Requirements(*row)
    refusal = found.refusal()
    if refusal:
        raise EngineError(refusal)
    return found
