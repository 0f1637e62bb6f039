"""Canonical JSON and the Merkle tree, against the RFCs' own examples."""

import hashlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_app.core.audit.canonical import LARGEST, NotCanonical, canonical
from platform_app.core.audit.merkle import EMPTY, MerkleTree, leaf_hash, node_hash

RFC6962_LEAVES = [bytes.fromhex(h) for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                                            "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
RFC6962_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The test vectors of Certificate Transparency's reference implementation."""


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(naive_root(leaves[:split]), naive_root(leaves[split:]))


def test_tree_has_the_reference_roots() -> None:
    tree = MerkleTree()
    assert tree.root == EMPTY
    for leaf, root in zip(RFC6962_LEAVES, RFC6962_ROOTS, strict=True):
        tree.add(leaf)
        assert tree.root.hex() == root


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_tree_grows_to_what_the_definition_says(leaves: list[bytes]) -> None:
    tree = MerkleTree()
    for leaf in leaves:
        tree.add(leaf)

    assert tree.root == naive_root(leaves)


def test_members_are_sorted_by_utf16_units() -> None:
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}

    assert canonical(value).decode() == ('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\U0001f600":5,"\ufb33":3}')


def test_text_is_escaped_as_the_rfc_says() -> None:
    assert canonical('\u20ac$\u000f\nA\'B"\\\\"/') == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()


def test_literals_and_nesting_have_no_spaces() -> None:
    assert canonical({"b": [None, True, False, -1], "a": {}}) == b'{"a":{},"b":[null,true,false,-1]}'


@pytest.mark.parametrize("value", [1.0, math.nan, LARGEST + 1, "\ud800", {1: "a"}, {"\ud800": 1}, object(), b"x"])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)
