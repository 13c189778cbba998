"""Where divisions appear in the shell."""

from __future__ import annotations

from wanghuo.base.shell.registry import nav

nav("区划与单位", "区划地图", "/divisions/", action="divisions.view", order=60, icon="map")
