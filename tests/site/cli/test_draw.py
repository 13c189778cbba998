"""`wanghuo draw` as its user runs it: a process, files, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[3]
ROSTER = {
    "title": "抽查",
    "strata": [{"id": "一般", "count": 2}],
    "subjects": [{"id": f"U{i}", "stratum": "一般"} for i in range(9)],
}


def wanghuo(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": "src",
        "WANGHUO_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    }
    return subprocess.run(
        [sys.executable, "-m", "wanghuo.site.cli", *words],
        cwd=HOUSE,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def test_commit_draw_and_replay(tmp_path):
    committed = wanghuo("draw", "make", "-", given=json.dumps({"format": "wanghuo-draw/1", "roster": ROSTER}))
    assert committed.returncode == 0, committed.stderr
    data = json.loads(committed.stdout)
    data["rounds"] = [{"round": 1, "seed": "2026134期 03 07 12", "seed_source": "公告"}]
    drawn = wanghuo("draw", "make", "-", given=json.dumps(data))
    file = tmp_path / "抽取.json"
    file.write_text(drawn.stdout, "utf-8")
    agreed = wanghuo("draw", "replay", str(file))
    assert (agreed.returncode, "全部一致" in agreed.stdout) == (0, True)
    file.write_text(drawn.stdout.replace("03 07 12", "03 07 13"), "utf-8")
    differs = wanghuo("draw", "replay", str(file))
    assert differs.returncode == 1 and "不符" in differs.stdout


def test_what_cannot_be_read_is_said_in_one_sentence(tmp_path):
    gone = wanghuo("draw", "replay", str(tmp_path / "无.json"))
    broken = wanghuo("draw", "make", "-", given="{")
    assert gone.returncode and "读不到文件" in gone.stderr
    assert broken.returncode and "不是" in broken.stderr and "Traceback" not in broken.stderr
