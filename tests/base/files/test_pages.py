"""Download: who may, what the headers say, parts of a file."""

import pytest
from tests.support import people

from wanghuo.base.files import blobs
from wanghuo.base.files.actions import store, withdraw

from . import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(clerk, post):
    return store(clerk, samples.PDF, purpose="test.paper", link=post, name="整改 通知“书”.pdf")


@pytest.fixture
def client(post):
    return people.client_of(post.person)


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_whole_with_safe_headers(client, row):
    response = client.get(row.url)
    assert (response.status_code, body(response)) == (200, samples.PDF)
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith(
        'attachment; filename="attachment.pdf"; filename*=UTF-8'
    )
    assert "%E6%95%B4%E6%94%B9%20" in response["Content-Disposition"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "private" in response["Cache-Control"]
    assert client.get(row.url, {"view": "1"})["Content-Disposition"].startswith("inline")


def test_text_is_never_shown_in_place(client, clerk, post):
    page = store(clerk, samples.HTML, purpose="test.paper", link=post, name="a.html")
    response = client.get(page.url + "?view")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=5-", 206, slice(5, None)),
        ("bytes=-6", 206, slice(-6, None)),
        ("bytes=3-99999", 206, slice(3, None)),
        ("bytes=99999-", 416, None),
        ("bytes=5-2", 416, None),
        ("bytes=a-b", 200, slice(None)),
        ("bytes=-", 200, slice(None)),
        ("bytes=0-1,3-4", 200, slice(None)),
    ],
)
def test_parts(client, row, asked, status, part):
    response = client.get(row.url, headers={"Range": asked})
    assert response.status_code == status
    if part is not None:
        assert body(response) == samples.PDF[part]
        assert int(response["Content-Length"]) == len(samples.PDF[part])


def test_a_known_copy_is_not_sent_again(client, row):
    tag = client.get(row.url)["ETag"]
    assert client.get(row.url, headers={"If-None-Match": tag}).status_code == 304
    stale = client.get(row.url, headers={"Range": "bytes=0-3", "If-Range": '"other"'})
    assert stale.status_code == 200


def test_only_within_the_owners_scope(row, post):
    assert (
        people.client_of(people.person_with("town_chief", post.organisation)).get(row.url).status_code == 200
    )
    assert people.client_of(people.person_with("town_clerk")).get(row.url).status_code == 404


def test_before_it_hangs_anywhere_only_the_uploader(client, clerk, post):
    loose = store(clerk, samples.PDF, purpose="test.paper", name="a.pdf")
    assert client.get(loose.url).status_code == 200
    colleague = people.person_with("town_clerk", post.organisation)
    assert people.client_of(colleague).get(loose.url).status_code == 404


def test_visitors_are_asked_to_sign_in(row):
    from django.test import Client

    assert Client().get(row.url).status_code == 302


def test_withdrawn_infected_and_lost(client, clerk, row):
    row.scanned = False
    row.save()
    assert client.get(row.url).status_code == 403
    row.scanned = None
    row.save()
    path = blobs.path_of(row.sha256)
    path.rename(path.with_suffix(".gone"))
    assert client.get(row.url).status_code == 410
    withdraw(clerk, row, reason="x")
    assert client.get(row.url).status_code == 404
    assert client.get("/files/999999/").status_code == 404


def test_thumbnail(client, clerk, post, row):
    image = store(clerk, samples.picture(size=(900, 600)), purpose="test.paper", link=post, name="a.jpg")
    response = client.get(image.thumbnail_url)
    assert response["Content-Type"] == "image/webp"
    assert body(response)[8:12] == b"WEBP"
    assert row.thumbnail_url == ""
