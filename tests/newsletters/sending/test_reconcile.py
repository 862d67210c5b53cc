"""After a crash the relay's log says who got it; without evidence nobody gets it again."""

import pytest

from newsletters.sending.conftest import sending
from newsletters.sending.test_delivery import deliver, states
from simulators.crews import CrewSimulator
from tamizdat.newsletters.interfaces import Outcome
from tamizdat.newsletters.sending import desk
from tamizdat.newsletters.sending.reconcile import Reconciled, reconcile, taken_in

DOUBT = Outcome(state="doubt", code=0, words="the relay hung up")

POSTFIX = """\
Nov 20 10:00:01 mx postfix/smtpd[11]: 4Bx1: client=localhost[127.0.0.1]
Nov 20 10:00:01 mx postfix/cleanup[12]: 4Bx1: message-id=<aaaa@courier.example>
Nov 20 10:00:01 mx postfix/qmgr[13]: 4Bx1: from=<bounces+x@courier.example>, size=15000, nrcpt=1 (queue active)
Nov 20 10:00:02 mx postfix/smtpd[11]: 4Bx2: client=localhost[127.0.0.1]
Nov 20 10:00:02 mx postfix/cleanup[12]: 4Bx2: message-id=<bbbb@courier.example>
Nov 20 10:00:02 mx postfix/smtpd[11]: lost connection after DATA (8000 bytes) from localhost[127.0.0.1]
2026-11-20T10:00:03.1+00:00 mx postfix/submission/cleanup[12]: 4Bx3: message-id=<cccc@courier.example>
2026-11-20T10:00:03.2+00:00 mx postfix/qmgr[13]: 4Bx3: from=<bounces+z@courier.example>, size=15000, nrcpt=1 (queue active)
"""


def test_postfix_has_taken_what_its_queue_manager_has():
    assert taken_in(POSTFIX.splitlines()) == {"aaaa", "cccc"}


def test_a_list_of_message_ids_and_an_outbox_are_read_too():
    assert taken_in(["<aaaa@courier.example> reader@example.net", "Message-ID: <bbbb@courier.example>", "nothing"]) == {"aaaa", "bbbb"}


@pytest.mark.django_db(databases=["default", "readers"])
@pytest.mark.parametrize("whole", [True, False])
def test_what_stands_in_the_log_had_gone_and_the_rest_goes_again_only_if_the_log_is_whole(whole):
    mailing = sending(readers=4)
    deliver(mailing, CrewSimulator(lambda job: DOUBT))
    mailing.refresh_from_db()
    desk.change(mailing, "finish", "")
    gone, *others = desk.doubts(mailing)
    log = [f"<{gone.message_id}@courier.example> somebody@example.net", "<not-ours@courier.example> x"]
    done = reconcile(mailing, log, "operator", whole=whole)
    assert done == (Reconciled(found=1, again=3, left=0) if whole else Reconciled(found=1, again=0, left=3))
    crew = CrewSimulator()
    mailing.refresh_from_db()
    if whole:
        deliver(mailing, crew)
        assert {job.copy for job in crew.given} == {copy.pk for copy in others}
    assert states(mailing) == ({"sent": 4} if whole else {"sent": 1, "doubt": 3})
