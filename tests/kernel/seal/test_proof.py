"""Proofs of one entry: they hold, they break when touched, they show no other entry, and plain Python agrees."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from wanghuo.kernel.seal import (
    BadProof,
    EntryProof,
    check_proof,
    fingerprint,
    prove,
    sign,
    verify_signature,
)

from .ledgers import ledger_of

VERIFIER = Path(__file__).parents[3] / "docs" / "verify_entry.py"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
shapes = st.lists(st.integers(1, 5), min_size=1, max_size=6)


def proof_of(ledger, entry, head_number=None):
    hashes = [digest for _, digest, _, _ in ledger.batches]
    head = ledger.batches[(head_number or len(hashes)) - 1][3]
    for batch, _, members, _ in ledger.batches:
        for member in members:
            if member.entry == entry:
                leaves = [m.leaf for m in members]
                return prove(ledger.entries[entry].decode(), member.position, leaves, batch, hashes, head)
    raise LookupError(entry)


@given(shapes, st.data())
def test_every_entry_is_proved_under_every_later_head(sizes, data):
    ledger = ledger_of(sizes)
    entry = data.draw(st.sampled_from(sorted(ledger.entries)))
    own = next(i for i, row in enumerate(ledger.batches, 1) if row[0].first <= entry <= row[0].last)
    head_number = data.draw(st.integers(own, len(sizes)))
    proof = proof_of(ledger, entry, head_number)
    again = EntryProof.from_json(json.loads(json.dumps(proof.as_json())))
    assert again == proof
    assert check_proof(again)["number"] == head_number


@given(shapes.filter(lambda sizes: sum(sizes) > 2), st.data())
def test_a_changed_text_breaks_it(sizes, data):
    ledger = ledger_of(sizes)
    shown = proof_of(ledger, data.draw(st.sampled_from(sorted(ledger.entries)))).as_json()
    field = data.draw(st.sampled_from(["entry", "batch", "head"]))
    digits = [place for place, char in enumerate(shown[field]) if char in "0123456789"]
    if field == "head":  # the head's other fields are held by the signature
        start = shown[field].index('"tree":"') + 8
        digits = [place for place in digits if start <= place < start + 64]
    place = data.draw(st.sampled_from(digits))
    new = "7" if shown[field][place] != "7" else "8"
    shown[field] = shown[field][:place] + new + shown[field][place + 1 :]
    with pytest.raises(BadProof):
        check_proof(EntryProof.from_json(shown))


def test_it_shows_no_other_entry():
    ledger = ledger_of([4, 4])
    shown = json.dumps(proof_of(ledger, 3).as_json(), ensure_ascii=False)
    assert "第3件" in shown
    assert not any(f"第{other}件" in shown for other in ledger.entries if other != 3)


@pytest.mark.parametrize(
    "damage", [{"format": "x"}, {"entry_path": [["L", "zz"]]}, {"head": "[]"}, {"batch": "{}"}]
)
def test_what_is_no_proof_is_named(damage):
    with pytest.raises(BadProof):
        check_proof(EntryProof.from_json(proof_of(ledger_of([2]), 1).as_json() | damage))


@given(st.text(max_size=20), st.integers(0, 63), st.integers(1, 255))
def test_signatures(text, place, flip):
    signature = sign(text, KEY)
    public = KEY.public_key()
    assert verify_signature(text, signature, public)
    assert not verify_signature(text + " ", signature, public)
    damaged = signature[:place] + bytes([signature[place] ^ flip]) + signature[place + 1 :]
    assert not verify_signature(text, damaged, public)


def run_verifier(tmp_path, data):
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(data), "utf-8")
    command = [sys.executable, "-I", str(VERIFIER), str(path)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path)


def signed_proof(entry=5):
    proof = proof_of(ledger_of([3, 4, 1]), entry)
    pem = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return proof.as_json() | {"signature": sign(proof.head, KEY).hex(), "public_key": pem.decode()}


def test_the_independent_verifier_is_short_and_stands_alone():
    source = VERIFIER.read_text("utf-8")
    assert len(source.splitlines()) <= 30
    imported = {
        name.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import)
        for name in node.names
    }
    assert imported <= set(sys.stdlib_module_names)


def test_the_independent_verifier_agrees(tmp_path):
    for entry in range(1, 9):
        done = run_verifier(tmp_path, signed_proof(entry))
        assert done.returncode == 0, done.stderr
        assert f"第{entry}件" in done.stdout


def test_the_independent_verifier_refuses(tmp_path):
    good = signed_proof()
    path = [[side, "00" * 32] for side, _ in good["entry_path"]]
    for damage in (
        {"entry": good["entry"].replace("第5件", "第6件")},
        {"batch": good["batch"].replace('"count":4', '"count":5')},
        {"entry_path": path},
        {"batch_path": []},
    ):
        done = run_verifier(tmp_path, good | damage)
        assert done.returncode != 0, damage


def test_openssl_checks_the_signature_with_the_commands_of_the_document(tmp_path):
    good = signed_proof()
    assert run_verifier(tmp_path, good).returncode == 0
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin"]
    command += ["-in", "head.txt", "-sigfile", "head.sig"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert "Verified Successfully" in done.stdout, done.stderr
    (tmp_path / "head.txt").write_text(good["head"].replace('"entries":8', '"entries":9'), "utf-8")
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode != 0


def test_the_fingerprint_is_what_openssl_says():
    der = KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    out = subprocess.run(
        ["openssl", "dgst", "-sha256", "-r"], input=der, capture_output=True, check=True
    ).stdout
    assert out.decode().split()[0] == fingerprint(KEY.public_key())
