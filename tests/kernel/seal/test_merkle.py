"""Trees against the test vectors of RFC 6962's reference implementation, and proofs against damage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanghuo.kernel.seal import (
    Frontier,
    algorithm,
    algorithms,
    consistency,
    entry_leaf,
    inclusion,
    root,
    verify_consistency,
    verify_inclusion,
)

SHA = algorithm("sha256")
# Leaves and roots 0 to 8 of certificate-transparency's merkle tests (also in RFC 6962 implementations everywhere).
VECTORS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
trees = st.integers(1, 40)


def leaves_of(count, using=SHA):
    return [entry_leaf(str(number).encode(), using) for number in range(count)]


@pytest.mark.parametrize("count", range(9))
def test_roots_of_the_reference(count):
    assert root([entry_leaf(bytes.fromhex(leaf), SHA) for leaf in VECTORS[:count]], SHA).hex() == ROOTS[count]


def test_sm3_where_the_machine_has_it():
    if "sm3" not in algorithms():
        with pytest.raises(ValueError, match="sm3"):
            algorithm("sm3")
        return
    # GB/T 32905-2016, A.1: the digest of "abc".
    digest = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert algorithm("sm3").hash(b"abc").hex() == digest


@given(trees, st.data())
def test_inclusion_holds_for_its_leaf_only(count, data):
    leaves = leaves_of(count)
    index, other = (data.draw(st.integers(0, count - 1)) for _ in range(2))
    path = inclusion(leaves, index, SHA)
    assert verify_inclusion(leaves[index], path, root(leaves, SHA), SHA)
    assert verify_inclusion(leaves[other], path, root(leaves, SHA), SHA) == (index == other)


@given(trees, st.data())
def test_a_damaged_path_fails(count, data):
    leaves = leaves_of(count + 1)
    path = list(inclusion(leaves, data.draw(st.integers(0, count)), SHA))
    step = data.draw(st.integers(0, len(path) - 1))
    side, sibling = path[step]
    kind = data.draw(st.sampled_from(["byte", "side", "short", "drop"]))
    if kind == "byte":
        place = data.draw(st.integers(0, 31))
        sibling = (
            sibling[:place] + bytes([sibling[place] ^ data.draw(st.integers(1, 255))]) + sibling[place + 1 :]
        )
    path[step] = {"side": ("L" if side == "R" else "R", sibling), "short": (side, sibling[:-1])}.get(
        kind, (side, sibling)
    )
    if kind == "drop":
        del path[step]
    assert not any(verify_inclusion(leaf, tuple(path), root(leaves, SHA), SHA) for leaf in leaves)


@given(trees, trees)
def test_consistency_of_a_tree_that_only_grew(one, two):
    earlier, later = sorted((one, two))
    leaves = leaves_of(later)
    proof = consistency(leaves, earlier, SHA)
    roots = root(leaves[:earlier], SHA), root(leaves, SHA)
    assert verify_consistency(earlier, roots[0], later, roots[1], proof, SHA)


@given(trees, trees, st.data())
def test_consistency_fails_when_history_was_rewritten(one, two, data):
    earlier, later = sorted((one, two))
    honest = leaves_of(later)
    forged = list(honest)
    forged[data.draw(st.integers(0, earlier - 1))] = entry_leaf(b"forged", SHA)
    proof = consistency(forged, earlier, SHA)
    assert not verify_consistency(earlier, root(honest[:earlier], SHA), later, root(forged, SHA), proof, SHA)


@given(trees)
def test_the_frontier_knows_the_root_and_stays_small(count):
    frontier = Frontier()
    for leaf in leaves_of(count):
        frontier = frontier.add(leaf, SHA)
    assert frontier.root(SHA) == root(leaves_of(count), SHA)
    assert len(frontier.peaks) == count.bit_count()


def test_nothing_is_proved_of_what_is_not_there():
    for index in (-1, 3):
        with pytest.raises(IndexError):
            inclusion(leaves_of(3), index, SHA)
    with pytest.raises(IndexError):
        consistency(leaves_of(3), 4, SHA)
    assert not verify_consistency(0, b"", 3, root(leaves_of(3), SHA), (), SHA)
    assert not verify_consistency(2, root(leaves_of(2), SHA), 3, root(leaves_of(3), SHA), (), SHA)
