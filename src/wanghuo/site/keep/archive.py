"""One backup file: tar.gz of `manifest.json`, `database.dump` (pg_dump's custom format) and `files/…`."""

import dataclasses
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from wanghuo.site.engine import EngineError

from .facts import Facts

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
CHUNK = 1024 * 1024


@dataclass
class Manifest:
    """`members`: name in the archive → [bytes, SHA-256]; `made_at` is ISO 8601 with its zone."""

    made_at: str
    release: str
    postgres: int
    mode: str
    facts: Facts
    members: dict[str, list[Any]] = field(default_factory=dict)
    format: int = FORMAT

    def to_json(self) -> bytes:
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, indent=1, default=str).encode()

    @classmethod
    def from_json(cls, content: bytes) -> "Manifest":
        """Raises EngineError when it is not a manifest that this release can read."""
        try:
            found = json.loads(content)
            if found["format"] != FORMAT:
                raise EngineError(
                    f"备份格式 {found['format']} 不是本版本能读的（{FORMAT}）：请用生成它的版本恢复。"
                    f" Backup format {found['format']} is not readable by this release."
                )
            return cls(**found | {"facts": Facts(**found["facts"])})
        except (ValueError, KeyError, TypeError) as error:
            raise EngineError("备份文件的清单损坏。 The backup's manifest is damaged.") from error


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def attachments(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")) if folder.exists() else ():
        if path.is_file() and not path.is_symlink():
            yield path


def write(target: Path, manifest: Manifest, dump: Path, files: Path) -> None:
    """Write the archive beside `target` and put it in place in one step. It holds personal data: 0600."""
    sources = {DUMP: dump} | {
        f"files/{path.relative_to(files).as_posix()}": path for path in attachments(files)
    }
    for name, path in sources.items():
        manifest.members[name] = [path.stat().st_size, sha256(path)]
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
            # The dump and most attachments are compressed already; level 1 packs the rest.
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=1) as tar:
                content = manifest.to_json()
                tar.addfile(_info(MANIFEST, len(content)), io.BytesIO(content))
                for name, path in sources.items():
                    with path.open("rb") as file:
                        tar.addfile(_info(name, manifest.members[name][0]), file)
            raw.flush()
            os.fsync(raw.fileno())
        unpack(part, None)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def read_manifest(source: Path) -> Manifest:
    """The manifest alone; it comes first. Raises EngineError when `source` is no backup of ours."""
    try:
        with tarfile.open(source, "r:gz") as tar:
            first = tar.next()
            file = tar.extractfile(first) if first is not None and first.name == MANIFEST else None
            if file is None:
                raise EngineError(f"{source} 不是望火的备份文件。 {source} is not a backup of Wanghuo.")
            return Manifest.from_json(file.read())
    except FileNotFoundError:
        raise EngineError(f"找不到 {source}。 No such file: {source}.") from None
    except (OSError, tarfile.TarError, EOFError) as error:
        raise EngineError(
            f"{source} 不是望火的备份文件，或已损坏。 Not a backup, or damaged: {error}."
        ) from None


def unpack(source: Path, into: Path | None) -> Manifest:
    """Check every member against the manifest, writing them below `into` unless it is None.

    Raises EngineError at the first member that is missing, changed, unexpected or badly named.
    """
    manifest = read_manifest(source)
    seen = set()
    try:
        with tarfile.open(source, "r:gz") as tar:
            tar.next()
            while (member := tar.next()) is not None:
                wanted = manifest.members.get(member.name)
                parts = PurePosixPath(member.name).parts
                file = tar.extractfile(member) if member.isfile() else None
                if wanted is None or file is None or ".." in parts or member.name.startswith("/"):
                    raise EngineError(
                        f"备份中有清单外的内容 {member.name}，未恢复。 Unexpected member in the backup."
                    )
                target = into / member.name if into else None
                if _copy(file, target) != wanted[1]:
                    raise EngineError(f"备份中的 {member.name} 已损坏，未恢复。 {member.name} is damaged.")
                seen.add(member.name)
    except (OSError, tarfile.TarError, EOFError) as error:
        raise EngineError(f"备份文件读不下去：{error} The backup cannot be read to its end.") from None
    missing = manifest.members.keys() - seen
    if missing:
        raise EngineError(f"备份不完整，缺 {len(missing)} 项，如 {min(missing)}。 The backup is incomplete.")
    return manifest


def _copy(file: IO[bytes], target: Path | None) -> str:
    digest = hashlib.sha256()
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (target or Path(os.devnull)).open("wb") as out:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()
