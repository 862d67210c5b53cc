"""The trees: the same from scratch as step by step, short proofs of what is there and what is not, and no tampered node accepted."""

import random
from base64 import urlsafe_b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.edition.canonical import digest
from tamizdat.edition.tree import (
    BRANCH,
    FANOUT,
    LEAF,
    MOST_DEPTH,
    MOST_LEAVES,
    NAME_BYTES,
    BadTree,
    Tree,
    child_name,
    leaves_of,
    node_name,
    path_key,
    prove,
    read_whole,
)


def value(number: object) -> str:
    return digest(str(number).encode())


def leaves(count: int) -> dict[str, str]:
    return {f"en/2026/11/article-{number}.html": value(number) for number in range(count)}


def nodes_of(tree: Tree) -> dict[str, bytes]:
    return dict(tree.nodes())


paths = st.integers(0, 300).map(lambda number: f"p{number}")
steps = st.lists(st.tuples(paths, st.none() | st.integers(0, 3)), max_size=400)


@given(steps, st.data())
def test_step_by_step_is_the_same_as_from_scratch(steps, data):
    tree, kept = Tree(), {}
    for path, number in steps:
        if number is None:
            tree.remove(path)
            kept.pop(path, None)
        else:
            tree.put(path, value(number))
            kept[path] = value(number)
        if data.draw(st.booleans()):
            tree.root()
    assert tree.root() == Tree(kept).root()
    assert len(tree) == len(kept)
    assert nodes_of(tree) == nodes_of(Tree(kept))


@given(st.lists(steps, max_size=5), st.sets(st.integers(0, 20)))
def test_the_changes_add_up_to_the_nodes(batches, looks):
    tree, kept = Tree(), {}
    for batch in batches:
        for at, (path, number) in enumerate(batch):
            tree.put(path, value(number)) if number is not None else tree.remove(path)
            if at in looks:
                tree.root()
        fresh, stale = tree.changes()
        assert not fresh.keys() & stale
        kept = {name: node for name, node in {**kept, **fresh}.items() if name not in stale}
        assert kept == nodes_of(tree)


def test_a_node_splits_beyond_its_fill_and_comes_together_again():
    tree = Tree(leaves(MOST_LEAVES))
    whole = tree.root()
    assert len(nodes_of(tree)) == 1
    tree.put("one more", value(0))
    assert len(nodes_of(tree)) > 1
    tree.remove("one more")
    assert tree.root() == whole
    assert len(nodes_of(tree)) == 1


def test_nodes_that_come_together_are_told_as_gone():
    tree = Tree(leaves(MOST_LEAVES + 5))
    kept, _ = tree.changes()
    for path in list(leaves(10)):
        tree.remove(path)
    fresh, stale = tree.changes()
    assert kept.keys() == stale
    assert fresh == nodes_of(tree)


@pytest.mark.parametrize("count", [0, 1, MOST_LEAVES, MOST_LEAVES + 1, 5000])
def test_a_proof_gives_the_digest_of_what_is_there_and_none_of_what_is_not(count):
    tree = Tree(leaves(count))
    fetch = nodes_of(tree).__getitem__
    for path, expected in list(leaves(count).items())[:50]:
        assert prove(path, tree.root(), fetch) == expected
    for number in range(50):
        assert prove(f"not/there-{number}.html", tree.root(), fetch) is None


@pytest.mark.parametrize("count", [0, 1, MOST_LEAVES, MOST_LEAVES + 1, 5000])
def test_the_whole_tree_is_read_back(count):
    tree = Tree(leaves(count))
    whole = read_whole(tree.root(), nodes_of(tree).__getitem__)
    assert whole.leaves == {path_key(path): text for path, text in leaves(count).items()}
    assert whole.nodes == nodes_of(tree).keys()


