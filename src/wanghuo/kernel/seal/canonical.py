"""One value, one row of bytes: the canonical form that is hashed (docs/ledger.md, section 1).

JSON in the manner of RFC 8785: UTF-8, no white space, keys sorted by code point, the shortest escapes. Unlike RFC 8785
a number keeps every digit it has (no rounding to a double), so that no change of a stored number can hide.
"""

import json
from datetime import UTC, datetime
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any


class NotCanonical(ValueError):
    """The value has no canonical form: a float, a lone surrogate, a key that is no text, an unknown type."""


def canonical(value: Any) -> bytes:
    """The canonical bytes of a value made of dict, list, tuple, str, int, Decimal, bool and None.

    Raises NotCanonical for anything else; a binary float too, because its decimal digits are a matter of taste.
    """
    try:
        return "".join(_parts(value)).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical(f"text with a lone surrogate: {error.object[error.start]!r}") from error


def _parts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [encode_basestring(value)]
    if value is None or isinstance(value, bool):
        return [{None: "null", True: "true", False: "false"}[value]]
    if isinstance(value, int):
        return [int.__repr__(value)]
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise NotCanonical(f"not a finite number: {value}")
        return [format(value, "f")]
    if isinstance(value, dict):
        return _object(value)
    if isinstance(value, list | tuple):
        return ["[", *_joined([_parts(item) for item in value]), "]"]
    raise NotCanonical(f"no canonical form for {type(value).__name__}")


def _object(value: dict[Any, Any]) -> list[str]:
    for key in value:
        if not isinstance(key, str):
            raise NotCanonical(f"a key must be text, not {type(key).__name__}")
    members = [[encode_basestring(key), ":", *_parts(value[key])] for key in sorted(value)]
    return ["{", *_joined(members), "}"]


def _joined(groups: list[list[str]]) -> list[str]:
    out: list[str] = []
    for number, group in enumerate(groups):
        if number:
            out.append(",")
        out.extend(group)
    return out


def parse_json(text: str) -> Any:
    """JSON text → value fit for canonical(): numbers with a fraction keep their digits as Decimal."""
    return json.loads(text, parse_float=Decimal)


def instant(moment: datetime) -> str:
    """An aware datetime as UTC, always six digits of the second: 2020-03-24T01:02:03.000000Z."""
    if moment.tzinfo is None:
        raise NotCanonical("a time needs its zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
