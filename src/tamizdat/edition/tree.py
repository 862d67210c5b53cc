"""The trees: a hash trie over the paths of an edition, so that one small head vouches for every file.

Shape (docs/spec/edition.md, section 5): a leaf's key is the first 8 bytes of SHA-256(path), its value the SHA-256 of the file (of
a page: of the bytes before its statement). A node over at most 64 leaves lists them; a larger one has 64 children by the next six
bits of the key. The shape follows from the set of leaves alone. A node's name is the first 20 bytes of its SHA-256.
At 100,000 files a proof is three nodes and 3.6 KB on average; beyond some 170,000 a few have a fourth.
"""

import hashlib
from base64 import urlsafe_b64decode
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from tamizdat.edition.canonical import base64url

LEAF, BRANCH = b"\x00", b"\x01"
FANOUT_BITS = 6
FANOUT = 1 << FANOUT_BITS
MOST_LEAVES = 64
KEY_BYTES = 8
NAME_BYTES = 20
_KEY_BITS = KEY_BYTES * 8
MOST_DEPTH = _KEY_BITS // FANOUT_BITS
_NOTHING = b"\x00" * NAME_BYTES


class BadTree(ValueError):
    """Nodes that are no tree, or do not vouch for what they should; the message says which path or node."""


def path_key(path: str) -> int:
    """Return the key of *path*: the first 64 bits of its SHA-256."""
    return int.from_bytes(hashlib.sha256(path.encode()).digest()[:KEY_BYTES], "big")


