"""From what a provider answers to what is done about it. One table for each provider; this is how they are read. Pure.

Promises: nothing of an answer but its status and a code of letters, digits and underscores gets into a sentence: what a provider writes
for people may hold names and numbers of cards.
"""

import re
from collections.abc import Sequence
from typing import Literal

from tamizdat.contributions.interfaces import ProviderFault

Outcome = Literal["ignore", "retry", "damaged"]
Table = Sequence[tuple[str, str, Outcome]]
"""Rows of (status, code, outcome), the first that fits speaks. A status is ``404`` or ``5xx``, a code ``*`` fits all."""

USUAL: Table = (
    ("2xx", "*", "retry"),  # something in between answered, and not the provider
    ("3xx", "*", "retry"),
    ("401", "*", "retry"),  # a key that is being replaced: nothing is lost while the operator does it
    ("403", "*", "retry"),  # a permission that the key lacks: the same
    ("409", "*", "retry"),  # another request with the same key is under way
    ("429", "*", "retry"),
    ("5xx", "*", "retry"),
    ("400", "*", "damaged"),
    ("402", "*", "damaged"),
    ("404", "*", "damaged"),
    ("422", "*", "damaged"),
)
"""What every provider means by a status. Rows of its own go before."""

LAST: Outcome = "damaged"
"""For what no row fits: a person looks."""

_CODE = re.compile(r"[a-z0-9_]{1,60}")


class Refused(ProviderFault):
    """A provider answered, and it was a no. *status* is HTTP's, *code* the provider's own, in small letters."""

    def __init__(self, outcome: Outcome, sentence: str, *, status: int, code: str) -> None:
        super().__init__(outcome, sentence)
        self.status, self.code = status, code


def clean_code(said: object) -> str:
    """Return a provider's code in small letters, "" if it is none."""
    code = said.lower().replace("-", "_").replace(".", "_") if isinstance(said, str) else ""
    return code if _CODE.fullmatch(code) else ""


def judge(table: Table, status: int, code: str) -> Outcome:
    """Return what is done about an answer, by *table*."""
    fits = (outcome for of, said, outcome in table if of in (str(status), f"{status // 100}xx") and said in ("*", code))
    return next(fits, LAST)


def refused(table: Table, name: str, doing: str, status: int, code: str) -> Refused:
    """Return the fault that an answer of provider *name* is, while *doing* something."""
    said = f" ({code})" if code else ""
    return Refused(judge(table, status, code), f"{name} answered {status}{said} while {doing}", status=status, code=code)
