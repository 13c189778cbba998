"""Templates: what is personal is masked, what is missing is named, nothing is evaluated."""

import pytest

from wanghuo.base.notify import texts
from wanghuo.base.notify.texts import TemplateError


def make(**more) -> texts.Template:
    return texts.parse("a.b", {"label": "测", "title": "标题{n}", "text": "正文{n}"} | more)


def test_rendering_masks_what_is_declared_and_what_is_left() -> None:
    told = make(text="{who}（{phone}）来电：{said}", mask={"who": "name", "phone": "phone"})
    shown = texts.render(
        told,
        {
            "n": 1,
            "who": "王小明",
            "phone": "13812345678",
            "said": "证件500154199001011234，电话 139-1111-2222",
        },
    )
    assert shown.text == "王**（138****5678）来电：证件500154********1234，电话 139****2222"
    assert shown.title == "标题1" and shown.short == "标题1"


def test_missing_values_are_named() -> None:
    with pytest.raises(TemplateError, match="no value for n"):
        texts.render(make(), {})


@pytest.mark.parametrize(
    "bad",
    [
        {"text": "{n.__class__}"},
        {"text": "{n[0]}"},
        {"text": "{}"},
        {"text": "{n"},
        {"mask": {"n": "rot13"}},
        {"mask": {"nobody": "name"}},
    ],
)
def test_templates_that_cannot_be(bad: dict) -> None:
    with pytest.raises(TemplateError):
        make(**bad)


def test_a_value_is_not_a_template() -> None:
    assert texts.render(make(), {"n": "{n}{secret}"}).title == "标题{n}{secret}"


def test_titles_stay_on_one_line() -> None:
    assert texts.render(make(), {"n": "一\r\nBcc: x@example.cn"}).title == "标题一 Bcc: x@example.cn"


def test_one_id_in_two_files(tmp_path) -> None:
    for name in ("x", "y"):
        (tmp_path / f"{name}.toml").write_text(
            '[template."a.b"]\nlabel="甲"\ntitle="乙"\ntext="丙"\n', "utf-8"
        )
    with pytest.raises(TemplateError, match="two files"):
        texts.templates(tmp_path)


def test_all_shipped_templates_can_be_read_and_are_chinese(settings) -> None:
    found = texts.templates(settings.POLICY_DIR / "notify")
    assert "notify.test" in found
    for one in found.values():
        for part in (one.label, one.title + one.text):
            assert any("一" <= c <= "鿿" for c in part), one.id
