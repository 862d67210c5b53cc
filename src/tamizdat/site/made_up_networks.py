"""A made-up table of networks in MaxMind's format, for the demo and for tests: as small as they need. Nobody is judged by it for real.

Written by the format's public specification, version 2.0. The gate says of such a table what it is (``Countries.made_up``).
"""

import ipaddress
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tamizdat.gate.countries import MADE_UP

NETWORKS = {"5.1.0.0/16": "NL", "5.8.0.0/16": "RU", "5.10.0.0/16": "KP", "2a02:6b8::/32": "RU"}
"""The demo's. Behind a proxy that names the reader's address (``TAMIZDAT_GATE_CLIENT_HEADER``), one can come from there."""

_META = b"\xab\xcd\xefMaxMind.com"
_RECORD_BITS = 32


def write_table(path: Path, networks: Mapping[str, str] = NETWORKS, *, made: int | None = None, kind: str = MADE_UP) -> Path:
    """Write a table of *networks* (CIDR -> country) to *path*; *made*: seconds since 1970, by default now; *kind*: what it calls itself."""
    tree = _tree({_as_v6(cidr): country for cidr, country in networks.items()})
    countries = sorted(set(networks.values()))
    data, places = b"", {}
    for country in countries:
        places[country] = len(data)
        data += _map({"country_code": country})
    nodes = b"".join(_record(side, len(tree), places) for node in tree for side in node)
    meta: dict[str, object] = {
        "binary_format_major_version": (5, 2),
        "binary_format_minor_version": (5, 0),
        "build_epoch": (9, int(time.time()) if made is None else made),
        "database_type": kind,
        "description": {},
        "ip_version": (5, 6),
        "languages": [],
        "node_count": (6, len(tree)),
        "record_size": (5, _RECORD_BITS),
    }
    path.write_bytes(nodes + bytes(16) + data + _META + _map(meta))
    return path


def _as_v6(cidr: str) -> tuple[int, int]:
    network = ipaddress.ip_network(cidr)
    return (int(network.network_address), network.prefixlen + (96 if network.version == 4 else 0))


def _tree(networks: dict[tuple[int, int], str]) -> list[list[int | str | None]]:
    nodes: list[list[int | str | None]] = [[None, None]]
    for (address, length), country in networks.items():
        at = 0
        for place in range(length - 1):
            bit = address >> (127 - place) & 1
            if nodes[at][bit] is None:
                nodes.append([None, None])
                nodes[at][bit] = len(nodes) - 1
            following = nodes[at][bit]
            assert isinstance(following, int)
            at = following
        nodes[at][address >> (128 - length) & 1] = country
    return nodes


def _record(side: int | str | None, count: int, places: dict[str, int]) -> bytes:
    value = count if side is None else side if isinstance(side, int) else count + 16 + places[side]
    return value.to_bytes(_RECORD_BITS // 8)


def _value(said: Any) -> bytes:
    if isinstance(said, str):
        return bytes([2 << 5 | len(said)]) + said.encode()
    if isinstance(said, dict):
        return _map(said)
    if isinstance(said, list):
        return bytes([len(said), 11 - 7])
    kind, number = int(said[0]), int(said[1])
    raw = number.to_bytes((number.bit_length() + 7) // 8)
    return (bytes([kind << 5 | len(raw)]) if kind < 8 else bytes([len(raw), kind - 7])) + raw


def _map(said: Mapping[str, object]) -> bytes:
    return bytes([7 << 5 | len(said)]) + b"".join(_value(name) + _value(value) for name, value in said.items())
