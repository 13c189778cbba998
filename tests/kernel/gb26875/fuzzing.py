"""What every fuzzed input must go through, and inputs near enough to sound ones to reach deep.

    python -m tests.kernel.gb26875.fuzzing [inputs] [seed]

runs it alone (ten million take some minutes on one core) and prints what it did.
"""

from __future__ import annotations

import contextlib
import gc
import json
import random
import resource
import sys
import time
import tracemalloc

from tests.kernel.gb26875.samples import SIZES, UNITS, frame

from wanghuo.kernel.gb26875 import (
    BCD_CLOCK,
    EDITIONS,
    MAX_FRAME,
    STANDARD,
    BadReport,
    FrameError,
    Framer,
    build,
    decode,
    encode,
    report,
)

V2011 = EDITIONS["2011"]
SEEDS = [frame(data, command=command) for command, data, _ in UNITS.values()] + [frame(), frame("16")]


def mutant(dice: random.Random) -> bytes:
    """One input: noise, a sound frame around noise, or a sound frame with some bytes changed, cut or doubled."""
    sort = dice.random()
    if sort < 0.15:
        return dice.randbytes(dice.randrange(64))
    if sort < 0.5:
        kind = dice.choice((dice.randrange(256), *SIZES))
        count = dice.choice((0, 1, 1, 2, 3, 255))
        size = dice.choice((SIZES.get(kind, 7) * count % 1000, 0, dice.randrange(60)))
        return frame(bytes((kind, count)) + dice.randbytes(size), command=dice.randrange(256))
    raw = bytearray(dice.choice(SEEDS))
    for _ in range(dice.randrange(1, 4)):
        raw[dice.randrange(len(raw))] = dice.choice((0, 0x23, 0x40, 0xFF, dice.randrange(256)))
    if sort < 0.65:
        del raw[dice.randrange(len(raw)) :]
    elif sort < 0.75:
        at = dice.randrange(len(raw))
        raw[at:at] = raw[: dice.randrange(40)]
    elif sort < 0.95:
        raw[-3] = sum(raw[2:-3]) & 255
    return bytes(raw)


def swallow(raw: bytes, framer: Framer, *, deeply: bool) -> bool:
    """One input through framer, decoder and encoder, and ``deeply`` through JSON. True when it was a sound frame."""
    for found in framer.feed(raw):
        assert len(found.raw) <= MAX_FRAME
    assert framer.waiting < MAX_FRAME
    try:
        message = decode(raw)
    except FrameError:
        sound = False
    else:
        sound = True
        assert encode(message) == raw
    if deeply:
        told(raw)
    return sound


def told(raw: bytes) -> None:
    """Through JSON and back, under one clock or the other."""
    profile = BCD_CLOCK if len(raw) % 2 else STANDARD
    out = json.loads(json.dumps(report(raw, profile), ensure_ascii=False).encode())
    if out["ok"]:
        assert build(out, profile) == raw
        return
    with contextlib.suppress(BadReport):
        build(out | {"ok": True, "error": None}, profile)


def run(inputs: int, seed: int) -> dict[str, float]:
    """Feed ``inputs`` inputs; every tenth goes through JSON. Memory is looked at after a tenth and at the end."""
    dice, framer = random.Random(seed), Framer()
    sound, started, peak = 0, time.monotonic(), 0
    for n in range(inputs):
        sound += swallow(mutant(dice), framer, deeply=n % 10 == 0)
        if n == inputs // 10:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
    return {"inputs": inputs, "sound": sound, "seconds": time.monotonic() - started, "grown_kib": grown}


def growth(inputs: int, seed: int) -> int:
    """Bytes of Python objects still held after ``inputs`` inputs more, once all caches are warm."""
    framer = Framer()
    for n, dice in ((0, random.Random(seed)), (1, random.Random(seed + 1))):
        if n:
            tracemalloc.start()
        for _ in range(inputs):
            swallow(mutant(dice), framer, deeply=True)
    gc.collect()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return held


if __name__ == "__main__":
    total, chosen = (int(word) for word in (*sys.argv[1:], "10000000", "1")[:2])
    print(json.dumps(run(total, chosen)))
