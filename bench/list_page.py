"""How fast a list page of 50 rows over a million rows answers, through gunicorn and the whole of the middleware.

    .venv/bin/python bench/list_page.py [--rows 1000000] [--requests 200]

Makes its own PostgreSQL, fills the real table of cases, asks the real page as real persons, and does the same with
Django's Paginator (``naive_paginator.py``) as baseline. Prints a table, writes ``bench/results/list_page.json``.
The aim (issue 1): under 150 ms at p95 with a warm cache, at most 12 queries.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
AIM_MS, AIM_QUERIES = 150.0, 12
DEEP = 900_000  # how many rows down the deep page lies

FILL = """
INSERT INTO cases_case (number, flow_id, flow_version, title, state, state_since, opened_at, closed_at, owner_id,
  sender_id, receiver_id, holder_id, division_id, sector, priority, source, facts, requirement, confidential, due_at,
  provisional, level, demo)
SELECT 'XT-' || (2020 + i %% 7) || '-' || lpad(i::text, 7, '0'), %(flow)s, %(version)s,
  (ARRAY['商场', '住宅小区', '学校', '养老院', '仓库', '医院', '网吧', '加油站'])[1 + i %% 8] || '第' || (i %% 9973) || '号'
    || (ARRAY['疏散通道堵塞', '消火栓无水', '电气线路老化', '防火门损坏', '违规住人'])[1 + i %% 5]
    || CASE WHEN i %% 50000 = 7 THEN '（白鹤片区）' ELSE '' END,
  CASE WHEN i %% 8 < 4 THEN %(over)s ELSE (%(states)s::text[])[1 + i %% 4] END,
  now(), now() - make_interval(mins => %(rows)s - i), CASE WHEN i %% 8 < 4 THEN now() END,
  (%(orgs)s)[1 + i %% 40], (%(orgs)s)[1 + i %% 40], (%(orgs)s)[1 + (i / 7) %% 40], (%(orgs)s)[1 + (i / 7) %% 40],
  (%(towns)s)[1 + i %% 40], '', 'normal', 'inspection', '', '', false,
  CASE WHEN i %% 8 >= 4 THEN now() + make_interval(mins => i %% 100000 - 2000) END, false, 0, true
FROM generate_series(1, %(rows)s) AS i
"""


def fill(rows: int) -> dict[str, object]:
    """Forty towns, forty bodies, ``rows`` cases, two persons: one sees all, one only what his body has a part in."""
    from django.db import connection
    from tests.support.people import division, organisation, person_with

    from wanghuo.base.cases.flows import flows

    county = division("500154000000", "开州区", "district")
    towns = [division(f"5001541{n:02d}000", f"第{n}镇", "town", county) for n in range(40)]
    orgs = [organisation(f"{t.name}人民政府", kind="town", division=t) for t in towns]
    flow = next(iter(flows().values()))
    over = next(s.id for s in flow.states if s.final)
    states = [s.id for s in flow.states if not s.final][:4]
    with connection.cursor() as cursor:
        cursor.execute(
            FILL,
            {
                "flow": flow.id,
                "version": flow.version,
                "rows": rows,
                "over": over,
                "states": states,
                "orgs": [o.pk for o in orgs],
                "towns": [t.pk for t in towns],
            },
        )
        cursor.execute("VACUUM ANALYZE cases_case")
    office = person_with("committee_office", organisation("区消安委办", division=county), divisions=[county])
    clerk = person_with("town_clerk", orgs[3], divisions=[towns[3]])
    return {"office": office, "clerk": clerk, "town": towns[3].code, "state": states[1]}


def cookie(person) -> dict[str, str]:
    from django.conf import settings
    from tests.support.people import client_of

    return {settings.SESSION_COOKIE_NAME: client_of(person).cookies[settings.SESSION_COOKIE_NAME].value}


def cases(made: dict, rows: int) -> list[tuple[str, str, str, str]]:
    """(name, who, address by key, address of the same page by number)."""
    from wanghuo.base.cases.models import Case
    from wanghuo.base.workbench.keyset import Cursor

    deep = min(DEEP, rows * 9 // 10)
    last = Case.objects.order_by("-pk")[deep - 1 : deep].values_list("pk", flat=True)[0]
    at = Cursor(None, last).encode()
    return [
        ("首页", "office", "", ""),
        (f"第 {deep // 50 + 1:,} 页", "office", f"?at={at}", f"?page={deep // 50 + 1}"),
        ("按状态筛选", "office", f"?state={made['state']}", f"?state={made['state']}"),
        ("按镇街筛选", "office", f"?town={made['town'][:9]}", f"?town={made['town']}"),
        ("按到期排序", "office", "?sort=due_at", "?sort=due_at"),
        ("搜索少见词", "office", "?q=白鹤", "?q=白鹤"),
        ("搜索常见词", "office", "?q=消火栓", "?q=消火栓"),
        ("搜索无结果", "office", "?q=望火楼", "?q=望火楼"),
        ("镇街经办人首页", "clerk", "", ""),
    ]


@contextmanager
def served(app: str):
    """gunicorn as the supervisor runs it (threads), one process, on a free port."""
    import httpx

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        app,
        "-b",
        f"127.0.0.1:{port}",
        "-k",
        "gthread",
        "--threads",
        "4",
        "--timeout",
        "180",
        "--log-level",
        "warning",
    ]
    env = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
        "DJANGO_SETTINGS_MODULE": "wanghuo.site.settings",
    }
    process = subprocess.Popen(command, env=env, cwd=ROOT)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
            for _ in range(300):
                try:
                    client.get("/healthz")
                    break
                except httpx.HTTPError:
                    time.sleep(0.2)
            yield client
    finally:
        process.terminate()
        process.wait(20)


def measure(
    client, path: str, cookies: dict[str, str], requests: int, budget: float = 20.0
) -> dict[str, float]:
    """Milliseconds over ``requests`` after a tenth of them for warmth; fewer when one page eats the budget (seconds)."""
    client.cookies.clear()
    client.cookies.update(cookies)
    times: list[float] = []
    began = time.perf_counter()
    for n in range(requests + requests // 10):
        start = time.perf_counter()
        response = client.get(path)
        took = (time.perf_counter() - start) * 1000
        assert response.status_code == 200, (path, response.status_code)
        if n >= requests // 10 or time.perf_counter() - began > budget / 2:
            times.append(took)
        if time.perf_counter() - began > budget and len(times) >= 5:
            break
    times.sort()
    return {
        "n": len(times), "p50": statistics.median(times), "p95": times[int(len(times) * 0.95) - 1], "max": times[-1],
    }  # fmt: skip


def queries(made: dict, asked: list) -> dict[str, int]:
    """How many queries each page asks."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from tests.support.people import client_of

    found = {}
    for name, who, path, _ in asked:
        client = client_of(made[who])
        client.get("/w/cases/", SERVER_NAME="localhost")
        with CaptureQueriesContext(connection) as caught:
            response = client.get(f"/w/cases/{path}", SERVER_NAME="localhost")
        assert response.status_code == 200, (path, response.status_code)
        found[name] = len(caught)
        if len(caught) > AIM_QUERIES:
            print(name, *(q["sql"][:140] for q in caught.captured_queries), sep="\n  ", file=sys.stderr)
    return found


