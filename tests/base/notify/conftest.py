"""A real SMTP server and a real HTTP gateway on this machine, and templates of the tests' own."""

from __future__ import annotations

import email
import json
import shutil
import socket
import threading
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller

TEMPLATES = """
[template."tests.handed"]
label = "移交"
title = "{org}移交的事项待接收"
text = "{org}移交“{title}”，联系人 {caller}。"
short = "有1件移交待接收。"
mask = { caller = "name" }
[template."tests.alarm"]
label = "告警"
title = "告警"
text = "告警"
urgent = true
"""
GATEWAY = """
id = "sms"
label = "短信"
to = "phone"
url = "http://127.0.0.1:PORT/send"
timeout = 2
[body]
mobile = "{phone}"
content = "{text}"
id = "{key}"
[success]
path = "code"
equals = ["0"]
id_path = "msg"
[receipt]
secret_env = "WANGHUO_TEST_RECEIPT"
header = "X-Signature"
id_path = "msg"
state_path = "state"
delivered = ["ok"]
"""


class Post:
    """What the mail server got; ``answers`` are given one after the other, then 250."""

    def __init__(self) -> None:
        self.mails: list = []
        self.answers: list[str] = []

    async def handle_DATA(self, server, session, envelope) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        return answer


@pytest.fixture
def policy(settings, tmp_path):
    """A copy of the policy with the tests' templates, and no gateway."""
    from wanghuo.base.notify import gateways, texts
    from wanghuo.base.scope.policy import policy as scope_policy

    copy = tmp_path / "policy"
    shutil.copytree(settings.POLICY_DIR, copy)
    (copy / "notify" / "tests.toml").write_text(TEMPLATES, "utf-8")
    settings.POLICY_DIR, settings.VAR = copy, tmp_path / "var"
    caches = (gateways._read, texts.templates, scope_policy)
    for one in caches:
        one.cache_clear()
    yield copy
    for one in caches:
        one.cache_clear()


@pytest.fixture
def post(policy, settings):
    settings.SMTP_URL = ""
    handler = Post()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
    settings.MAIL_FROM = "望火 <wanghuo@example.cn>"
    settings.PUBLIC_URL = "https://wanghuo.example.cn"
    yield handler
    server.stop()


@pytest.fixture
def gateway(policy):
    """An SMS gateway: what it got, and the answers it gives."""
    from wanghuo.base.notify import gateways

    class Sms(BaseHTTPRequestHandler):
        got: list[dict] = []
        answers: list[tuple[int, dict]] = []

        def do_POST(self) -> None:
            self.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            status, body = (
                self.answers.pop(0) if self.answers else (200, {"code": 0, "msg": f"m{len(self.got)}"})
            )
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *args) -> None:
            pass

    Sms.got, Sms.answers = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Sms)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (policy / "notify" / "gateways" / "sms.toml").write_text(
        GATEWAY.replace("PORT", str(server.server_port)), "utf-8"
    )
    gateways._read.cache_clear()
    yield Sms
    server.shutdown()
    server.server_close()
