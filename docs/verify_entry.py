"""Checks a Wanghuo ledger proof with nothing but Python: python3 verify_entry.py proof.json  (see ledger.md, 6)."""
import hashlib
import json
import sys

proof = json.load(open(sys.argv[1], encoding="utf-8"))
batch, head = json.loads(proof["batch"]), json.loads(proof["head"])


def digest(kind, data):
    return hashlib.new(head["algorithm"], bytes([kind]) + data).digest()


def climb(value, path):
    for side, sibling in path:
        sibling = bytes.fromhex(sibling)
        value = digest(1, sibling + value if side == "L" else value + sibling)
    return value.hex()


if climb(digest(0, proof["entry"].encode()), proof["entry_path"]) != batch["root"]:
    sys.exit("BAD: this entry is not in this batch")
if climb(digest(2, proof["batch"].encode()), proof["batch_path"]) != head["tree"]:
    sys.exit("BAD: this batch is not under this head")
for name, data in (("head.txt", proof["head"].encode()), ("head.sig", bytes.fromhex(proof["signature"])),
                   ("key.pem", proof["public_key"].encode())):
    open(name, "wb").write(data)
sys.stdout.buffer.write(("OK: this entry was in the ledger at head %(number)d of %(time)s (key %(key)s)\n" % head
                         + proof["entry"] + "\n").encode())
