"""Gateways as data: encoding, signing, judging, receipts. Pure."""

import base64
import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanghuo.base.notify import gateways
from wanghuo.base.notify.gateways import GatewayError

RAW = {
    "id": "sms",
    "label": "短信",
    "to": "phone",
    "url": "https://sms.example/send",
    "body": {"mobile": "{phone}", "content": "【消安委】{text}", "list": [{"id": "{key}"}], "n": 1},
}
VALUES = {
    "phone": "13812345678",
    "text": "你好",
    "key": "k1",
    "time": "1700000000",
    "title": "",
    "link": "",
    "name": "",
    "person": "",
}


def made(**more) -> gateways.Gateway:
    return gateways.parse(RAW | more)


@given(st.text())
def test_no_text_breaks_out_of_the_body(text: str) -> None:
    call = gateways.call(made(), VALUES | {"text": text}, {})
    assert json.loads(call.body) == {
        "mobile": "13812345678",
        "content": f"【消安委】{text}",
        "list": [{"id": "k1"}],
        "n": 1,
    }


def test_a_value_that_looks_like_a_placeholder_stays_text() -> None:
    call = gateways.call(made(body={"c": "{text}-{phone}"}), VALUES | {"text": "{phone}"}, {})
    assert json.loads(call.body) == {"c": "{phone}-13812345678"}


def test_form_encoding_and_secret_headers() -> None:
    call = gateways.call(
        made(encode="form", body={"c": "{text}&x=1"}, headers={"Authorization": "env:TOKEN"}),
        VALUES,
        {"TOKEN": "t\r\nX: y"},
    )
    assert call.body == b"c=%E4%BD%A0%E5%A5%BD%26x%3D1"
    assert call.headers["Authorization"] == "t X: y" and call.headers["Idempotency-Key"] == "k1"
    with pytest.raises(GatewayError, match="TOKEN"):
        gateways.call(made(headers={"Authorization": "env:TOKEN"}), VALUES, {})


def test_signature_over_time_and_body() -> None:
    sign = {
        "kind": "hmac-sha256",
        "secret_env": "S",
        "encoding": "base64",
        "header": "X-Sig",
        "time_header": "X-At",
    }
    call = gateways.call(made(sign=sign), VALUES, {"S": "secret"})
    expected = hmac.new(b"secret", b"1700000000\n" + call.body, hashlib.sha256).digest()
    assert base64.b64decode(call.headers["X-Sig"]) == expected and call.headers["X-At"] == "1700000000"


def test_hmac_sm3_by_its_definition() -> None:
    """HMAC (RFC 2104) over SM3 built by hand; SM3 itself against the example of GB/T 32905-2016 (“abc”)."""
    from cryptography.hazmat.primitives import hashes

    def sm3(data: bytes) -> bytes:
        digest = hashes.Hash(hashes.SM3())
        digest.update(data)
        return digest.finalize()

    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    key = b"secret".ljust(64, b"\0")
    inner = sm3(bytes(b ^ 0x36 for b in key) + b"text")
    outer = sm3(bytes(b ^ 0x5C for b in key) + inner)
    assert gateways.mac("hmac-sm3", b"secret", b"text") == outer


@pytest.mark.parametrize(
    ("status", "content", "expected"),
    [
        (200, b'{"code":0,"data":{"msgId":"m1"}}', (True, False, "m1")),
        (200, b'{"code":"0"}', (True, False, "")),
        (200, b'{"code":1001}', (False, True, "")),
        (200, b'{"code":9}', (False, False, "")),
        (200, b"<html>", (False, True, "")),
        (200, b"[]", (False, False, "")),
        (503, b"", (False, True, "")),
        (429, b"", (False, True, "")),
        (403, b"", (False, False, "")),
    ],
)
def test_judging(status: int, content: bytes, expected: tuple) -> None:
    rule = {"status": [200], "path": "code", "equals": ["0"], "retry": ["1001"], "id_path": "data.msgId"}
    answer = gateways.judge(made(success=rule), status, content)
    assert (answer.taken, answer.again, answer.foreign_id) == expected
    assert answer.taken or answer.error


def test_receipts_need_their_signature() -> None:
    rule = {
        "secret_env": "R", "header": "X-Signature", "list_path": "reports", "id_path": "msgId", "state_path": "state",
        "delivered": ["DELIVRD"],
    }  # fmt: skip
    gateway = made(receipt=rule)
    body = b'{"reports":[{"msgId":"m1","state":"DELIVRD"},{"msgId":"m2","state":"UNDELIV"}]}'
    signed = {"X-Signature": hmac.new(b"r", body, hashlib.sha256).hexdigest().upper()}
    assert gateways.receipt(gateway, signed, body, {"R": "r"}) == [("m1", True), ("m2", False)]
    for headers in ({}, {"X-Signature": "0" * 64}):
        with pytest.raises(GatewayError, match="signature"):
            gateways.receipt(gateway, headers, body, {"R": "r"})
    with pytest.raises(GatewayError, match="no receipts"):
        gateways.receipt(made(), signed, body, {"R": "r"})


@pytest.mark.parametrize(
    "bad",
    [
        {"to": "fax"},
        {"encode": "xml"},
        {"url": "file:///etc/passwd"},
        {"sign": {"kind": "md5"}},
        {"colour": 1},
    ],
)
def test_gateways_that_cannot_be(bad: dict) -> None:
    with pytest.raises(GatewayError):
        made(**bad)
