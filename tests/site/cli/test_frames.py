"""`wanghuo frames` as its user runs it: a process, lines in, lines out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.kernel.gb26875.samples import AT, UNITS, frame

HOUSE = Path(__file__).resolve().parents[3]
KEYS = ["ok", "error", "serial", "version", "time", "source", "destination", "command", "unit"]


def frames(*words: str, given: bytes, locale: str = "C.UTF-8") -> subprocess.CompletedProcess[bytes]:
    environment = {
        **os.environ,
        "PYTHONPATH": "src",
        "LC_ALL": locale,
        "PYTHONUTF8": "0",
        "WANGHUO_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    }
    return subprocess.run(
        [sys.executable, "-m", "wanghuo.site.cli", "frames", *words],
        cwd=HOUSE,
        env=environment,
        input=given,
        capture_output=True,
        check=False,
    )


def test_there_and_back():
    sound = [frame(data, command=command) for command, data, _ in UNITS.values()] + [frame(), frame("16")]
    decoded = frames("decode", given="\n".join(raw.hex() for raw in sound).encode())
    assert (decoded.returncode, decoded.stderr) == (0, b"")
    answers = [json.loads(line) for line in decoded.stdout.splitlines()]
    assert [list(answer) for answer in answers] == [KEYS] * len(sound)
    assert [answer["unit"] and answer["unit"]["type"] for answer in answers] == [*UNITS, None, 22]
    assert {answer["time"] for answer in answers} == {AT}
    encoded = frames("encode", given=decoded.stdout)
    assert (encoded.returncode, encoded.stderr) == (0, b"")
    assert [bytes.fromhex(line) for line in encoded.stdout.decode().splitlines()] == sound


def test_bad_lines_answer_in_their_place():
    raw = frame(UNITS[2][1])
    lines = {
        raw.hex(" ").upper().encode() + b"\r": None,
        b"  0x" + raw.hex().encode() + b"\t": None,
        b"no hex": "hex",
        b"\xff\xfe\x00": "hex",
        raw.hex()[:-1].encode(): "hex",
        b"4040": "short",
        b"41" + raw.hex()[2:].encode(): "start",
        raw.hex().encode() + b"00": "length",
        b"40" * 300_000: "length",
        raw.hex()[:-6].encode() + b"002323": "checksum",
        raw.hex()[:-2].encode() + b"13": "end",
    }
    done = frames("decode", given=b"\n\n" + b"\n  \n".join(lines) + b"\n\n", locale="C")
    assert (done.returncode, done.stderr) == (0, b"")
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [answer["error"] for answer in answers] == list(lines.values())
    assert all(list(answer) == KEYS for answer in answers)
    assert "3层走廊" in done.stdout.decode()


def test_what_cannot_be_encoded_is_said_and_keeps_its_place():
    good = frames("decode", given=frame(UNITS[1][1]).hex().encode()).stdout.strip()
    done = frames(
        "encode", given=b"\n".join([b"{", good, b"[]", b'{"ok": false, "error": "end"}', b"[" * 9000])
    )
    assert done.returncode == 1
    assert done.stdout.decode().split("\n") == ["", frame(UNITS[1][1]).hex().upper(), "", "", "", ""]
    said = done.stderr.decode()
    assert "Traceback" not in said and "第 1 行：不是 JSON" in said and "第 4 行：这一帧本身有错" in said


def test_a_bcd_clock():
    raw = frame(head="01 00 05 30 10 23 11 26").hex().encode()
    assert json.loads(frames("decode", "--clock", "bcd", given=raw).stdout)["time"] == AT
    assert json.loads(frames("decode", given=raw).stdout)["time"] == "0x053010231126"


def test_a_reader_that_leaves_ends_it_quietly():
    lines = (frame(UNITS[2][1]).hex() + "\n") * 20_000
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m wanghuo.site.cli frames decode | head -1"],
        cwd=HOUSE,
        env={**os.environ, "PYTHONPATH": "src"},
        input=lines,
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(done.stdout)["ok"] and done.stderr == ""
