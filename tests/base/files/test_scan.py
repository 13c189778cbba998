"""The scanner's protocol against a server that speaks it (a ClamAV daemon is not to be had in every test run)."""

import socketserver
import struct
import threading

import pytest
from django.utils import timezone
from tests.support import people
from tests.support.jobs import run_jobs

from wanghuo.base.files.actions import store
from wanghuo.base.files.models import Attachment
from wanghuo.base.files.scan import ScannerError, is_clean
from wanghuo.base.jobs.sweeps import SWEEPS

pytestmark = pytest.mark.django_db
BAD = "X5O!P%@AP 这一行代表病毒\n".encode()


class Clamd(socketserver.StreamRequestHandler):
    """INSTREAM as in clamd(8)."""

    def handle(self):
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.server.seen.append(len(content))
        self.wfile.write(
            self.server.answer or (b"stream: Test FOUND\0" if BAD in content else b"stream: OK\0")
        )


@pytest.fixture
def clamd(monkeypatch):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        server.seen, server.answer = [], None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("WANGHUO_CLAMD", f"127.0.0.1:{server.server_address[1]}")
        yield server
        server.shutdown()


def sweep():
    SWEEPS["files.scan"].body(timezone.now())
    return run_jobs()


def test_every_content_is_scanned_once_and_the_infected_stay_here(clerk, post, clamd):
    clean, same, bad = (
        store(clerk, content, purpose="test.paper", link=post, name="a.txt")
        for content in (b"x" * 200_000, b"x" * 200_000, BAD)
    )
    assert sweep() == ["files.scan", "files.scan"]
    assert sorted(clamd.seen) == [len(BAD), 200_000]
    assert list(Attachment.objects.order_by("id").values_list("scanned", flat=True)) == [True, True, False]
    client = people.client_of(post.person)
    assert [client.get(row.url).status_code for row in (clean, same, bad)] == [200, 200, 403]
    assert sweep() == []
    store(clerk, BAD, purpose="test.paper", link=post, name="b.txt")
    assert sweep() == ["files.scan"]
    assert Attachment.objects.filter(scanned=False).count() == 2


def test_a_scanner_that_does_not_answer_marks_nothing(clerk, post, clamd):
    row = store(clerk, b"x", purpose="test.paper", link=post, name="a.txt")
    for answer in (b"INSTREAM size limit exceeded. ERROR\0", b"\0"):
        clamd.answer = answer
        with pytest.raises(ScannerError):
            is_clean(row.sha256)
    row.refresh_from_db()
    assert row.scanned is None


def test_without_a_scanner_nothing_is_queued(clerk, post, monkeypatch):
    monkeypatch.delenv("WANGHUO_CLAMD", raising=False)
    store(clerk, b"x", purpose="test.paper", link=post, name="a.txt")
    assert sweep() == []
