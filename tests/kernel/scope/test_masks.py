"""Masking keeps no more of a person than it says."""

from hypothesis import given
from hypothesis import strategies as st

from wanghuo.kernel.scope import mask_identity, mask_name, mask_phone, mask_text

digits = st.text("0123456789", min_size=1, max_size=20)


def test_examples():
    assert mask_identity("500154199001011234") == "500154********1234"
    assert mask_phone("13812345678") == "138****5678"
    assert mask_name("王小明") == "王**"


def test_free_text_is_masked_wherever_the_number_stands():
    said = "举报人王某(身份证50015419900101123X,电话+86 138-1234-5678)称"
    masked = mask_text(said)
    assert "19900101" not in masked and "1234-5678" not in masked and "5678" in masked


def test_amounts_codes_and_document_numbers_stay():
    text = "开州府办发〔2020〕48号 统计代码500154104002 罚款30000元 2020年9月30日"
    assert mask_text(text) == text


@given(digits)
def test_a_mask_keeps_the_length_and_hides_something(number):
    for mask in (mask_identity, mask_phone):
        masked = mask(number)
        assert len(masked) == len(number)
        if len(number) > 2:
            assert "*" in masked


@given(st.text(max_size=40))
def test_masking_twice_changes_nothing_more(text):
    assert mask_text(mask_text(text)) == mask_text(text)