class Tree:
    """A tree that remembers its subtrees, so that a change costs the nodes above it and no more."""

    def __init__(self, leaves: Mapping[str, str] | None = None) -> None:
        self._digests: dict[int, bytes] = {}
        self._keys: list[int] = []
        self._memo: dict[tuple[int, int], bytes] = {}  # (depth, prefix) -> node bytes
        self._branches: set[tuple[int, int]] = set()  # where a branch stood when it was last made
        self._fresh: dict[str, bytes] = {}
        self._stale: set[str] = set()
        if leaves:
            self._digests = {path_key(path): _from_text(value) for path, value in leaves.items()}
            if len(self._digests) != len(leaves):
                raise BadTree("two paths share a key: rename one of them")
            self._keys = sorted(self._digests)

    def __len__(self) -> int:
        return len(self._keys)

    def put(self, path: str, value: str) -> None:
        """Set the digest (43 characters) of *path*."""
        key = path_key(path)
        if key not in self._digests:
            insort(self._keys, key)
        self._digests[key] = _from_text(value)
        self._forget(key)

    def remove(self, path: str) -> None:
        """Take *path* out, if it is there."""
        key = path_key(path)
        if self._digests.pop(key, None) is not None:
            del self._keys[bisect_left(self._keys, key)]
            self._forget(key)

    def root(self) -> str:
        """Return the name of the root node: 27 characters."""
        return node_name(self._node(0, 0))

    def nodes(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and the bytes of every node, the root first."""
        yield from self._walk(0, 0)

    def changes(self) -> tuple[dict[str, bytes], set[str]]:
        """Return the nodes made since the last call (name → bytes) and the names of those that the tree no longer has."""
        self.root()
        fresh, stale = self._fresh, self._stale - self._fresh.keys()
        self._fresh, self._stale = {}, set()
        return fresh, stale

    def _walk(self, depth: int, prefix: int) -> Iterator[tuple[str, bytes]]:
        node = self._node(depth, prefix)
        yield node_name(node), node
        if node[:1] == BRANCH:
            for child in range(FANOUT):
                if child_name(node, child):
                    yield from self._walk(depth + 1, prefix << FANOUT_BITS | child)

    def _node(self, depth: int, prefix: int) -> bytes:
        at = (depth, prefix)
        if at not in self._memo:
            node = self._memo[at] = self._make(depth, prefix)
            self._fresh[node_name(node)] = node
            if node[:1] == BRANCH:
                self._branches.add(at)
            elif at in self._branches:
                self._forget_below(at)
        return self._memo[at]

    def _make(self, depth: int, prefix: int) -> bytes:
        first, end = self._range(depth, prefix)
        if end - first <= MOST_LEAVES:
            keys = self._keys[first:end]
            return LEAF + b"".join(key.to_bytes(KEY_BYTES, "big") + self._digests[key] for key in keys)
        return BRANCH + b"".join(self._child(depth + 1, prefix << FANOUT_BITS | child) for child in range(FANOUT))

    def _child(self, depth: int, prefix: int) -> bytes:
        first, end = self._range(depth, prefix)
        return _name(self._node(depth, prefix)) if first < end else _NOTHING

    def _range(self, depth: int, prefix: int) -> tuple[int, int]:
        shift = _KEY_BITS - depth * FANOUT_BITS
        return bisect_left(self._keys, prefix << shift), bisect_left(self._keys, prefix + 1 << shift)

    def _forget(self, key: int) -> None:
        for depth in range(_KEY_BITS // FANOUT_BITS + 1):
            self._drop((depth, key >> _KEY_BITS - depth * FANOUT_BITS))

    def _forget_below(self, at: tuple[int, int]) -> None:
        """A branch shrank into a leaf: its children are no more."""
        self._branches.discard(at)
        depth, prefix = at
        for below in [(d, p) for d, p in self._memo if d > depth and p >> (d - depth) * FANOUT_BITS == prefix]:
            self._branches.discard(below)
            self._drop(below)

    def _drop(self, at: tuple[int, int]) -> None:
        node = self._memo.pop(at, None)
        if node is not None:
            name = node_name(node)
            self._stale.add(name)
            self._fresh.pop(name, None)


def node_name(node: bytes) -> str:
    """Return the name of a node: the first 160 bits of its SHA-256, base64url."""
    return base64url(_name(node))


def child_name(branch: bytes, child: int) -> str | None:
    """Return the name of a branch's child by its number 0 to 63; None where there is none."""
    name = branch[1 + child * NAME_BYTES : 1 + (child + 1) * NAME_BYTES]
    return None if name == _NOTHING else base64url(name)


def prove(path: str, root: str, fetch: Callable[[str], bytes]) -> str | None:
    """Return the digest that the tree under *root* gives for *path*, or None if the path is not in it.

    *fetch* returns the bytes of a node by its name. Raises ``BadTree`` if a node's bytes do not have its name or are no node.
    """
    key, name, depth = path_key(path), root, 0
    while True:
        node = checked(name, fetch(name))
        if node[:1] == LEAF:
            return dict(leaves_of(node)).get(key)
        depth += 1
        if depth > MOST_DEPTH:
            raise BadTree(f"tree node {name} is a branch where the key has no bits left")
        child = child_name(node, key >> _KEY_BITS - depth * FANOUT_BITS & FANOUT - 1)
        if child is None:
            return None
        name = child


@dataclass(frozen=True, slots=True)
class Whole:
    """All of a tree: digest by key, and the names of its nodes."""

    leaves: dict[int, str]
    nodes: frozenset[str]


def read_whole(root: str, fetch: Callable[[str], bytes]) -> Whole:
    """Return every leaf and node under *root*.

    Raises ``BadTree`` if a node was changed, or stands or is cut otherwise than the leaves alone would have it.
    """
    leaves: dict[int, str] = {}
    nodes: set[str] = set()
    _read(root, 0, 0, fetch, leaves, nodes)
    return Whole(leaves, frozenset(nodes))


def _read(name: str, depth: int, prefix: int, fetch: Callable[[str], bytes], leaves: dict[int, str], nodes: set[str]) -> int:
    node = checked(name, fetch(name))
    nodes.add(name)
    if node[:1] == LEAF:
        found = leaves_of(node)
        _check_leaf(name, [key for key, _ in found], depth, prefix)
        leaves.update(found)
        return len(found)
    if depth == MOST_DEPTH:
        raise BadTree(f"tree node {name} is a branch where the key has no bits left")
    children = ((child, child_name(node, child)) for child in range(FANOUT))
    below = sum(_read(n, depth + 1, prefix << FANOUT_BITS | child, fetch, leaves, nodes) for child, n in children if n)
    if below <= MOST_LEAVES:
        raise BadTree(f"tree node {name} has children for {below} leaves, which fit in one node")
    return below


def _check_leaf(name: str, keys: list[int], depth: int, prefix: int) -> None:
    shift = _KEY_BITS - depth * FANOUT_BITS
    if any(key >> shift != prefix for key in keys) or any(left >= right for left, right in pairwise(keys)):
        raise BadTree(f"tree node {name} lists leaves that are not its own, or out of order")
    if (not keys and depth) or len(keys) > MOST_LEAVES:
        raise BadTree(f"tree node {name} lists {len(keys)} leaves, and may list 1 to {MOST_LEAVES}")


def leaves_of(leaf: bytes) -> list[tuple[int, str]]:
    """Return the keys and digests that a leaf node lists."""
    size = KEY_BYTES + 32
    entries = (leaf[at : at + size] for at in range(1, len(leaf), size))
    return [(int.from_bytes(entry[:KEY_BYTES], "big"), base64url(entry[KEY_BYTES:])) for entry in entries]


def checked(name: str, node: bytes) -> bytes:
    """Return *node* if its bytes have this name and the form of a node. Raises ``BadTree``."""
    if node_name(node) != name:
        raise BadTree(f"tree node {name} was changed")
    body = len(node) - 1
    well_formed = body == FANOUT * NAME_BYTES if node[:1] == BRANCH else node[:1] == LEAF and body % (KEY_BYTES + 32) == 0
    if not well_formed:
        raise BadTree(f"tree node {name} is not a node")
    return node


def _name(node: bytes) -> bytes:
    return hashlib.sha256(node).digest()[:NAME_BYTES]


def _from_text(value: str) -> bytes:
    return urlsafe_b64decode(value + "=")
