"""The signing key: apart, private, never replaced in silence; changed with the old one's word."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from wanghuo.base.ledger import keys
from wanghuo.base.ledger.keys import KeyMissing, rotate
from wanghuo.base.ledger.models import Key
from wanghuo.base.ledger.verification import verify

from .conftest import as_dba, seal, write

pytestmark = pytest.mark.django_db(transaction=True)


def test_made_once_for_its_owner_alone(key_place):
    write()
    seal()
    assert key_place.stat().st_mode & 0o777 == 0o600
    assert key_place.parent.stat().st_mode & 0o777 == 0o700
    before = key_place.read_bytes()
    write()
    seal()
    assert key_place.read_bytes() == before
    assert "PRIVATE" not in Key.objects.get().public_key


def test_kept_where_the_operator_says(key_place, tmp_path, monkeypatch):
    apart = tmp_path / "apart" / "k.pem"
    monkeypatch.setenv("WANGHUO_LEDGER_KEY_FILE", str(apart))
    write()
    seal()
    assert apart.exists()
    assert not key_place.exists()


def test_a_lost_or_other_key_stops_sealing_and_says_what_to_do(key_place):
    write()
    seal()
    kept = key_place.read_bytes()
    key_place.unlink()
    write()
    with pytest.raises(KeyMissing, match="rotate-key --lost"):
        seal()
    keys._write(key_place, Ed25519PrivateKey.generate())
    with pytest.raises(KeyMissing, match="不是台账现用的"):
        seal()
    key_place.write_bytes(kept)
    assert seal().entries == 1


def test_change_of_key(key_place):
    write()
    seal()
    old = key_place.read_bytes()
    made = rotate(timezone.now())
    assert key_place.read_bytes() != old
    write()
    seal()
    report = verify()
    assert report.clean
    assert f'"key":"{made.fingerprint}"' in report.head
    assert made.since == 2
    again = rotate(timezone.now())
    write()
    seal()
    assert again.since == 3
    assert verify().clean


def test_change_of_key_cut_short_is_finished(key_place):
    write()
    seal()
    old = key_place.read_bytes()
    rotate(timezone.now())
    key_place.rename(key_place.with_suffix(".new"))
    key_place.write_bytes(old)
    write()
    assert seal().entries == 1
    assert verify().clean


def test_two_changes_before_anything_is_sealed(key_place):
    write()
    seal()
    rotate(timezone.now())
    rotate(timezone.now())
    write()
    seal()
    write()
    seal()
    assert verify().clean


def test_a_new_key_after_a_loss_is_told_of(key_place):
    write()
    seal()
    key_place.unlink()
    rotate(timezone.now(), lost=True)
    write()
    seal()
    (remark,) = verify().remarks
    assert "没有前任密钥的有效签名" in remark


def test_a_slipped_in_key_is_told_of(key_place):
    write()
    seal()
    thief = Ed25519PrivateKey.generate()
    mark = keys.fingerprint(thief.public_key())
    text = keys.statement("x", mark, "", 2, timezone.now())
    Key.objects.create(
        number=2,
        fingerprint=mark,
        since=2,
        public_key=keys.public_pem(thief.public_key()),
        statement=text,
        signature=keys.sign(text, thief).hex(),
    )
    assert len(verify().remarks) == 1
    with as_dba() as cursor:
        cursor.execute("DELETE FROM ledger_key WHERE since = 2")
    assert verify().clean


def test_no_change_before_there_is_a_ledger():
    with pytest.raises(KeyMissing):
        rotate(timezone.now(), lost=True)
