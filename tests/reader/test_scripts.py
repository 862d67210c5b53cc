"""The scripts: small, readable, and sealing as RFC 9180 says, so that Python opens what a page closed."""

import json
import re
import subprocess

import brotli
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tamizdat.edition.budget import APPEAL_SCRIPT_BYTES, GIVE_SCRIPT_BYTES, OPEN_SCRIPT_BYTES, SEALING_SCRIPT_BYTES
from tamizdat.edition.theme import source_hash
from tamizdat.reader import load_theme
from tamizdat.reader.loader import APPEAL_CHAPTERS, GIVE_CHAPTERS, LETTER_CHAPTERS, files
from tamizdat.reader.scripts import enclose, squeeze_script
from tamizdat.sealed.boxes import CannotOpen, box_bytes, open_box
from tamizdat.sealed.keys import P256, PrivateKey, unb64

PURPOSE = "tamizdat gate record 1"
ROOM = files("tamizdat.reader") / "js"

A_3_1 = {
    "skEm": "4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb",
    "skRm": "f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2",
    "info": "4f6465206f6e2061204772656369616e2055726e",
    "key": "868c066ef58aae6dc589b6cfdd18f97e",
    "base_nonce": "4e0bc5018beba4bf004cca59",
}
"""RFC 9180, appendix A.3.1: base mode with our KEM and KDF, and AES-128-GCM, which is number 1 with keys of 16 bytes."""


def weight(text: str) -> int:
    return len(brotli.compress(text.encode(), quality=5))


def run(program: str, chapter: str = "sealing") -> str:
    """Return what Node prints for a chapter and what follows it."""
    text = (ROOM / f"{chapter}.js").read_text("utf-8") + program
    return subprocess.run(["node", "-e", text], capture_output=True, text=True, check=True, timeout=20).stdout.strip()


def sealed(public: str, said: str) -> str:
    return run(f"seal(unbase64url({public!r}), {json.dumps(said)}).then(console.log)")


def test_what_runs_when_an_article_is_opened_is_within_its_budget():
    scripts = load_theme().scripts
    assert weight(scripts["open"] + scripts["ask"]) <= OPEN_SCRIPT_BYTES


def test_what_is_fetched_when_the_form_is_opened_is_within_its_budget():
    assert weight(load_theme().scripts["letter"]) <= SEALING_SCRIPT_BYTES


def test_what_is_fetched_with_the_form_of_giving_is_within_its_budget():
    assert weight(load_theme().scripts["give"]) <= GIVE_SCRIPT_BYTES


def test_what_is_fetched_for_an_appeal_is_within_its_budget():
    assert weight(load_theme().scripts["appeal"]) <= APPEAL_SCRIPT_BYTES


def test_every_chapter_is_read_and_every_name_of_the_script_is_its_own():
    assert {entry.name for entry in ROOM.iterdir()} == {
        "open.js",
        "ask.js",
        *(f"{name}.js" for name in (*LETTER_CHAPTERS, *GIVE_CHAPTERS, *APPEAL_CHAPTERS)),
    }
    scripts = load_theme().scripts
    assert all(text.startswith("(() => {") and text.endswith("})();") for text in scripts.values())
    assert source_hash(scripts["letter"]) in scripts["open"]
    assert source_hash(scripts["appeal"]) in scripts["ask"]


def test_the_scripts_keep_nothing_on_the_device_and_make_no_code_of_text():
    for name, text in load_theme().scripts.items():
        text = text.replace("localStorage", "", 1) if name == "appeal" else text  # what its rules count, and nothing else
        assert not re.search(r"localStorage|sessionStorage|indexedDB|cookie|caches|eval|Function|innerHTML|document\.write|history", text)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("// why\nlet a = 1;\n", "let a = 1;"),
        ("const a = 1;  // because\n  b();\n", "const a = 1;\nb();"),
        ('fetch("https://x.example");', 'fetch("https://x.example");'),
        ("if (a)\n\n    // never\n    b();", "if (a)\nb();"),
    ],
)
def test_squeezing_a_script_keeps_every_statement(written, expected):
    assert squeeze_script(written) == expected


