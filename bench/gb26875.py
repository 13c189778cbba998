"""How many GB/T 26875.3 frames one core decodes a second.

    .venv/bin/python bench/gb26875.py [--frames 20000] [--rounds 7]

The mix is what devices send: types 1, 2, 3, 21, 24, every frame different (serial, addresses, words, labels, notes), so that
nothing is answered from a cache. Three depths, each with all its checks: ``decode`` (every field of every object; time
labels and notes as the bytes on the wire), the same with every time as ``datetime``, every note as text and every flag by
name, and JSON text. Baselines: a plain ``struct`` reading of the header alone, unchecked, and a decoder written field by
field as one would at first. Prints a table, writes ``bench/results/gb26875.json``. The aim (issue 3): 250,000 a second.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import struct
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.naive_gb26875 import naive  # noqa: E402
from wanghuo.kernel.gb26875 import Framer, decode, report  # noqa: E402
from wanghuo.kernel.gb26875.v2011 import codes  # noqa: E402

AIM = 250_000
PLACES = [
    "一层大厅",
    "3层走廊东侧",
    "地下车库B区12号柱",
    "住院部二楼护士站",
    "7楼02室会议室烟感",
    "仓库",
    "食堂后厨燃气间",
]


def label(dice: random.Random) -> bytes:
    return bytes(
        (
            *(dice.randrange(60) for _ in range(2)),
            dice.randrange(24),
            dice.randint(1, 28),
            dice.randint(1, 12),
            26,
        )
    )


def data_of(kind: int, dice: random.Random) -> bytes:
    place = bytes((1, dice.randrange(8), dice.choice((23, 40, 42)))) + dice.randbytes(4)
    match kind:
        case 1:
            rows = [
                bytes((1, dice.randrange(8), dice.randrange(64), dice.randrange(4)))
                for _ in range(dice.randint(1, 3))
            ]
        case 2:
            note = f"{dice.choice(PLACES)}{dice.randrange(1000)}".encode("gb18030").ljust(31, b"\0")
            rows = [place + bytes((dice.randrange(64), dice.randrange(2))) + note]
        case 3:
            value = struct.pack("<h", dice.randrange(-500, 5000))
            rows = [place + bytes((dice.randint(1, 12),)) + value for _ in range(dice.randint(1, 4))]
        case 21:
            rows = [bytes((dice.randrange(128),))]
        case _:
            rows = [bytes((1 << dice.randrange(7), dice.randrange(9)))]
    return bytes((kind, len(rows))) + b"".join(row + label(dice) for row in rows)


def frames(number: int, seed: int = 26875) -> list[bytes]:
    """As a district sends them: half status of components, then device status, analog values, systems, operations."""
    dice = random.Random(seed)
    made = []
    for kind in dice.choices((2, 21, 3, 1, 24), (50, 20, 15, 10, 5), k=number):
        data = data_of(kind, dice)
        middle = struct.pack("<HBB", dice.randrange(65536), 1, 1) + label(dice) + dice.randbytes(6) + bytes(6)
        middle += struct.pack("<HB", len(data), 2) + data
        made.append(b"@@" + middle + bytes((sum(middle) & 255,)) + b"##")
    return made


HEADER = struct.Struct("<HHBB6s6s6sHB")


def header_only(raw: bytes) -> tuple:
    return HEADER.unpack_from(raw)


WORDS = {
    1: codes.SYSTEM_STATUS,
    2: codes.COMPONENT_STATUS,
    21: codes.DEVICE_STATUS,
    24: codes.DEVICE_OPERATION,
}


def to_the_last(raw: bytes) -> tuple:
    """Every field in the form a person would ask for."""
    message = decode(raw)
    kind, rows, _ = message.unit
    if kind == 2:
        told = [(row.time, row.note, WORDS[2].flags(row.status)) for row in rows]
    elif kind == 3:
        told = [(row.time, row.value, row.in_range) for row in rows]
    else:
        word = "operation" if kind == 24 else "status"
        told = [(row.time, WORDS[kind].flags(getattr(row, word))) for row in rows]
    return message, message.time(), told


def as_json(raw: bytes) -> str:
    return json.dumps(report(raw), ensure_ascii=False)


def each(function: Callable[[bytes], object]) -> Callable[[list[bytes]], None]:
    def run(mix: list[bytes]) -> None:
        for raw in mix:
            function(raw)

    return run


def from_stream(mix: list[bytes]) -> None:
    stream = b"".join(mix)
    framer, found = Framer(), 0
    for at in range(0, len(stream), 4096):
        for one in framer.feed(stream[at : at + 4096]):
            decode(one.raw)
            found += 1
    assert found == len(mix)


WAYS: dict[str, Callable[[list[bytes]], None]] = {
    "baseline: plain struct, header alone, unchecked": each(header_only),
    "baseline: naive, field by field": each(naive),
    "decode: all fields, labels and notes as bytes": each(decode),
    "decode, then every datetime, text and flag": each(to_the_last),
    "report: a dict with Chinese names": each(report),
    "report as JSON text": each(as_json),
    "framer (4 KiB chunks) and decode": from_stream,
}


def measure(run: Callable[[list[bytes]], None], mix: list[bytes], rounds: int) -> dict[str, float]:
    """Frames a second of processor time: best and median of the rounds."""
    run(mix[:500])
    speeds = []
    for _ in range(rounds):
        started = time.process_time()
        run(mix)
        speeds.append(len(mix) / (time.process_time() - started))
    return {"best": round(max(speeds)), "median": round(statistics.median(speeds))}


def machine() -> dict[str, str]:
    cpu = Path("/proc/cpuinfo")
    names = (
        [line.split(":")[1].strip() for line in cpu.read_text().splitlines() if "model name" in line]
        if cpu.exists()
        else []
    )
    return {
        "cpu": names[0] if names else platform.processor(),
        "cores": str(len(names)),
        "python": platform.python_version(),
        "system": platform.platform(),
        "load": Path("/proc/loadavg").read_text().split()[0] if Path("/proc/loadavg").exists() else "",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    mix = frames(options.frames)
    before = machine()
    found = {name: measure(run, mix, options.rounds) for name, run in WAYS.items()}
    by_type = {}
    for kind in (1, 2, 3, 21, 24):
        one = [raw for raw in mix if raw[27] == kind]
        by_type[str(kind)] = measure(each(decode), one, options.rounds)
    result = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": before,
        "frames": options.frames,
        "bytes_a_frame": round(sum(map(len, mix)) / len(mix), 1),
        "aim": AIM,
        "frames_a_second": found,
        "decode_by_type": by_type,
    }
    print(
        f"{options.frames} frames of {result['bytes_a_frame']} bytes on average, {before['cpu']}, Python {before['python']}\n"
    )
    print(f"{'':52}{'best/s':>12}{'median/s':>12}")
    for name, speed in [*found.items(), *((f"decode, type {kind} only", s) for kind, s in by_type.items())]:
        print(f"{name:52}{speed['best']:12,}{speed['median']:12,}")
    reached = found["decode: all fields, labels and notes as bytes"]["median"]
    print(f"\nAim {AIM:,}/s: {'reached' if reached >= AIM else 'NOT reached'} ({reached / AIM:.1f} times)")
    (ROOT / "bench/results/gb26875.json").write_text(
        json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