def machine() -> dict[str, str]:
    cpu = next(
        (
            ln.split(":")[1].strip()
            for ln in Path("/proc/cpuinfo").read_text().splitlines()
            if ln.startswith("model name")
        ),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cpu": cpu,
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.0f} GiB",
        "python": platform.python_version(),
    }


def run(rows: int, requests: int) -> dict:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    made = fill(rows)
    filled = time.perf_counter() - started
    print(f"{rows:,} rows in {filled:.0f} s", file=sys.stderr, flush=True)
    asked = cases(made, rows)
    jars = {who: cookie(made[who]) for who in ("office", "clerk")}
    counted = queries(made, asked)
    table: dict[str, dict] = {name: {"queries": counted[name]} for name, *_ in asked}
    for label, app in (
        ("wanghuo", "wanghuo.site.wsgi:application"),
        ("naive", "bench.naive_paginator:application"),
    ):
        with served(app) as client:
            for name, who, keyed, numbered in asked:
                path = "/w/cases/" + (keyed if label == "wanghuo" else numbered)
                print(f"{label}: {name}", file=sys.stderr, flush=True)
                table[name][label] = measure(
                    client, path, jars[who], requests if label == "wanghuo" else max(20, requests // 10)
                )
    return {
        "rows": rows,
        "date": time.strftime("%Y-%m-%d"),
        "machine": machine(),
        "fill_seconds": round(filled, 1),
        "pages": table,
    }


def show(result: dict) -> bool:
    from rich.console import Console
    from rich.table import Table

    grid = Table(
        "页面",
        "查询数",
        "望火 p50",
        "望火 p95",
        "Paginator p50",
        "Paginator p95",
        title=f"{result['rows']:,} 行中的 50 行，毫秒",
    )
    good = True
    for name, one in result["pages"].items():
        ours, naive = one["wanghuo"], one["naive"]
        fine = ours["p95"] < AIM_MS and one["queries"] <= AIM_QUERIES
        good &= fine
        grid.add_row(
            name,
            str(one["queries"]),
            f"{ours['p50']:.0f}",
            f"{ours['p95']:.0f}{'' if fine else ' ✗'}",
            f"{naive['p50']:.0f}",
            f"{naive['p95']:.0f}",
        )
    Console().print(grid)
    return good


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--requests", type=int, default=200)
    given = options.parse_args()
    from wanghuo.site.engine import Engine

    with tempfile.TemporaryDirectory(prefix="wanghuo-bench-", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o755)
        engine = Engine(Path(place) / "data", Path(place) / "run", durable=False)
        engine.start()
        os.environ |= {
            "WANGHUO_DATABASE_URL": engine.url, "WANGHUO_TESTING": "1", "WANGHUO_VAR": f"{place}/var",
            "DJANGO_SETTINGS_MODULE": "wanghuo.site.settings",
        }  # fmt: skip
        try:
            result = run(given.rows, given.requests)
        finally:
            engine.destroy()
    out = ROOT / "bench" / "results"
    out.mkdir(exist_ok=True)
    (out / "list_page.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0 if show(result) else 1


if __name__ == "__main__":
    sys.exit(main())