def test_no_line_of_ours_could_be_squeezed_into_another_meaning():
    for entry in ROOM.iterdir():
        for line in entry.read_text("utf-8").splitlines():
            code = re.split(r"(?:^|\s\s)//", line)[0]
            assert code.count('"') % 2 == code.count("`") % 2 == 0, f"{entry.name}: a text runs over a line or holds a comment: {line}"


def test_chapters_are_enclosed_in_the_order_in_which_they_need_one_another():
    assert enclose(["const a = 1;", "f(a);"]) == "(() => {\nconst a = 1;\nf(a);\n})();"


def test_key_and_nonce_are_those_of_rfc_9180():
    ephemeral, recipient = (ec.derive_private_key(int(A_3_1[name], 16), ec.SECP256R1()) for name in ("skEm", "skRm"))
    shared = ephemeral.exchange(ec.ECDH(), recipient.public_key())
    points = (PrivateKey(P256, key).public.raw for key in (ephemeral, recipient))
    values = ", ".join(f"Uint8Array.from({list(value)})" for value in (shared, *points, bytes.fromhex(A_3_1["info"])))
    made = run(f"keys({values}, 1, 16).then(all => console.log(...all.map(one => Buffer.from(one).toString('hex'))))")
    assert made.split() == [A_3_1["key"], A_3_1["base_nonce"]]


@pytest.mark.parametrize("said", ["", "reader@example.org", "почта@пример.example", "x" * 2047])
def test_what_the_script_seals_python_opens_and_all_boxes_are_of_one_size(said):
    key = PrivateKey.generate(P256)
    box = unb64(sealed(key.public.text, said))
    assert len(box) == box_bytes(P256, 2048)
    assert open_box({key.public.id: key}, box, purpose=PURPOSE, padded=True).decode() == said


def test_a_box_is_opened_by_no_other_key_and_for_no_other_purpose():
    key, other = PrivateKey.generate(P256), PrivateKey.generate(P256)
    box = unb64(sealed(key.public.text, "reader@example.org"))
    with pytest.raises(CannotOpen):
        open_box({key.public.id: other}, box, purpose=PURPOSE)
    with pytest.raises(CannotOpen):
        open_box({key.public.id: key}, box, purpose="tamizdat reader 1")


def test_no_two_boxes_are_alike():
    key = PrivateKey.generate(P256)
    assert sealed(key.public.text, "same") != sealed(key.public.text, "same")


@pytest.mark.parametrize("said", ["x" * 2048, "x" * 5000])
def test_what_does_not_fit_is_not_sealed(said):
    with pytest.raises(subprocess.CalledProcessError):
        sealed(PrivateKey.generate(P256).public.text, said)


def test_a_point_that_is_not_on_the_curve_is_not_sealed_to():
    with pytest.raises(subprocess.CalledProcessError):
        run(f"seal(Uint8Array.from([4, ...Array(64).fill(7)]), {json.dumps('x')}).then(console.log)")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("https://mirror.example/en/letter.html", ["https://safe.example/way"]),
        ("http://127.0.0.1:8000/", ["http://plain.example", "https://safe.example/way"]),
        ("http://far.onion/en/letter.html", ["http://hidden.onion", "http://plain.example", "https://safe.example/way"]),
    ],
)
def test_onion_gates_are_asked_from_onion_pages_alone_and_plain_ones_never_from_encrypted_pages(page, expected):
    gates = ["http://plain.example", "https://safe.example/way/", "http://hidden.onion"]
    assert run(f"var location = new URL({page!r}); console.log(JSON.stringify(reachable({gates})))", "gates") == json.dumps(
        expected, separators=(",", ":")
    )
