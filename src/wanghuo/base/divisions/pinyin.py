"""Pinyin sort keys and initials. PostgreSQL without ICU sorts Chinese by code point, so the key is stored.

``place_key`` reads a name as a place (重庆 chong qing, 长店 chang dian), ``person_key`` as a person's name, where the
surname decides (曾 zeng, 单 shan, 解 xie). Keys are lower-case syllables without tones, parted by blanks: a shorter
name sorts before a longer one with the same beginning, as in a printed register.
"""

from functools import cache
from typing import Any

# Readings that the general dictionary gets wrong in place names of the district or in those clerks meet daily.
_PLACES = {
    "重庆": "chóng qìng",
    "长店": "cháng diàn",
    "长坪": "cháng píng",
    "睡佛": "shuì fó",
    "广佛": "guǎng fó",
    "朝阳": "cháo yáng",
    "周都": "zhōu dū",
    "么店": "yāo diàn",
    "正安": "zhèng ān",
    "石砫": "shí zhù",
    "云阳": "yún yáng",
    "垫江": "diàn jiāng",
    "涪陵": "fú líng",
    "綦江": "qí jiāng",
    "秀山": "xiù shān",
    "六安": "lù ān",
    "六合": "lù hé",
    "铅山": "yán shān",
    "台州": "tāi zhōu",
    "丽水": "lí shuǐ",
    "乐亭": "lào tíng",
    "蔚县": "yù xiàn",
    "单县": "shàn xiàn",
}
# In a place name these are read so, unless a phrase says otherwise.
_PLACE_CHARACTERS = {"长": "chang", "佛": "fo", "朝": "chao", "厦": "xia"}
_SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "朴": "piao", "任": "ren",
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai", "乐": "yue", "盖": "ge", "翟": "zhai",
    "覃": "qin", "冼": "xian", "缪": "miao", "宁": "ning", "葛": "ge", "员": "yun", "繁": "po", "黑": "he",
    "折": "she", "秘": "bi", "种": "chong", "逄": "pang", "召": "shao", "晟": "cheng", "牟": "mou", "洗": "xian",
    "华": "hua", "哈": "ha", "重": "chong", "卜": "bu", "訾": "zi", "幺": "yao", "令狐": "ling hu",
}  # fmt: skip


@cache
def _dictionary() -> Any:
    """pypinyin with our readings added. Its tables take half a second to load: only for who asks for a reading."""
    import pypinyin

    pypinyin.load_phrases_dict(
        {name: [[part] for part in reading.split()] for name, reading in _PLACES.items()}
    )
    return pypinyin


def _syllables(text: str, *, split: bool = False) -> list[str]:
    """``split``: what is not Chinese falls into single characters, so that one entry stands for one character."""
    dictionary = _dictionary()

    def other(rest: str) -> Any:
        return list(rest.replace(" ", "")) if split else rest

    found = dictionary.pinyin(text, style=dictionary.Style.NORMAL, errors=other)
    return [reading[0].strip().lower() for reading in found if reading[0].strip()]


def place_syllables(name: str) -> list[str]:
    """One syllable a character; what is no Chinese character stands for itself."""
    syllables = _syllables(name, split=True)
    characters = [c for c in name if not c.isspace()]
    if len(syllables) != len(characters):
        return syllables
    in_phrase = _covered(name)
    return [
        _PLACE_CHARACTERS[character] if character in _PLACE_CHARACTERS and not in_phrase else syllable
        for character, syllable in zip(characters, syllables, strict=True)
    ]


def _covered(name: str) -> bool:
    return any(phrase in name for phrase in _PLACES)


def place_key(name: str) -> str:
    """Sort key of a place: 重庆市开州区 → ``chong qing shi kai zhou qu``."""
    return " ".join(place_syllables(name))


def place_initials(name: str) -> str:
    """Initials as typed in a search box: 汉丰街道 → ``hfjd``."""
    return "".join(syllable[0] for syllable in place_syllables(name))


def person_key(name: str) -> str:
    """Sort key of a person, read with the surname table: 曾庆红 → ``zeng qing hong``."""
    name = name.strip()
    for size in (2, 1):
        reading = _SURNAMES.get(name[:size]) if len(name) > size or size == 1 else None
        if reading:
            return " ".join([reading, *_syllables(name[size:])]).strip()
    return " ".join(_syllables(name))


def person_initials(name: str) -> str:
    return "".join(part[0] for part in person_key(name).split())
