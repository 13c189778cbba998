"""Make .venv from a lock file with hashes. Called by the launcher with the machine's own Python.

    python -I bootstrap.py CHECKOUT run|test

Standard library only. A stamp with the lock's checksum is written last, so a .venv that was cut short is known and
made again. The one it replaces is kept as .venv.previous: that is the way back of `./wanghuo upgrade`.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from pipconf import uv_environment  # a sibling file; no package can be imported yet


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def checksum(lock: Path) -> str:
    """As the launcher computes it."""
    with lock.open("rb") as file:
        return subprocess.run(
            ["/usr/bin/env", "cksum"], stdin=file, capture_output=True, check=True, text=True
        ).stdout.strip()


class Bootstrap:
    def __init__(self, checkout: Path, kind: str) -> None:
        self.checkout = checkout
        self.kind = kind
        self.venv = checkout / ".venv"
        self.lock = checkout / "requirements" / f"{kind}.txt"
        self.quiet = not sys.stderr.isatty()

    def ready(self, where: Path, kind: str) -> bool:
        try:
            stamp = (where / f"wanghuo-{kind}").read_text().strip()
        except OSError:
            return False
        return stamp == checksum(self.checkout / "requirements" / f"{kind}.txt") and self.works(where)

    def works(self, where: Path) -> bool:
        """Whether its interpreter still runs: the machine's Python may have been replaced beneath it."""
        try:
            done = subprocess.run([where / "bin/python", "-c", ""], capture_output=True, check=False)  # noqa: S603
        except OSError:
            return False
        return done.returncode == 0

    def make(self) -> None:
        if self.ready(self.venv, self.kind):
            return
        previous = self.venv.with_name(".venv.previous")
        if self.ready(previous, self.kind):
            say("换回先前的依赖环境 · going back to the previous environment")
            aside = self.venv.with_name(".venv.aside")
            shutil.rmtree(aside, ignore_errors=True)
            if self.venv.exists():
                self.venv.rename(aside)
            previous.rename(self.venv)
            if aside.exists():
                aside.rename(previous)
            return
        on_top = self.kind == "test" and self.ready(self.venv, "run")
        if self.venv.exists() and not on_top:
            finished = (self.venv / "wanghuo-run").exists() or (self.venv / "wanghuo-test").exists()
            shutil.rmtree(previous, ignore_errors=True)
            if finished:
                self.venv.rename(previous)
            else:
                say("上次的安装没有完成，重新开始 · the last installation was cut short, starting over")
                shutil.rmtree(self.venv)
        say(
            f"安装依赖（{self.lock.name}），首次约需一两分钟 · installing locked dependencies, a minute or two"
        )
        self.install(on_top=on_top)
        if self.kind == "test":
            # test.txt is compiled with run.txt as its constraint, so it holds all of it.
            (self.venv / "wanghuo-run").write_text(checksum(self.lock.with_name("run.txt")) + "\n")
        (self.venv / f"wanghuo-{self.kind}").write_text(checksum(self.lock) + "\n")

    def install(self, *, on_top: bool) -> None:
        uv = shutil.which("uv") or self.fetched_uv()
        if uv:
            try:
                self.install_with_uv(uv, on_top=on_top)
                return
            except subprocess.CalledProcessError:
                if not has("pip") and not has("ensurepip"):
                    raise
                # For instance behind a certificate that the system trusts and uv does not.
                say("uv 没有成功，改用 pip 再试 · uv failed, trying pip")
                if not on_top:
                    shutil.rmtree(self.venv, ignore_errors=True)
        self.install_with_pip(on_top=on_top)

    def install_with_uv(self, uv: str, *, on_top: bool) -> None:
        env = os.environ | uv_environment(os.environ) | self.cache()
        silence = ["--quiet"] if self.quiet else []
        if not on_top:
            self.run([uv, "venv", *silence, "--no-config", "--python", sys.executable, str(self.venv)], env)
        command = [uv, "pip", "install", *silence, "--no-config", "--python", str(self.venv / "bin/python")]
        self.run([*command, "--compile-bytecode", "--require-hashes", "-r", str(self.lock)], env)

    def cache(self) -> dict[str, str]:
        """A cache in the checkout for those who have no home to keep one in (service accounts)."""
        home = os.environ.get("XDG_CACHE_HOME") or Path(os.environ.get("HOME") or "~").expanduser() / ".cache"
        try:
            Path(home).mkdir(parents=True, exist_ok=True)
            usable = os.access(home, os.W_OK)
        except OSError:
            usable = False
        return (
            {}
            if usable or "UV_CACHE_DIR" in os.environ
            else {"UV_CACHE_DIR": str(self.checkout / ".uv-cache")}
        )

    def install_with_pip(self, *, on_top: bool) -> None:
        silence = ["-q"] if self.quiet else []
        pip = ["-m", "pip", "--disable-pip-version-check"]
        if has("pip"):
            if not on_top:
                venv.create(self.venv, with_pip=False, symlinks=True)
            command = [sys.executable, *pip, "--python", str(self.venv / "bin/python")]
        elif has("ensurepip"):
            if not on_top:
                venv.create(self.venv, with_pip=True, symlinks=True)
            command = [str(self.venv / "bin/python"), *pip]
        else:
            raise SystemExit(
                "没有 uv，也没有 pip：请安装其一（如 apt install python3-venv，或 https://docs.astral.sh/uv/）后重试。"
                " Neither uv nor pip is here: install one of them (e.g. apt install python3-venv) and try again."
            )
        self.run([*command, "install", *silence, "--require-hashes", "-r", str(self.lock)], dict(os.environ))

    def fetched_uv(self) -> str | None:
        """uv in the checkout's private .uv folder, fetched by pip (which heeds its own configuration)."""
        home = self.checkout / ".uv"
        found = home / "bin" / "uv"
        lock = self.checkout / "requirements" / "uv.txt"
        if found.exists() and (home / "stamp").exists() and (home / "stamp").read_text() == checksum(lock):
            return str(found)
        shutil.rmtree(home, ignore_errors=True)
        try:
            target: list[str] = []
            if has("pip"):
                python, target = [sys.executable, "-m", "pip"], ["--target", str(home)]
            elif has("ensurepip"):
                venv.create(home, with_pip=True, symlinks=True)
                python = [str(home / "bin/python"), "-m", "pip"]
            else:
                return None
            options = ["--disable-pip-version-check", "-q", "--require-hashes", "-r", str(lock), *target]
            self.run([*python, "install", *options], dict(os.environ))
            (home / "stamp").write_text(checksum(lock))
        except (subprocess.CalledProcessError, OSError):
            shutil.rmtree(home, ignore_errors=True)
            say("取不到 uv，改用 pip · uv could not be fetched, using pip")
            return None
        return str(found) if found.exists() else None

    def run(self, command: list[str], env: dict[str, str]) -> None:
        # pip's and uv's own words go to the error stream, so that a command's output stays clean.
        subprocess.run(command, env=env, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)  # noqa: S603


def has(module: str) -> bool:
    """Asked of the interpreter proper: Debian ships `venv` without `ensurepip`."""
    probe = [sys.executable, "-I", "-c", f"import {module}"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0  # noqa: S603


def main() -> None:
    os.umask(0o022)
    checkout, kind = Path(sys.argv[1]), sys.argv[2]
    try:
        lock = (checkout / ".venv.lock").open("w")
    except OSError as error:
        raise SystemExit(
            f"不能写入 {checkout}（{error.strerror}）：请用拥有该目录的用户运行，或另行检出一份。"
            " This checkout cannot be written; run as its owner or clone your own."
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("另一个窗口正在安装依赖，等它完成 · another window is installing, waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            Bootstrap(checkout, kind).make()
        except subprocess.CalledProcessError as error:
            program = Path(error.cmd[0]).name
            raise SystemExit(
                f"依赖安装失败（{program}，上面是原因）：请检查网络或软件源设置后重试，已下载的会保留。"
                f" Installing failed ({program}, its reason is above): check the network or the mirror and try again."
            ) from None
        except OSError as error:
            raise SystemExit(f"依赖安装失败：{error} Installing failed.") from None


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit("已中断，下次会重新开始 · interrupted; the next run starts over") from None
