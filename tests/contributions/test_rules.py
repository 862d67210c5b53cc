"""The truth table: every signal alone and together, for every method. The same cases are in rules_vectors.json for the page's script."""

import itertools
import json
from pathlib import Path

import pytest

from tamizdat.contributions.rules import METHODS, CountryRule, Decision, Signals, decide, listed, may_be_asked, may_share

VECTORS = Path(__file__).parent / "rules_vectors.json"


def rule(country, law, methods=()) -> CountryRule:
    return CountryRule(country=country, law=law, reason="A law.", date="2026-11-01", source="a source", methods=methods)


TABLE = (
    rule("RU", "no_ask"),
    rule("RU", "no_share"),
    rule("BY", "no_ask"),
    rule("KZ", "no_share"),
    rule("TR", "warn"),
    rule("KP", "unsupported"),
    rule("VE", "unsupported", ("card",)),
)
COUNTRIES = ("", "NL", "RU", "BY", "KZ", "TR", "KP", "VE")
CASES = [
    Signals(method=method, bank=bank, residence=residence, network=network)
    for method, bank, residence, network in itertools.product((*METHODS, "cash"), COUNTRIES, COUNTRIES, COUNTRIES)
]


def test_a_listed_country_in_any_signal_is_a_no_whatever_the_others_say():
    for case in CASES:
        if {"RU", "BY"} & {case.bank, case.residence, case.network}:
            assert not decide(TABLE, case).may


def test_the_word_crime_is_said_only_of_a_listed_country():
    for case in CASES:
        said = decide(TABLE, case)
        assert said.refused != "giving_is_a_crime" or said.country in ("RU", "BY")


@pytest.mark.parametrize("method", ["card", "paypal"])
def test_through_a_bank_only_who_has_declared_its_country_may_give(method):
    for residence, network in itertools.product(("", "NL"), ("", "NL")):
        assert decide(TABLE, Signals(method=method, residence=residence, network=network)).refused == "bank_not_declared"
        assert decide(TABLE, Signals(method=method, bank="NL", residence=residence, network=network)) == Decision()


def test_crypto_wants_a_residence_and_warns_that_the_chain_is_public():
    assert decide(TABLE, Signals(method="crypto", bank="NL", network="NL")).refused == "residence_not_declared"
    assert decide(TABLE, Signals(method="crypto", residence="NL")) == Decision(warnings=("public_chain",))


def test_an_unknown_network_neither_opens_nor_closes_what_is_declared():
    for case in CASES:
        if not case.network:
            assert (
                decide(TABLE, case).may
                == decide(TABLE, Signals(method=case.method, bank=case.bank, residence=case.residence, network="NL")).may
            )


def test_more_signals_never_make_a_yes_of_a_listed_no():
    for case in CASES:
        said = decide(TABLE, case)
        for name in ("bank", "residence", "network"):
            less = Signals(**{"method": case.method, "bank": case.bank, "residence": case.residence, "network": case.network, name: ""})
            if decide(TABLE, less).refused in ("giving_is_a_crime", "not_supported"):
                assert not said.may


def test_what_a_provider_keeps_out_is_kept_out_for_its_methods_alone():
    assert decide(TABLE, Signals(method="card", bank="VE")) == Decision(refused="not_supported", country="VE")
    assert decide(TABLE, Signals(method="paypal", bank="VE")) == Decision()
    assert decide(TABLE, Signals(method="paypal", bank="KP")) == Decision(refused="not_supported", country="KP")


def test_where_giving_is_watched_it_is_said_and_not_forbidden():
    assert decide(TABLE, Signals(method="card", bank="TR", network="TR")) == Decision(warnings=("watched:TR",))


def test_the_gate_and_the_newsroom_together_decide_as_the_whole_table_does():
    # The gate alone sees the network; the newsroom sees what a page had sealed, and decides without it.
    for case in CASES:
        at_gate = may_be_asked(TABLE, [case.network]) if case.network else True
        in_newsroom = decide(TABLE, Signals(method=case.method, bank=case.bank, residence=case.residence))
        whole = decide(TABLE, case)
        assert not (at_gate and in_newsroom.may) or whole.may
        if listed(TABLE, case.network, "no_ask"):
            assert not at_gate


def test_nobody_is_asked_where_giving_is_a_crime_or_not_supported():
    assert [may_be_asked(TABLE, [country]) for country in ("NL", "RU", "KZ", "TR", "KP")] == [True, False, True, True, False]
    assert may_be_asked(TABLE, [])


def test_sharing_is_not_suggested_where_it_is_punished():
    assert [may_share(TABLE, [country]) for country in ("NL", "RU", "BY", "KZ", "TR")] == [True, False, False, False, True]


def test_an_empty_table_still_wants_the_bank_declared():
    assert decide((), Signals(method="card")).refused == "bank_not_declared"


def test_the_vectors_for_the_page_are_those_of_this_table():
    told = json.loads(VECTORS.read_text())
    assert told == vectors(), "run: python -m tests.contributions.test_rules"


def vectors() -> dict:
    """Return the table and a sample of cases with what is decided, for the script's own test."""
    rules = [{"country": one.country, "law": one.law, "methods": list(one.methods)} for one in TABLE]
    cases = [
        {
            "signals": {"method": case.method, "bank": case.bank, "residence": case.residence, "network": case.network},
            "refused": (said := decide(TABLE, case)).refused,
            "country": said.country,
            "warnings": list(said.warnings),
        }
        for case in CASES
        if not case.network
    ]
    return {"table": rules, "cases": cases}


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(vectors(), indent=None, separators=(",", ":")) + "\n")
