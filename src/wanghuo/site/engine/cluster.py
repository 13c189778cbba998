"""What a data directory needs on disk: its creation, who may connect, and how the server is configured."""

import os
import shutil
import subprocess
from pathlib import Path

from .errors import EngineError
from .processes import Progress
from .users import User

KEEPER_ROLE = "wanghuo_keeper"
"""Superuser. Makes roles and databases, and nothing else."""
APP_ROLE = "wanghuo"
"""Owns the application's databases; no superuser, so that tests meet what a real server grants."""
MAP = "wanghuo"


def _memory_mb() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // (1024 * 1024)
    except (ValueError, OSError):
        return 2048


def initial_settings() -> dict[str, str]:
    """Written into postgresql.conf once, when the cluster is made; an operator may change them there."""
    memory = _memory_mb()
    return {
        "shared_buffers": f"{max(64, min(1024, memory // 8))}MB",
        "effective_cache_size": f"{max(256, memory // 2)}MB",
        "work_mem": "8MB",
        "maintenance_work_mem": f"{max(64, min(256, memory // 16))}MB",
        "random_page_cost": "1.1",
        "max_connections": "100",
        "max_wal_size": "2GB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] ",
        "log_checkpoints": "off",
    }


def binding_settings(socket: Path, *, durable: bool) -> dict[str, str]:
    """Given on the command line at every start, so that no file can loosen them."""
    switch = "on" if durable else "off"
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": '"' + str(socket).replace('"', '""') + '"',
        "unix_socket_permissions": "0700",
        "port": "5432",
        "logging_collector": "off",
        "fsync": switch,
        "synchronous_commit": switch,
        "full_page_writes": switch,
    }
    if not durable:
        settings |= {
            "wal_level": "minimal",
            "max_wal_senders": "0",
            "shared_buffers": "128MB",
            "autovacuum": "off",
        }
    return settings


def create(initdb: Path, data: Path, user: User | None, *, durable: bool, progress: Progress) -> None:
    """Make a cluster at `data`. An initdb that was cut short leaves only `data`.making, which is thrown away."""
    making = data.with_name(data.name + ".making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700, parents=True)
    if user:
        os.chown(making, user.uid, user.gid)
    progress("首次启动：正在建立数据库（只做一次）")
    command = [str(initdb), "-D", str(making), "-U", KEEPER_ROLE, "--auth=peer", "--encoding=UTF8"]
    # The wheel has no ICU. The built-in C.UTF-8 knows upper and lower case of all scripts and sorts the same everywhere.
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command += [] if durable else ["--no-sync"]
    for name, value in initial_settings().items():
        command += ["--set", f"{name}={value}"]
    identity = {"user": user.uid, "group": user.gid, "extra_groups": []} if user else {}
    done = subprocess.run(  # noqa: S603 - our own command line
        command,
        cwd=making,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin", "HOME": str(making)},
        **identity,  # type: ignore[call-overload]
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()[-3:]
        shutil.rmtree(making, ignore_errors=True)
        raise EngineError(f"数据库建立失败：{' '.join(said)} initdb failed, see above.")
    if data.exists():
        data.rmdir()
    making.rename(data)


def write_access(data: Path, user: User | None, connecting: list[User]) -> None:
    """Only `connecting` may enter, over the socket, proven by the kernel (peer). Nothing listens on TCP."""
    lines = ["# Written by Wanghuo at every start.", f"local all all peer map={MAP}"]
    people = [f'{MAP} "{person.name}" {role}' for person in connecting for role in (KEEPER_ROLE, APP_ROLE)]
    for name, content in (("pg_hba.conf", lines), ("pg_ident.conf", [lines[0], *people])):
        path = data / name
        part = data / f"{name}.part"
        part.write_text("\n".join(content) + "\n")
        part.chmod(0o600)
        if user:
            os.chown(part, user.uid, user.gid)
        part.replace(path)
