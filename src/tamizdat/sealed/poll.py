"""Poll: what newsroom and gate say to each other, signed both ways. docs/spec/gate.md, section 7.

Promises: a request is good for one gate, for a few minutes, and (with the gate's memory of nonces) once; an answer is good for one
request, and only from the gate that the newsroom has pinned. What is not exactly so is refused whole. Pure: clock and randomness come in.
Leaves carrying the bytes, remembering nonces, and the queue to others.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tamizdat.sealed.doors import UNMARKED
from tamizdat.sealed.keys import BadKey, PublicKey, b64, unb64

TOLERANCE = 300
"""Seconds by which the two clocks may differ."""

NONCE_BYTES = 16
MOST_RECORDS = 500
LONGEST_WAIT = 25
"""Seconds: below what proxies and Tor circuits allow a silent connection."""

LONGEST_REPLY = 2_000
LARGEST_REQUEST = 1 << 20
LARGEST_ANSWER = 4 << 20

_ASKED, _ANSWERED = b"tamizdat poll 1\n", b"tamizdat poll answer 1\n"
_SIGNATURE = 64


class PollRefused(ValueError):
    """A request or an answer that is forged, old, for another, or no message of ours. The sentence holds nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the newsroom asks and says.

    *done*: everything up to this sequence number of *queue* is durably applied; *seen*: the id of that record.
    """

    gate: str
    nonce: str
    time: int  # seconds since 1970
    queue: str = ""
    done: int = 0
    seen: str = ""
    limit: int = MOST_RECORDS  # 0: none, by who only leaves replies
    wait: int = 0  # seconds
    replies: Mapping[str, str] = field(default_factory=dict)
    board: dict[str, Any] | None = None
    keys: Sequence[str] | None = None  # PublicKey.text, the newest first


@dataclass(frozen=True, slots=True)
class Row:
    """A record in the queue: its sequence number, the minute (since 1970) in which it came, its box, its door (``doors``)."""

    seq: int
    minute: int
    box: bytes = field(repr=False)
    door: str = UNMARKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the gate answers: rows in order, what the queue holds besides, and its counts."""

    queue: str
    first: int  # the oldest row kept, or last + 1
    last: int  # the newest row ever written
    time: int
    records: Sequence[Row] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)


def sign_request(key: Ed25519PrivateKey, request: Request) -> bytes:
    """Return *request* as the body of a POST."""
    return _signed(key, _ASKED, _json(asdict(request)))


def read_request(key: Ed25519PublicKey, body: bytes, *, gate: Ed25519PublicKey, now: float) -> Request:
    """Return the request in *body* that *key* signed for *gate* at about *now*. Raises ``PollRefused``.

    Whether the nonce is new is for the caller to check.
    """
    said = _checked(key, _ASKED, body)
    try:
        request = _request(said)
    except (KeyError, TypeError, ValueError, BadKey):
        raise PollRefused("a signed request, but none of this version") from None
    if request.gate != gate_name(gate):
        raise PollRefused("a request for another gate")
    if abs(request.time - now) > TOLERANCE:
        raise PollRefused("a request from another time: set both clocks")
    return request


def sign_answer(key: Ed25519PrivateKey, answer: Answer, *, nonce: str) -> bytes:
    """Return *answer* to the request with *nonce* as the body of a response."""
    records = [[row.seq, row.minute, b64(row.box), row.door] for row in answer.records]
    return _signed(key, _ANSWERED + unb64(nonce), _json(asdict(answer) | {"records": records}))


def read_answer(key: Ed25519PublicKey, body: bytes, *, nonce: str) -> Answer:
    """Return the answer in *body* that *key* signed for the request with *nonce*. Raises ``PollRefused``."""
    said = _checked(key, _ANSWERED + unb64(nonce), body)
    try:
        rows = [Row(_whole(seq), _whole(minute), unb64(box), *_door(*door)) for seq, minute, box, *door in said["records"]]
        answer = Answer(
            queue=_text(said["queue"], 64),
            first=_whole(said["first"]),
            last=_whole(said["last"]),
            time=_whole(said["time"]),
            records=rows,
            numbers={_text(name, 40): _whole(value) for name, value in said["numbers"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise PollRefused("a signed answer, but none of this version") from None
    sequence = [row.seq for row in rows]
    if sequence != sorted(set(sequence)) or (rows and not answer.first <= sequence[0] <= sequence[-1] <= answer.last):
        raise PollRefused("a signed answer whose records are out of order")
    return answer


def gate_name(key: Ed25519PublicKey) -> str:
    """Return how a request names the gate it is for."""
    return b64(key.public_bytes_raw())


def _request(said: Any) -> Request:
    nonce, keys, board = said["nonce"], said["keys"], said["board"]
    if len(unb64(nonce)) != NONCE_BYTES or not (board is None or isinstance(board, dict)):
        raise ValueError
    return Request(
        gate=_text(said["gate"], 64),
        nonce=nonce,
        time=_whole(said["time"]),
        queue=_text(said["queue"], 64),
        done=_whole(said["done"]),
        seen=_text(said["seen"], 64),
        limit=min(_whole(said["limit"]), MOST_RECORDS),
        wait=min(_whole(said["wait"]), LONGEST_WAIT),
        replies={_text(ref, 64): _text(answer, LONGEST_REPLY) for ref, answer in said["replies"].items()},
        board=board,
        keys=None if keys is None else [PublicKey.from_text(text).text for text in keys],
    )


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**53:
        raise ValueError
    return value


def _door(door: Any = UNMARKED) -> tuple[str]:
    """Return a row's door; an older gate says none."""
    return (_text(door, 1),)


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError
    return value


def _json(plain: Any) -> bytes:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _signed(key: Ed25519PrivateKey, domain: bytes, said: bytes) -> bytes:
    return key.sign(domain + said) + said


def _checked(key: Ed25519PublicKey, domain: bytes, body: bytes) -> Any:
    try:
        key.verify(body[:_SIGNATURE], domain + body[_SIGNATURE:])
        return json.loads(body[_SIGNATURE:])
    except InvalidSignature:
        raise PollRefused("not signed by whom it should be") from None
    except (ValueError, RecursionError):
        raise PollRefused("signed, but no JSON") from None
