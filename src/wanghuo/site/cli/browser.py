"""Chromium for the browser tests: the machine's own, else by its package manager when we may."""

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
MANAGERS = {
    "apt-get": [
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ],
    "dnf": [["dnf", "install", "-y", "-q", "chromium"]],
    "apk": [["apk", "add", "--quiet", "chromium"]],
    "pacman": [["pacman", "-Sy", "--noconfirm", "--quiet", "chromium"]],
    "zypper": [["zypper", "--non-interactive", "--quiet", "install", "chromium"]],
}
PATIENCE = 600.0


def works(path: str) -> bool:
    """Whether it starts at all: Ubuntu's `chromium` is a stub that only names its snap."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def find() -> str | None:
    """WANGHUO_CHROMIUM, or the first Chromium-like browser on this machine that starts."""
    given = os.environ.get("WANGHUO_CHROMIUM")
    candidates = (
        [given] if given else [*map(shutil.which, NAMES), *filter(lambda a: Path(a).exists(), APPLICATIONS)]
    )
    return next((path for path in candidates if path and works(path)), None)


def fetch() -> str | None:
    """Install it with the system's package manager. Only root may; nobody is asked for a password."""
    if os.getuid() != 0:
        return None
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for manager, steps in MANAGERS.items():
        if shutil.which(manager) is None:
            continue
        for step in steps:
            try:
                subprocess.run(  # noqa: S603 - a fixed command line
                    step,
                    env=env,
                    check=False,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    timeout=PATIENCE,
                )
            except (OSError, subprocess.TimeoutExpired):
                return None
        return find()
    return None
