"""Statistics codes of divisions (统计用区划代码), and our own grids beneath them.

Twelve digits: province 2, prefecture 2, county 2, town 3, village 3. The county, town and village parts say
what kind of unit it is (《统计用区划代码和城乡划分代码编制规则》, National Bureau of Statistics). The civil-affairs codes
of the Ministry use the same first nine digits for *other* towns, so they are never keys here (see aliases).

A grid (网格) is the district's own: the village's twelve digits and three more, so a prefix still finds all that
lies beneath.
"""

import re
from enum import StrEnum

LENGTH = 12
GRID_LENGTH = 15
_SHAPE = re.compile(r"\d{12}(\d{3})?")
# How many leading digits name the unit at each level.
_DIGITS = {"province": 2, "prefecture": 4, "district": 6, "town": 9, "village": 12, "grid": 15}


class Level(StrEnum):
    """Where a division stands; the value is stored."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    DISTRICT = "district"
    TOWN = "town"
    VILLAGE = "village"
    GRID = "grid"

    @property
    def digits(self) -> int:
        """How many leading digits of the code name a unit of this level."""
        return _DIGITS[self.value]

    @property
    def label(self) -> str:
        return _LEVEL_LABELS[self]

    @property
    def above(self) -> "Level | None":
        return _ORDER[_ORDER.index(self) - 1] if self is not Level.PROVINCE else None


_ORDER = list(Level)
_LEVEL_LABELS = {
    Level.PROVINCE: "省级",
    Level.PREFECTURE: "地级",
    Level.DISTRICT: "区县",
    Level.TOWN: "街道乡镇",
    Level.VILLAGE: "村（社区）",
    Level.GRID: "网格",
}


class Kind(StrEnum):
    """What a division is called by its organisation; the value is stored."""

    DISTRICT = "district"
    STREET = "street"
    TOWN = "town"
    TOWNSHIP = "township"
    COMMUNITY = "community"
    VILLAGE = "village"
    GRID = "grid"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    Kind.DISTRICT: "区县",
    Kind.STREET: "街道",
    Kind.TOWN: "镇",
    Kind.TOWNSHIP: "乡",
    Kind.COMMUNITY: "社区",
    Kind.VILLAGE: "村",
    Kind.GRID: "网格",
}
# The committee's full name is dropped on screen; what is left still ends in 社区 or 村.
_COMMITTEES = ("居民委员会", "村民委员会", "居委会", "村委会")
_DESIGNATIONS = ("街道办事处", "街道", "社区", "镇", "乡", "村", "区", "县")


class CodeError(ValueError):
    """No statistics code; the message (Chinese) says what was wrong and what is right."""


def check(code: str) -> str:
    """The code without blanks. Raises CodeError when it is no statistics code and no grid code."""
    code = code.strip()
    if not _SHAPE.fullmatch(code):
        raise CodeError(f"“{code}”不是统计用区划代码：应为 12 位数字（网格为 15 位）。")
    if code[:2] == "00":
        raise CodeError(f"“{code}”的前两位不是省级代码。")
    if len(code) == GRID_LENGTH and (code[9:12] == "000" or code[12:] == "000"):
        raise CodeError(f"“{code}”不是网格代码：前 12 位应为村（社区）代码，后 3 位为 001–999。")
    parts = [code[2:4], code[4:6], code[6:9], code[9:12]]
    empty = [int(part) == 0 for part in parts]
    if any(empty[i] and not empty[i + 1] for i in range(len(empty) - 1)):
        raise CodeError(f"“{code}”中间一级为零而下级不为零，请核对。")
    return code


def level_of(code: str) -> Level:
    """The level that a checked code stands for."""
    if len(code) == GRID_LENGTH:
        return Level.GRID
    for level in reversed(_ORDER[1:5]):
        if code[level.above.digits : level.digits].strip("0"):  # type: ignore[union-attr]
            return level
    return Level.PROVINCE


def parent_of(code: str) -> str | None:
    """The code one level up, None for a province."""
    level = level_of(code)
    if level is Level.PROVINCE:
        return None
    above = level.above
    return code[: above.digits].ljust(LENGTH, "0")  # type: ignore[union-attr]


def prefix(code: str) -> str:
    """The leading digits that this code and everything beneath it share."""
    return code[: level_of(code).digits]


def contains(outer: str, inner: str) -> bool:
    """Whether ``inner`` is ``outer`` or lies beneath it, by the codes alone."""
    return inner.startswith(prefix(outer))


def kind_of(code: str, name: str) -> Kind:
    """The kind, by the name first (it is what was resolved), by the code where the name does not say."""
    level = level_of(code)
    if level is Level.GRID:
        return Kind.GRID
    if level is Level.TOWN:
        return _town_kind(int(code[6:9]), name)
    if level is Level.VILLAGE:
        return _village_kind(int(code[9:12]), name)
    return Kind.DISTRICT


def _town_kind(number: int, name: str) -> Kind:
    for ending, kind in (
        ("街道", Kind.STREET),
        ("街道办事处", Kind.STREET),
        ("镇", Kind.TOWN),
        ("乡", Kind.TOWNSHIP),
    ):
        if name.endswith(ending):
            return kind
    if number < 100:
        return Kind.STREET
    return Kind.TOWN if number < 200 else Kind.TOWNSHIP


def _village_kind(number: int, name: str) -> Kind:
    plain = short_name(name)
    if plain.endswith("社区") or "居民委员会" in name or name.endswith("居委会"):
        return Kind.COMMUNITY
    if plain.endswith("村") or "村民委员会" in name or name.endswith("村委会"):
        return Kind.VILLAGE
    return Kind.COMMUNITY if number < 200 or 400 <= number < 500 else Kind.VILLAGE


def short_name(name: str) -> str:
    """The name on screen: 驷马社区居民委员会 → 驷马社区, 鹤林村村民委员会 → 鹤林村."""
    name = name.strip()
    for committee in _COMMITTEES:
        if name.endswith(committee) and len(name) > len(committee):
            return name.removesuffix(committee)
    return name


def stem(name: str) -> str:
    """The name without what it is: 洪星村 and 洪星社区 → 洪星. Used to propose matches between editions."""
    plain = short_name(name)
    for designation in _DESIGNATIONS:
        if plain.endswith(designation) and len(plain) > len(designation):
            return plain.removesuffix(designation)
    return plain
