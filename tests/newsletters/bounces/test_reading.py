"""What a message that came back means: a corpus in the manner of real servers, with fictional addresses, and bytes that nobody would send."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.mail import ref
from tamizdat.newsletters.bounces.reading import READ_BYTES, read
from tamizdat.newsletters.mail.names import return_path

KEY, READER = b"k" * 32, ref()
BACK = return_path(KEY, 27, READER, "courier.example")
CORPUS = Path(__file__).parent / "corpus"

MEANT = {
    "gone": "postfix_gone exim_gone exim_report_gone exchange_gone gmail_gone mailru_gone qmail_gone token_in_the_copy_alone "
    "two_recipients_one_gone internationalised",
    "temporary": "postfix_full postfix_expired postfix_domain_gone gmail_full",
    "blocked": "exchange_policy gmail_unauthenticated mailru_spam yandex_policy outlook_reputation exim_spam",
    "complaint": "arf_abuse arf_redacted",
    "leave": "leave_by_mail arf_opt_out",
    "nothing": "postfix_delayed postfix_relayed arf_not_spam arf_authentication out_of_office_exchange out_of_office_russian "
    "vacation_precedence challenge leave_by_an_automaton",
    "stranger": "no_token_of_ours forged_token",
    "unknown": "a_person_writes a_person_answers_the_return_path",
}
SAMPLES = [(name, kind) for kind, names in MEANT.items() for name in names.split()]


def sample(name):
    text = (CORPUS / f"{name}.eml").read_text().replace("{BACK}", BACK).replace("{LEAVE}", BACK.replace("bounces+", "leave+"))
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(("name", "kind"), SAMPLES)
def test_each_message_is_understood(name, kind):
    finding = read(sample(name), KEY)
    assert finding.kind == kind
    if finding.settled:
        assert (finding.token.mailing, finding.token.ref) == (27, READER)
    else:
        assert finding.token is None


@pytest.mark.parametrize(("name", "kind"), SAMPLES)
def test_line_ends_of_a_maildir_make_no_difference(name, kind):
    assert read(sample(name).replace(b"\r\n", b"\n"), KEY) == read(sample(name), KEY)


@pytest.mark.parametrize("name", [name for name, _ in SAMPLES])
def test_what_is_found_names_no_address(name):
    finding = read(sample(name), KEY)
    assert not [word for word in ("@", "gone", "ada") if word in finding.words.lower()]


def test_every_sample_has_its_meaning():
    assert sorted(path.stem for path in CORPUS.iterdir()) == sorted(name for name, _ in SAMPLES)


def test_another_newsrooms_token_gives_nobody_up():
    assert {read(sample(name), b"j" * 32).kind for name, _ in SAMPLES} <= {"stranger", "unknown"}


def test_a_report_about_several_copies_gives_nobody_up():
    other = return_path(KEY, 27, ref(), "courier.example")
    data = sample("token_in_the_copy_alone").replace(b"Message-ID: <copy", b"X-Other: " + other.encode() + b"\r\nMessage-ID: <copy")
    assert read(data, KEY).kind == "stranger"


def test_a_report_of_any_length_is_read_by_its_beginning():
    assert read(sample("postfix_gone").replace(b"Subject: Friday", b"Subject: Friday\r\nX: " + b"x" * 4 * READ_BYTES), KEY).kind == "gone"


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_without_a_fault(data):
    assert read(data, KEY).kind in ("unknown", "nothing", "stranger")


HEADERS = st.sampled_from([
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b", "Content-Type: message/delivery-status", "To: {BACK}",
    "Content-Type: message/feedback-report", "Content-Type: message/rfc822", "Subject: =?utf-8?b?////?=", "Subject: =?nope?q?x?=", "From:",
    "Content-Transfer-Encoding: base64", "Content-Type: text/plain; charset=nope", "Auto-Submitted: auto-replied", "Content-Type:",
    "Status: 5.1.1", "Action: failed", "Status: ", "Action:", "Feedback-Type:", "--b", "--b--", "", "", "x", "Final-Recipient: rfc822; @",
])  # fmt: skip


@given(st.lists(st.one_of(HEADERS, st.text(max_size=40)), max_size=40))
def test_reports_in_any_disorder_are_read_without_a_fault(lines):
    read("\r\n".join(lines).replace("{BACK}", BACK).encode("utf-8", "surrogatepass"), KEY)


@given(st.sampled_from([name for name, _ in SAMPLES]), st.data())
def test_a_cut_or_altered_report_is_read_without_a_fault(name, data):
    whole = sample(name)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 60)))
    read(whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:], KEY)
    read(whole[:start], KEY)
