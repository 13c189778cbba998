"""Sort keys: place names with several readings, surnames, and order."""

import pytest
from tests.base.divisions import reference

from wanghuo.base.divisions import codes, pinyin


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("重庆市开州区", "chong qing shi kai zhou qu"),
        ("镇东街道", "zhen dong jie dao"),
        ("正安街道", "zheng an jie dao"),
        ("丰乐街道", "feng le jie dao"),
        ("长沙镇", "chang sha zhen"),
        ("长店社区", "chang dian she qu"),
        ("长坪村", "chang ping cun"),
        ("睡佛社区", "shui fo she qu"),
        ("周都村", "zhou du cun"),
        ("么店村", "yao dian cun"),
        ("朝阳村", "chao yang cun"),
        ("和谦镇", "he qian zhen"),
        ("3号网格", "3 hao wang ge"),
    ],
)
def test_places(name: str, key: str) -> None:
    assert pinyin.place_key(name) == key
    assert pinyin.place_initials(name) == "".join(part[0] for part in key.split())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("曾庆红", "zeng qing hong"),
        ("单雄信", "shan xiong xin"),
        ("解缙", "xie jin"),
        ("令狐冲", "ling hu chong"),
        ("长孙无忌", "zhang sun wu ji"),
        ("Wang 伟", "wang wei"),
    ],
)
def test_persons(name: str, key: str) -> None:
    assert pinyin.person_key(name) == key


def test_every_shipped_name_has_one_syllable_a_character() -> None:
    for line in reference.rows("divisions-2023.csv"):
        name = codes.short_name(line["name"])
        key = pinyin.place_key(name)
        assert len(key.split()) == len(name)
        assert key.replace(" ", "").isascii() and key.replace(" ", "").isalpha()


def test_a_shorter_name_sorts_before_a_longer_one() -> None:
    names = ["长沙镇", "白鹤街道", "白桥镇", "安和社区"]
    assert sorted(names, key=pinyin.place_key) == ["安和社区", "白鹤街道", "白桥镇", "长沙镇"]
