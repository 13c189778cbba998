"""Storing: what is refused, what is kept, what is cleaned, and by whom."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image
from tests.support import people

from wanghuo.base.files import blobs, purposes, upkeep
from wanghuo.base.files.actions import link_to, store, withdraw
from wanghuo.base.files.models import Attachment
from wanghuo.base.files.queries import attachments_of, open_file
from wanghuo.base.ledger.models import Entry
from wanghuo.base.scope import BadInput, NotNow, Refused
from wanghuo.kernel.scope import Actor

from . import samples

pytestmark = pytest.mark.django_db


def files_in(place):
    return [path for path in place.rglob("*") if path.is_file() and "thumbnails" not in path.parts]


def test_kept_whole_once_and_in_the_ledger(clerk, post, store_place):
    content = samples.picture()
    upload = SimpleUploadedFile("现场.jpg", content, content_type="text/html")
    row = store(clerk, upload, purpose="test.paper", link=post)
    same = store(clerk, content, purpose="test.paper", link=post, name="再传.jpg")
    assert [open_file(one).read() for one in (row, same)] == [content, content]
    assert (row.mime, row.kind, row.size, row.width, row.height) == (
        "image/jpeg",
        "jpeg",
        len(content),
        60,
        40,
    )
    assert row.sha256 == row.original_sha256 == same.sha256
    assert list(attachments_of(post)) == [row, same]
    (kept,) = files_in(store_place)
    assert kept.name == row.sha256
    assert kept.stat().st_mode & 0o777 == 0o600
    entry = Entry.objects.filter(verb="files.store").first()
    assert entry.detail["sha256"] == row.sha256
    assert entry.object_label == "现场.jpg"


@pytest.mark.parametrize(
    ("content", "name", "purpose", "says"),
    [
        (b"", "空.pdf", "test.paper", "是空的"),
        (samples.EXE, "照片.jpg", "test.paper", "不能作为"),
        (samples.HTML, "网页.pdf", "test.tip", "不能作为"),
        (samples.PDF, "a.jpg", "test.tip", "PDF"),
        (b"x" * (2 * 1024 * 1024), "大.jpg", "test.small", "超过上限 1 MB"),
        (samples.picture()[:-900] + b"junk", "坏.jpg", "test.paper", "损坏"),
        (
            samples.docx(word__vbaProject="x").replace(b"vbaProject", b"vbaProject"),
            "无宏.docx",
            "test.paper",
            None,
        ),
        (
            samples.zipped({"word/document.xml": "x", "word/vbaProject.bin": "x"}),
            "宏.docx",
            "test.paper",
            "带有宏",
        ),
        (samples.docx(word__big=b"\0" * 30_000_000), "弹.docx", "test.paper", "解压后过大"),
        (
            samples.zipped({f"{n}": "" for n in range(5100)} | {"OFD.xml": "x"}),
            "多.ofd",
            "test.paper",
            "解压后过大",
        ),
        (samples.docx()[:-60], "断.docx", "test.paper", "不能作为"),
        (samples.docx().replace(b"<w:document/>", b"<w:docXment/>"), "改.docx", "test.paper", None),
    ],
)
def test_at_the_door(clerk, post, store_place, content, name, purpose, says):
    if says is None:
        assert store(clerk, content, purpose=purpose, link=post, name=name).pk
        return
    with pytest.raises(BadInput, match=says) as refusal:
        store(clerk, content, purpose=purpose, link=post, name=name)
    assert says in refusal.value.fields["file"]
    assert refusal.value.next_step
    assert not Attachment.objects.exists()
    assert files_in(store_place) == []
    assert Entry.objects.get().result == "refused"


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_opened(clerk, post):
    out = io.BytesIO()
    Image.new("1", (20000, 20000)).save(out, format="PNG")
    with pytest.raises(BadInput, match="百万像素"):
        store(clerk, out.getvalue(), purpose="test.paper", link=post, name="墙.png")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(("orientation", "size"), [(1, (60, 40)), (6, (40, 60))])
def test_a_tip_keeps_no_place(clerk, post, kind, orientation, size):
    content = samples.picture(kind, orientation=orientation)
    assert samples.PLACE.encode() in content
    row = store(clerk, content, purpose="test.tip", link=post, name="线索")
    kept = open_file(row).read()
    assert samples.PLACE.encode() not in kept
    assert b"Exif" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.size, dict(image.getexif()), image.info.get("comment")) == (size, {}, None)
        corner = (2, 2) if orientation == 1 else (size[0] - 3, 2)
        red, _, blue = image.convert("RGB").getpixel(corner)
        assert (blue > 200, red < 90) == (True, True)
    assert (row.width, row.height) == size
    assert row.sha256 != row.original_sha256
    assert row.original_size == len(content)
    thumb = blobs.thumbnail_path(row.sha256).read_bytes()
    assert samples.PLACE.encode() not in thumb


def test_no_purpose_can_promise_to_clean_what_cannot_be_cleaned():
    with pytest.raises(ValueError, match="only images"):
        purposes.purpose(
            "x.y", "x", view="x.view", attach="x.attach", kinds=frozenset({"pdf"}), strip_location=True
        )


def test_limits_follow_the_operators_setting(clerk, post, monkeypatch):
    monkeypatch.setattr(purposes, "_source", [{"files.max_mb.test.paper": 0.0001}.get])
    with pytest.raises(BadInput, match="超过上限"):
        store(clerk, samples.picture(size=(300, 300)), purpose="test.paper", link=post, name="a.jpg")


def test_only_who_may_add_to_the_row(post):
    chief = people.actor_with("town_chief", post.organisation)
    stranger = people.actor_with("town_clerk")
    for actor in (chief, stranger):
        with pytest.raises(Refused, match="不能在此添加附件"):
            store(actor, samples.PDF, purpose="test.paper", link=post, name="a.pdf")


def test_stored_first_and_linked_later(clerk, post):
    row = store(clerk, samples.PDF, purpose="test.paper", name="a.pdf")
    other = people.actor_with("town_clerk", post.organisation)
    with pytest.raises(Refused):
        link_to(other, row, post)
    link_to(clerk, row, post)
    assert list(attachments_of(post, "test.paper")) == [row]
    with pytest.raises(NotNow):
        link_to(clerk, row, post)


def test_a_visitor_without_account_can_hand_in_a_photo_for_a_row_to_come():
    row = store(Actor.public(), samples.picture(), purpose="test.tip", name="a.jpg")
    assert (row.uploaded_by, row.uploaded_by_name) == (None, "公众")


def test_withdrawn_but_not_gone(clerk, post):
    row = store(clerk, samples.PDF, purpose="test.paper", link=post, name="a.pdf")
    with pytest.raises(Refused):
        withdraw(people.actor_with("town_chief", post.organisation), row, reason="x")
    row.refresh_from_db()
    withdraw(clerk, row, reason="传错了")
    assert not attachments_of(post).exists()
    assert list(attachments_of(post, withdrawn=True)) == [row]
    assert open_file(row).read() == samples.PDF


def test_orphans_are_removed_and_nothing_else(clerk, post, store_place):
    kept = store(clerk, samples.PDF, purpose="test.paper", link=post, name="a.pdf")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        store(clerk, samples.picture(), purpose="test.paper", link=post, name="b.jpg")
        raise ZeroDivisionError
    (store_place / "incoming" / "half").write_bytes(b"x")
    assert len(files_in(store_place)) == 3
    assert upkeep.drop_orphans() == 0
    assert upkeep.drop_orphans(older_than=-5) == 2
    assert [path.name for path in files_in(store_place)] == [kept.sha256]


def test_uploads_that_never_hung_on_anything_are_forgotten(clerk, post):
    store(clerk, samples.PDF, purpose="test.paper", name="a.pdf")
    linked = store(clerk, samples.PDF, purpose="test.paper", link=post, name="b.pdf")
    assert upkeep.drop_unlinked(timezone.now() + timedelta(days=6)) == 0
    assert upkeep.drop_unlinked(timezone.now() + timedelta(days=8)) == 1
    assert list(Attachment.objects.all()) == [linked]


def test_damage_is_found(clerk, post):
    whole, damaged, lost = (
        store(clerk, samples.picture(colour=(n, n, n)), purpose="test.paper", link=post, name="a.jpg")
        for n in (10, 90, 170)
    )
    path = blobs.path_of(damaged.sha256)
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    blobs.path_of(lost.sha256).unlink()
    seen = []
    found = {one.sha256: one for one in upkeep.check(seen.append)}
    assert whole.sha256 not in found
    assert (found[damaged.sha256].lost, found[damaged.sha256].attachments) == (False, (damaged.pk,))
    assert found[lost.sha256].lost
    assert seen == [1, 2, 3]


def test_the_store_tidies_itself_daily(clerk, post, store_place):
    from tests.support.jobs import run_jobs

    from wanghuo.base.jobs.sweeps import SWEEPS

    store(clerk, samples.PDF, purpose="test.paper", name="a.pdf")
    now = timezone.now() + timedelta(days=8)
    for _ in range(2):
        SWEEPS["files.tidy"].body(now)
    assert run_jobs() == ["files.tidy"]
    assert not Attachment.objects.exists()
