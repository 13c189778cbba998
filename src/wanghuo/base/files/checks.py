"""What is refused at the door: too large, not allowed, a bomb, a broken or a lying file. Pictures are cleaned here."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps

from wanghuo.base.scope import BadInput

from .kinds import IMAGES, KINDS, ZIPPED, kind_of
from .purposes import Purpose, limit

RULE = "附件管理规则（系统默认）"
MAX_RATIO = 200  # a zip that unpacks to more than this times its size holds nothing an office made
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]')


def refuse(reason: str, next_step: str) -> BadInput:
    """A refusal that stands beside the file field."""
    return BadInput(reason, fields={"file": reason}, rule=RULE, next_step=next_step)


def clean_name(name: str, kind: str) -> str:
    """A name that is safe to show and to save: no path, no control or direction marks, the ending of what it is."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = _FORBIDDEN.sub("", name).strip(" .")
    endings = KINDS[kind].endings
    stem, dot, ending = name.rpartition(".")
    if not (dot and stem and ending.lower() in endings):
        stem, ending = name, endings[0]
    return f"{stem.strip(' .')[:180] or '附件'}.{ending}"


def checked_kind(file: BinaryIO, name: str, size: int, purpose: Purpose) -> str:
    """The file's kind when it may be taken for the purpose; BadInput otherwise."""
    shown = _FORBIDDEN.sub("", name)[:80]
    if size == 0:
        raise refuse(f"文件“{shown}”是空的。", "请重新选择文件。")
    if size > purpose.limit:
        most = purpose.limit / 1024 / 1024
        raise refuse(
            f"文件“{shown}”有 {size / 1024 / 1024:.1f} MB，超过上限 {most:.0f} MB。", "请压缩或拆分后再上传。"
        )
    kind = kind_of(file)
    if kind is None or kind not in purpose.kinds:
        found = KINDS[kind].label if kind else "无法识别的内容"
        raise refuse(
            f"文件“{shown}”的实际内容是{found}，不能作为{purpose.label}。",
            f"可上传：{purpose.allowed}。类型按文件内容判断，改扩展名无效。",
        )
    if kind in ZIPPED:
        _check_zip(file, shown, size)
    return kind


def _check_zip(file: BinaryIO, shown: str, size: int) -> None:
    """Refuse archives that would unpack to an absurd size, and macros. Declared sizes are not trusted: all is unpacked."""
    most, count = limit("files.max_unpacked_mb") * 1024 * 1024, limit("files.max_zip_entries")
    bomb = refuse(
        f"文件“{shown}”解压后过大，可能是恶意文件。", "请用办公软件另存一份，去掉多余的图片后再上传。"
    )
    total = 0
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > count:
                raise bomb
            if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
                raise refuse(f"文件“{shown}”带有宏。", "请另存为不含宏的 .docx 或 .xlsx 后再上传。")
            for part in parts:
                with archive.open(part) as stream:
                    while chunk := stream.read(1024 * 1024):
                        total += len(chunk)
                        if total > most or total > size * MAX_RATIO:
                            raise bomb
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise refuse(
            f"文件“{shown}”已损坏或加了密码，无法读取。", "请用办公软件打开确认后另存再上传。"
        ) from error
    except Exception as error:
        if isinstance(error, BadInput):
            raise
        raise refuse(f"文件“{shown}”已损坏，无法读取。", "请用办公软件打开确认后另存再上传。") from error
    finally:
        file.seek(0)


@dataclass(frozen=True)
class Picture:
    """Pixels of an image as it is shown (after its orientation)."""

    width: int
    height: int


def check_picture(file: BinaryIO, name: str, kind: str) -> Picture:
    """Size of an image that is whole and not absurdly large; BadInput otherwise. Reads every pixel."""
    shown, most = _FORBIDDEN.sub("", name)[:80], limit("files.max_megapixels")
    too_many = refuse(f"图片“{shown}”超过 {most:.0f} 百万像素。", "请缩小后再上传。")
    try:
        with Image.open(file, formats=(kind.upper(),)) as image:
            if image.width * image.height > most * 1_000_000:
                raise too_many
            image.load()
            turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
            size = (image.height, image.width) if turned else (image.width, image.height)
    except BadInput:
        raise
    except Image.DecompressionBombError as error:
        raise too_many from error
    except Exception as error:
        raise refuse(f"图片“{shown}”已损坏，无法打开。", "请重新拍照或另存后再上传。") from error
    finally:
        file.seek(0)
    return Picture(*size)


def strip(file: BinaryIO, out: BinaryIO, kind: str) -> None:
    """Write the image anew: turned upright, nothing but pixels (no EXIF, GPS, XMP, comment, preview)."""
    with Image.open(file, formats=(kind.upper(),)) as source:
        image = ImageOps.exif_transpose(source)
        if image.mode not in ("RGB", "RGBA", "L"):
            image = image.convert("RGBA" if kind != "jpeg" and "transparency" in image.info else "RGB")
        bare = Image.frombytes(image.mode, image.size, image.tobytes())
    bare.save(out, format=kind.upper(), **({} if kind == "png" else {"quality": 90}))
    file.seek(0)


def thumbnail(file: BinaryIO, out: BinaryIO, side: int = 320) -> None:
    """A small WebP without any data but pixels, at most ``side`` each way."""
    with Image.open(file, formats=tuple(key.upper() for key in IMAGES)) as source:
        source.draft("RGB", (side * 2, side * 2))
        image = ImageOps.exif_transpose(source)
        image.thumbnail((side, side))
        image = image.convert("RGBA" if image.mode in ("RGBA", "LA", "P") else "RGB")
        Image.frombytes(image.mode, image.size, image.tobytes()).save(out, format="WEBP", quality=80)
    file.seek(0)
