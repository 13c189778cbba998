"""The launcher in a checkout of its own: what it installs, when it does so again, and what it says."""

import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small checkout: the real launcher and bootstrap, one tiny dependency, a command line that says what it is."""
    home = tmp_path / "望火 检出"
    cli = home / "src" / "wanghuo" / "site" / "cli"
    cli.mkdir(parents=True)
    shutil.copy(CHECKOUT / "wanghuo", home / "wanghuo")
    for name in ("bootstrap.py", "pipconf.py"):
        shutil.copy(CHECKOUT / "src/wanghuo/site/cli" / name, cli / name)
    for package in (cli, cli.parent, cli.parent.parent):
        (package / "__init__.py").touch()
    (cli / "__main__.py").write_text(
        "import sys, tiny\nprint('ran', tiny.VERSION, sys.argv[1:], sys.path[0])\n"
    )
    (home / "requirements").mkdir()
    lock(home, "1.0")
    return home


def wheel(home: Path, version: str) -> tuple[Path, str]:
    folder = home / "wheels"
    folder.mkdir(exist_ok=True)
    path = folder / f"tiny-{version}-py3-none-any.whl"
    info = f"tiny-{version}.dist-info"
    if path.exists():
        return path, sha256(path.read_bytes()).hexdigest()
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("tiny.py", f"VERSION = '{version}'\n")
        file.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n")
        file.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        file.writestr(f"{info}/RECORD", f"tiny.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
    return path, sha256(path.read_bytes()).hexdigest()


def lock(home: Path, version: str, digest: str = "") -> None:
    _, true = wheel(home, version)
    for kind in ("run", "test"):
        (home / "requirements" / f"{kind}.txt").write_text(
            f"tiny=={version} --hash=sha256:{digest or true}\n"
        )
    (home / "requirements" / "uv.txt").write_text("uv==0.0.0 --hash=sha256:" + "0" * 64 + "\n")


def environment(home: Path, **more: str) -> dict[str, str]:
    """pip told by its own variables where to find things; no uv on PATH."""
    base = Path(getattr(sys, "_base_executable", sys.executable)).resolve().parent
    return {
        "PATH": f"{base}:/usr/bin:/bin",
        "HOME": str(home.parent),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": (home / "wheels").as_uri(),
        "PIP_CONFIG_FILE": os.devnull,
        "WANGHUO_PYTHON": str(Path(getattr(sys, "_base_executable", sys.executable)).resolve()),
        **more,
    }


@pytest.fixture
def run(checkout: Path) -> Run:
    def go(*arguments: str, cwd: Path | None = None, program: Path | None = None, **more: str):
        return subprocess.run(
            [str(program or checkout / "wanghuo"), *arguments],
            env=environment(checkout, **more),
            cwd=cwd or "/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )

    return go


def test_installs_once_and_runs(checkout: Path, run: Run) -> None:
    first = run("up", "--x")
    assert first.returncode == 0, first.stderr
    assert "ran 1.0 ['up', '--x']" in first.stdout and "安装依赖" in first.stderr
    second = run("up")
    assert "ran 1.0" in second.stdout and second.stderr == ""


def test_made_again_only_when_the_lock_changes_and_the_old_one_is_kept(checkout: Path, run: Run) -> None:
    run("up")
    lock(checkout, "2.0")
    assert "ran 2.0" in run("up").stdout
    assert (checkout / ".venv.previous" / "wanghuo-run").exists()
    lock(checkout, "1.0")
    back = run("up", PIP_FIND_LINKS="/nowhere")
    assert "ran 1.0" in back.stdout and "换回" in back.stderr, back.stderr


def test_half_made_is_started_over(checkout: Path, run: Run) -> None:
    run("up")
    (checkout / ".venv" / "wanghuo-run").unlink()
    site = next((checkout / ".venv" / "lib").glob("python*/site-packages"))
    (site / "tiny.py").unlink()
    again = run("up")
    assert "ran 1.0" in again.stdout and "没有完成" in again.stderr


def test_test_lock_goes_on_top_of_the_run_lock(checkout: Path, run: Run) -> None:
    run("up")
    inode = (checkout / ".venv").stat().st_ino
    assert "ran 1.0 ['test']" in run("test").stdout
    assert (checkout / ".venv").stat().st_ino == inode
    assert run("up").stderr == ""


def test_wrong_hash_is_refused(checkout: Path, run: Run) -> None:
    lock(checkout, "1.0", digest="0" * 64)
    done = run("up")
    assert done.returncode != 0 and "ran" not in done.stdout
    assert "依赖安装失败" in done.stderr
    assert not (checkout / ".venv" / "wanghuo-run").exists()


def test_a_developers_link_is_left_alone(checkout: Path, run: Run, tmp_path: Path) -> None:
    run("up")
    (checkout / ".venv").rename(tmp_path / "shared")
    (checkout / ".venv").symlink_to(tmp_path / "shared")
    lock(checkout, "2.0")
    done = run("up")
    assert "ran 1.0" in done.stdout and done.stderr == ""


def test_works_through_a_link_and_from_any_folder(checkout: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    link = tmp_path / "bin" / "wanghuo"
    link.symlink_to(checkout / "wanghuo")
    (tmp_path / "tiny.py").write_text("VERSION = 'a stranger in the current folder'\n")
    assert "ran 1.0" in run("up", cwd=tmp_path, program=link).stdout


def test_two_at_once_wait_for_each_other(checkout: Path, run: Run) -> None:
    env = environment(checkout)
    both = [
        subprocess.Popen(
            [checkout / "wanghuo", "up"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=300) for process in both]
    assert all("ran 1.0" in out for out, _ in said), said
    assert sum("安装依赖（" in err for _, err in said) == 1


def test_without_a_python_one_line_says_so(checkout: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    for tool in ("sh", "dirname", "readlink", "cksum", "cat"):
        (bare / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")
    done = subprocess.run([checkout / "wanghuo"], env={"PATH": str(bare)}, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Python 3.11" in done.stderr and done.stderr.count("\n") == 1


def test_uv_on_path_is_used_and_told_pips_settings(checkout: Path, run: Run, tmp_path: Path) -> None:
    """A stand-in that writes down its call; what it fails to do afterwards is not the point."""
    fake = tmp_path / "tools" / "uv"
    fake.parent.mkdir()
    fake.write_text('#!/bin/sh\n{ echo "$@"; env | grep ^UV_; } >>"$0.said"\nexit 1\n')
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    run("up", PATH=f"{fake.parent}:/usr/bin:/bin")
    said = fake.with_name("uv.said").read_text()
    assert said.startswith("venv ") and "UV_NO_INDEX=1" in said and "UV_FIND_LINKS=" in said


def test_the_locks_hold_hashes_and_no_host() -> None:
    for kind in ("run", "test", "uv"):
        text = (CHECKOUT / "requirements" / f"{kind}.txt").read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text and "index-url" not in text and "find-links" not in text


def test_tests_run_on_the_versions_that_are_shipped() -> None:
    def pins(kind: str) -> dict[str, str]:
        lines = (CHECKOUT / "requirements" / f"{kind}.txt").read_text().splitlines()
        return dict(line.split(" ")[0].split("==") for line in lines if "==" in line and line[0].isalnum())

    run, test = pins("run"), pins("test")
    assert {name: version for name, version in run.items() if test.get(name) != version} == {}
