"""What the newspaper says of itself, as the gate is told."""

import pytest

from simulators import newspaper
from tamizdat.newsletters.readers.doors import board


@pytest.mark.parametrize("offered", [True, False])
def test_the_gate_is_told_whether_discreet_letters_are_offered(offered):
    newspaper.say(discreet=offered)
    said = board()
    assert said is not None and said["discreet"] is offered
