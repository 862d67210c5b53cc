"""Judging letters: what SpamAssassin says of a letter, and of what is no letter."""

from benchmarks.letter_spam import TARGET, judge

from factories.mail import WHEN, ref, sender, signers, splicer

SPAM = (
    b"From: x@example.com\r\nTo: undisclosed-recipients:;\r\nSubject: MAKE MONEY FAST!!!\r\nDate: Wed, 18 Nov 2026 11:06:40 +0000\r\n"
    b"Content-Type: text/html\r\n\r\n<html><body><font size=7>CLICK HERE, act now! 100% free, no risk, earn $$$ per week!</font></body></html>\r\n"
)


def test_a_letter_of_ours_is_no_spam_and_spam_is():
    points, rules = judge(splicer(by=sender(signers=signers())).envelope(ref(), "ada@example.org", WHEN).data)
    assert points <= TARGET and "MAILING_LIST_MULTI" in rules
    points, rules = judge(SPAM)
    assert points > TARGET + 1 and "RISK_FREE" in rules  # how far above depends on the day: old dates count
