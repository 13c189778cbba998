"""The background tiles of maps are product settings (address, key, datum, 审图号). They are kept by a room above this
one, so the reader is handed in at start; without one there are no tiles, and every map works without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from .coordinates import Datum

NONE = "无"
Reader = Callable[[str], Any]
_readers: list[Reader] = []


@dataclass(frozen=True)
class Tiles:
    """``address`` with {x} {y} {z} and the key filled in, empty for none. ``fault`` (Chinese) says why it is not used."""

    address: str = ""
    approval: str = ""
    credit: str = ""
    datum: Datum = Datum.WGS84
    fault: str = ""

    @property
    def attribution(self) -> str:
        return " · ".join(
            part for part in (self.credit, f"审图号：{self.approval}" if self.approval else "") if part
        )


def read_with(reader: Reader) -> None:
    """Hand in the function that reads a product setting by name (called once at start)."""
    _readers[:] = [reader]


def tiles() -> Tiles:
    """What the operator set: ``map.tiles``, ``map.tiles_key``, ``map.tiles_datum``, ``map.tiles_credit``, ``map.approval``."""
    if not _readers:
        return Tiles()
    address = _text("map.tiles")
    if not address:
        return Tiles()
    approval, credit = _text("map.approval"), _text("map.tiles_credit")
    if not all(part in address for part in ("{x}", "{y}", "{z}")):
        return Tiles(fault="瓦片地址须含 {x}、{y}、{z}，当前未使用。")
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(address.replace("{s}", "*")))
    if origin.startswith("http") and not _allowed(origin):
        return Tiles(fault=f"瓦片地址 {origin} 未列入 WANGHUO_TILE_ORIGINS，浏览器会拦截，当前未使用。")
    if not approval:
        return Tiles(fault="使用在线地图须填写审图号，当前未使用。")
    address = address.replace("{key}", _text("map.tiles_key"))
    datum = Datum(_text("map.tiles_datum") or Datum.WGS84)
    if datum is Datum.BD09:
        return Tiles(fault="百度瓦片的投影与常规瓦片不同，不能使用；请改用天地图或 GCJ-02 瓦片。")
    return Tiles(address, approval, credit, datum)


def _text(name: str) -> str:
    """A setting as text; “无” is how a text setting says that there is none."""
    value = str(_readers[0](name) or "").strip()
    return "" if value == NONE else value


def _allowed(origin: str) -> bool:
    directives: Any = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return origin in directives["img-src"]