def test_at_a_hundred_thousand_files_a_proof_is_three_nodes_and_about_four_kilobytes():
    tree = Tree(leaves(100_000))
    nodes = nodes_of(tree)
    sizes = []
    for path in random.Random("proofs").sample(sorted(leaves(100_000)), 2000):
        fetched: list[bytes] = []
        assert prove(path, tree.root(), lambda name, into=fetched: into.append(nodes[name]) or nodes[name])
        assert len(fetched) <= 3
        sizes.append(sum(map(len, fetched)))
    assert sum(sizes) / len(sizes) < 3700
    assert sorted(sizes)[len(sizes) * 98 // 100] <= 4096
    assert max(sizes) <= 4400


def test_one_change_among_a_hundred_thousand_makes_three_nodes():
    tree = Tree(leaves(100_000))
    tree.changes()
    tree.put("en/2026/11/article-7.html", value("changed"))
    fresh, stale = tree.changes()
    assert len(fresh) == len(stale) == 3


def test_a_tampered_node_is_refused_wherever_it_stands():
    tree, chance = Tree(leaves(300)), random.Random("tamper")
    nodes = nodes_of(tree)
    for name, node in nodes.items():
        at = chance.randrange(len(node))
        tampered = nodes | {name: node[:at] + bytes([node[at] ^ 1]) + node[at + 1 :]}
        with pytest.raises(BadTree, match="was changed"):
            read_whole(tree.root(), tampered.__getitem__)


def test_a_proof_through_a_tampered_node_is_refused():
    tree = Tree(leaves(300))
    nodes = {name: node + b"\x00" for name, node in nodes_of(tree).items()}
    with pytest.raises(BadTree, match="was changed"):
        prove("en/2026/11/article-1.html", tree.root(), nodes.__getitem__)


def leaf(*entries: tuple[int, str]) -> bytes:
    return LEAF + b"".join(key.to_bytes(8, "big") + bytes(32) for key, _ in entries)


def branch(children: dict[int, bytes]) -> bytes:
    return BRANCH + b"".join(children.get(child, bytes(NAME_BYTES)) for child in range(FANOUT))


def raw_name(node: bytes) -> bytes:
    return urlsafe_b64decode(node_name(node) + "=")


@pytest.mark.parametrize(
    ("node", "complaint"),
    [
        (b"", "is not a node"),
        (b"\x02" + bytes(40), "is not a node"),
        (LEAF + bytes(39), "is not a node"),
        (BRANCH + bytes(FANOUT * NAME_BYTES - 1), "is not a node"),
        (leaf((2, ""), (1, "")), "out of order"),
        (leaf((1, ""), (1, "")), "out of order"),
        (leaf(*((number, "") for number in range(MOST_LEAVES + 1))), "may list 1 to 64"),
        (branch({}), "fit in one node"),
    ],
)
def test_a_node_that_is_none_or_is_cut_otherwise_is_refused(node, complaint):
    with pytest.raises(BadTree, match=complaint):
        read_whole(node_name(node), {node_name(node): node}.__getitem__)


def test_a_leaf_under_the_wrong_branch_is_refused():
    inner = leaf(*((number, "") for number in range(1, MOST_LEAVES + 1)))
    outer = branch({5: raw_name(inner)})
    with pytest.raises(BadTree, match="not its own"):
        read_whole(node_name(outer), {node_name(node): node for node in (inner, outer)}.__getitem__)


def test_branches_below_the_last_bit_of_the_key_are_refused():
    node, nodes = leaf((0, "")), {}
    for _ in range(MOST_DEPTH + 2):
        nodes[node_name(node)] = node
        node = branch(dict.fromkeys(range(FANOUT), raw_name(node)))
    nodes[node_name(node)] = node
    with pytest.raises(BadTree, match="no bits left"):
        prove("any", node_name(node), nodes.__getitem__)
    with pytest.raises(BadTree):
        read_whole(node_name(node), nodes.__getitem__)


def test_two_paths_with_one_key_are_refused(monkeypatch):
    monkeypatch.setattr("tamizdat.edition.tree.path_key", lambda _path: 7)
    with pytest.raises(BadTree, match="share a key"):
        Tree({"a": value(1), "b": value(2)})


def test_names_and_children_are_what_the_specification_says():
    tree = Tree(leaves(300))
    root = nodes_of(tree)[tree.root()]
    assert len(tree.root()) == 27
    assert root[:1] == BRANCH
    assert len(root) == 1 + FANOUT * NAME_BYTES
    children = [name for child in range(FANOUT) if (name := child_name(root, child))]
    assert {key for name in children for key, _ in leaves_of(nodes_of(tree)[name])} == {path_key(path) for path in leaves(300)}
