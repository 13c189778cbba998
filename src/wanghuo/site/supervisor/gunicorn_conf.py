"""How gunicorn serves Wanghuo. Read by gunicorn; the address comes from the supervisor."""

import ctypes
import os
import signal
from pathlib import Path

bind = os.environ["WANGHUO_BIND"]
proc_name = "wanghuo-web"
worker_class = "gthread"
workers = int(os.environ.get("WANGHUO_WEB_WORKERS") or min(4, os.cpu_count() or 1))
threads = int(os.environ.get("WANGHUO_WEB_THREADS") or 8)
# The application is loaded once, before forking: half the memory and a quicker start.
preload_app = True
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None  # our own middleware writes it, with request ids
errorlog = "-"
logger_class = "wanghuo.site.logs.GunicornLogger"
control_socket_disable = True
forwarded_allow_ips = os.environ.get("WANGHUO_PROXIES", "127.0.0.1,::1")
if Path("/dev/shm").is_dir() and os.access("/dev/shm", os.W_OK):  # noqa: S108 - gunicorn's heartbeat file, unlinked at once
    worker_tmp_dir = "/dev/shm"  # noqa: S108


def post_fork(server, worker):
    """A worker must not outlive its master and keep the port (prctl(2), PR_SET_PDEATHSIG = 1)."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(1, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != worker.ppid:
            os._exit(1)


def child_exit(server, worker):
    """Drop the live gauges of a worker that is gone."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
