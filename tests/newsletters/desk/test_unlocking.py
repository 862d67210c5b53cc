"""The list key is unlocked at the desk by whoever may send, shortly before a letter goes out."""

import pytest
from django.test import override_settings

from factories.readers import PASSPHRASE
from newsletters.desk.test_desk import approved
from simulators.openers import ForgetfulAgent

pytestmark = pytest.mark.django_db(databases=["default", "readers"])


@pytest.fixture(autouse=True)
def agent():
    ForgetfulAgent.locked = True
    with override_settings(TAMIZDAT_OPENER="simulators.openers.ForgetfulAgent"):
        yield


def test_the_right_passphrase_unlocks_and_the_question_goes(writer, second, friday_letter):
    approved(friday_letter, writer, second)
    assert "Unlock the readers’ list" in second.sees(friday_letter)
    assert "unlocked for two hours" in second.does(friday_letter, "unlock", passphrase=PASSPHRASE)
    assert not ForgetfulAgent.locked
    assert "Unlock the readers’ list" not in second.sees(friday_letter)


def test_a_wrong_passphrase_is_refused_and_shown_nowhere(writer, second, friday_letter):
    approved(friday_letter, writer, second)
    said = second.does(friday_letter, "unlock", passphrase="a guess of mine")
    assert said == "The list key stays locked: that is not the passphrase."
    assert ForgetfulAgent.locked and "a guess of mine" not in second.sees(friday_letter)


def test_nobody_is_asked_for_it_before_a_letter_is_approved(writer, friday_letter):
    writer.does(friday_letter, "prepare")
    assert "Unlock the readers’ list" not in writer.sees(friday_letter)
