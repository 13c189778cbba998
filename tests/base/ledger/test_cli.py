"""The commands, called as the launcher calls them once the house is up."""

import json

import pytest
from click.testing import CliRunner

from wanghuo.base.ledger.cli import ledger
from wanghuo.base.ledger.models import Entry, Key

from .conftest import as_dba, seal, write

pytestmark = pytest.mark.django_db(transaction=True)


def run(*words):
    done = CliRunner().invoke(ledger, words)
    assert not done.exception or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_verify(small_batches, tmp_path):
    ids = write(9)
    seal()
    kept = tmp_path / "heads.json"
    assert run("export-heads", "-o", str(kept))[0] == 0
    code, said = run("verify", "--heads", str(kept))
    assert code == 0
    assert "3 批 9 条" in said
    assert "一致 3 个" in said
    assert "已封存的全部完好" in said
    with as_dba() as cursor:
        cursor.execute("UPDATE ledger_entry SET ip = '' WHERE id = ANY(%s)", [[ids[3], ids[7]]])
    code, said = run("verify")
    assert code == 1
    assert f"第一处问题：记录 {ids[3]}（第 1 批）：内容被改动" in said
    assert f"记录 {ids[7]}" in said


def test_verify_with_a_pinned_key(monkeypatch):
    write()
    seal()
    assert run("verify", "--pin", Key.objects.get().fingerprint)[0] == 0
    monkeypatch.setenv("WANGHUO_LEDGER_PIN", "00" * 32)
    code, said = run("verify")
    assert code == 1
    assert "整体替换" in said


def test_a_file_that_is_no_heads_file(tmp_path):
    for text in ("[]", "nonsense", '{"heads": [{}]}'):
        (tmp_path / "x.json").write_text(text)
        code, said = run("verify", "--heads", str(tmp_path / "x.json"))
        assert code == 1
        assert "不能读取首部文件" in said


def test_head_and_proof(tmp_path):
    assert "还没有封存过" in run("head")[1]
    first, second = write(2)
    code, said = run("proof", str(first))
    assert code == 1
    assert "尚未封存" in said
    seal()
    said = run("head")[1]
    assert "累计 2 条" in said
    assert "签名" in said
    shown = json.loads(run("proof", str(second))[1])
    assert json.loads(shown["entry"])["id"] == second
    assert run("proof", str(first), "-o", str(tmp_path / "p.json"))[0] == 0
    assert json.loads((tmp_path / "p.json").read_text("utf-8"))["batch"] == shown["batch"]


def test_rotate_key(key_place):
    code, said = run("rotate-key", "--yes")
    assert code == 1
    assert "自动生成" in said
    write()
    seal()
    code, said = run("rotate-key", "--yes")
    assert code == 0
    assert "自第 2 批起" in said
    write()
    seal()
    assert run("verify")[0] == 0
    assert Entry.objects.count() == 2
