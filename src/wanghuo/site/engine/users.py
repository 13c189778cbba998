"""Which user runs PostgreSQL. It refuses root, so root hands it to somebody with fewer rights."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .errors import EngineError


@dataclass(frozen=True)
class User:
    """An account of the operating system that has a name (initdb insists on one)."""

    uid: int
    gid: int
    name: str


def _of(entry: pwd.struct_passwd) -> User:
    return User(entry.pw_uid, entry.pw_gid, entry.pw_name)


def by_uid(uid: int) -> User | None:
    try:
        return _of(pwd.getpwuid(uid))
    except KeyError:
        return None


def by_name(name: str) -> User | None:
    try:
        return _of(pwd.getpwnam(name))
    except KeyError:
        return None


def current() -> User:
    """The user we are. PostgreSQL needs its name: a uid that /etc/passwd does not know is refused here."""
    user = by_uid(os.getuid())
    if user is None:
        raise EngineError(
            f"当前用户编号 {os.getuid()} 在系统中没有用户名，数据库无法启动；请为它建立账户。"
            f" uid {os.getuid()} has no account name; add it to /etc/passwd."
        )
    return user


def to_drop_to(data_dir: Path) -> User | None:
    """Whom to hand PostgreSQL to: None when we are not root.

    In order: WANGHUO_OS_USER; the owner of the data that is there already; the owner of the checkout;
    an account called wanghuo; nobody.
    """
    if os.getuid() != 0:
        return None
    wanted = os.environ.get("WANGHUO_OS_USER")
    if wanted:
        user = by_name(wanted)
        if user is None or user.uid == 0:
            raise EngineError(
                f"WANGHUO_OS_USER={wanted} 不是可用的普通用户。 WANGHUO_OS_USER={wanted} is no ordinary user."
            )
        return user
    owners = [data_dir] if (data_dir / "PG_VERSION").exists() else []
    owners += [next(parent for parent in data_dir.parents if parent.exists())]
    for place in owners:
        user = by_uid(place.stat().st_uid)
        if user is not None and user.uid != 0:
            return user
    for name in ("wanghuo", "nobody"):
        user = by_name(name)
        if user is not None:
            return user
    raise EngineError(
        "以 root 启动时需要一个普通用户来运行数据库：请建立用户 wanghuo。 Started as root: please create a user named wanghuo."
    )


def can(user: User | None, command: list[str]) -> bool:
    """Whether `user` (None: ourselves) can run `command` successfully."""
    identity = {} if user is None else {"user": user.uid, "group": user.gid, "extra_groups": []}
    try:
        done = subprocess.run(  # noqa: S603 - our own command line
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            cwd="/",
            timeout=60,
            **identity,  # type: ignore[call-overload]
        )
    except OSError:
        return False
    return done.returncode == 0


def can_enter(user: User | None, directory: Path) -> bool:
    return can(user, ["/bin/sh", "-c", 'cd -- "$1" && test -x .', "sh", str(directory)])
