"""What a person told pip (mirror, certificate, proxy …), told to uv, which does not read pip's files.

Standard library only: it runs before anything is installed.
"""

import configparser
import os
import sys
from collections.abc import Mapping
from pathlib import Path

SECTIONS = ("global", "install")


def files(env: Mapping[str, str]) -> list[Path]:
    """pip's configuration files, weakest first (pip's user guide, "Configuration files")."""
    if env.get("PIP_CONFIG_FILE") == os.devnull:
        return []
    home = Path(env.get("HOME") or "~").expanduser()
    system = [
        Path(part) / "pip/pip.conf"
        for part in reversed(env.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":"))
        if part
    ]
    found = [*system, Path("/etc/pip.conf")]
    if sys.platform == "darwin":
        found = [Path("/Library/Application Support/pip/pip.conf"), *found]
    found += [home / ".pip/pip.conf", Path(env.get("XDG_CONFIG_HOME") or home / ".config") / "pip/pip.conf"]
    if sys.platform == "darwin":
        found.append(home / "Library/Application Support/pip/pip.conf")
    found.append(Path(sys.prefix) / "pip.conf")
    if env.get("PIP_CONFIG_FILE"):
        found.append(Path(env["PIP_CONFIG_FILE"]))
    return found


def settings(env: Mapping[str, str], paths: list[Path] | None = None) -> dict[str, str]:
    """pip's settings by option name: files in their order, then PIP_* of the environment."""
    found: dict[str, str] = {}
    for path in files(env) if paths is None else paths:
        parser = configparser.RawConfigParser(strict=False)
        try:
            parser.read(path, encoding="utf-8")
        except (OSError, configparser.Error, UnicodeDecodeError):
            continue
        for section in SECTIONS:
            if parser.has_section(section):
                found |= {
                    name.replace("_", "-"): value.strip()
                    for name, value in parser.items(section)
                    if value.strip()
                }
    for name, value in env.items():
        if name.startswith("PIP_") and value.strip():
            found[name[4:].lower().replace("_", "-")] = value.strip()
    return found


def uv_environment(env: Mapping[str, str], paths: list[Path] | None = None) -> dict[str, str]:
    """Variables to add for uv. What the person set for uv itself is never overridden."""
    told = settings(env, paths)
    give: dict[str, str] = {}
    if "index-url" in told:
        give["UV_DEFAULT_INDEX"] = told["index-url"]
    if "extra-index-url" in told:
        give["UV_INDEX"] = " ".join(told["extra-index-url"].split())
    if "find-links" in told:
        give["UV_FIND_LINKS"] = ",".join(told["find-links"].split())
    if "trusted-host" in told:
        give["UV_INSECURE_HOST"] = " ".join(told["trusted-host"].split())
    if told.get("no-index", "").lower() in ("1", "true", "yes", "on"):
        give["UV_NO_INDEX"] = "1"
    if "cert" in told:
        give["SSL_CERT_FILE"] = told["cert"]
    if "client-cert" in told:
        give["SSL_CLIENT_CERT"] = told["client-cert"]
    if "proxy" in told:
        give |= {"HTTP_PROXY": told["proxy"], "HTTPS_PROXY": told["proxy"]}
    if told.get("timeout", "").isdigit() or told.get("default-timeout", "").isdigit():
        give["UV_HTTP_TIMEOUT"] = told.get("timeout") or told["default-timeout"]
    # pip weighs all its indexes alike; the hashes in the lock make that safe.
    give["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    lower = {"HTTP_PROXY": "http_proxy", "HTTPS_PROXY": "https_proxy"}
    old = {"UV_DEFAULT_INDEX": "UV_INDEX_URL", "UV_INDEX": "UV_EXTRA_INDEX_URL"}
    taken = {
        name
        for name in give
        if any(env.get(alias) for alias in (name, lower.get(name, name), old.get(name, name)))
    }
    return {name: value for name, value in give.items() if name not in taken}
