"""Fuzzing: a quick run always, ten million inputs and atheris behind ``./wanghuo test --long``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.kernel.gb26875 import fuzzing

HOUSE = Path(__file__).resolve().parents[3]

ATHERIS = """
import sys
import atheris
with atheris.instrument_imports(include=["wanghuo.kernel.gb26875"]):
    from wanghuo.kernel.gb26875 import Framer
    from tests.kernel.gb26875 import fuzzing

def one(data):
    framer = Framer()
    pieces = Framer()
    whole = framer.feed(data)
    cut = [found for at in range(0, len(data), 7) for found in pieces.feed(data[at:at + 7])]
    assert whole == cut and framer.waiting == pieces.waiting
    for found in whole:
        fuzzing.swallow(found.raw, Framer(), deeply=True)
    fuzzing.swallow(data, framer, deeply=True)

atheris.Setup(sys.argv, one)
atheris.Fuzz()
"""


def test_a_quick_run():
    done = fuzzing.run(20_000, seed=26875)
    assert 0.2 < done["sound"] / done["inputs"] < 0.8, "the inputs should reach both sides"


def test_nothing_is_held():
    # Only the table of note lengths grows, to at most 1,024 rows; 4,000 frames kept would be half a megabyte.
    assert fuzzing.growth(4_000, seed=7) < 60_000


@pytest.mark.long
def test_ten_million_inputs():
    done = fuzzing.run(10_000_000, seed=int(os.environ.get("WANGHUO_FUZZ_SEED", "1")))
    assert done["inputs"] == 10_000_000 and done["grown_kib"] < 8_192


@pytest.mark.long
def test_atheris_finds_nothing(tmp_path):
    pytest.importorskip("atheris")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for n, raw in enumerate(fuzzing.SEEDS):
        (corpus / str(n)).write_bytes(raw)
    script = tmp_path / "fuzz_framer.py"
    script.write_text(ATHERIS)
    done = subprocess.run(
        [
            sys.executable,
            str(script),
            str(corpus),
            "-max_total_time=60",
            "-max_len=2200",
            "-rss_limit_mb=512",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{HOUSE / 'src'}:{HOUSE}:{os.environ.get('PYTHONPATH', '')}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
