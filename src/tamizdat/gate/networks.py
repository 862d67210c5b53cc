"""Networks: what the country of the network that a request came from means for giving. docs/spec/giving.md, section 2.

Promises: a listed country refuses before anything is queued, asked or answered; an unknown one decides nothing.
"""

import json
from typing import TYPE_CHECKING

from tamizdat.contributions.rules import listed
from tamizdat.contributions.terms import Terms
from tamizdat.gate.http import Answer, Request

if TYPE_CHECKING:
    from tamizdat.gate.routes import Gate


def network_rule(terms: Terms, country: str, *, method: str = "") -> str:
    """Return the rule by which nothing may be given from a network in *country*, "" for none. A method that is not known fails closed."""
    if not country:
        return ""
    if listed(terms.countries, country, "no_ask"):
        return "giving_is_a_crime"
    return "not_supported" if listed(terms.countries, country, "unsupported", method) else ""


def rule_for_all(terms: Terms, country: str) -> str:
    """Return the rule by which no method at all is open from a network in *country*, "" if one is."""
    rules = {network_rule(terms, country, method=method.code) for method in terms.methods} or {network_rule(terms, country)}
    return "" if "" in rules else min(rules)


def refuse(gate: "Gate", request: Request, *, method: str) -> Answer | None:
    """Return the answer to a script from whose network one may not give by *method* ("": not said, so by any), None if one may."""
    giving = gate.board.giving if gate.board else None
    return _refusal(request, network_rule(giving.terms, request.network, method=method) if giving else "")


def refuse_all(gate: "Gate", request: Request) -> Answer | None:
    """Return the answer to a script from whose network one may give by no method, None if there is one."""
    giving = gate.board.giving if gate.board else None
    return _refusal(request, rule_for_all(giving.terms, request.network) if giving else "")


def _refusal(request: Request, rule: str) -> Answer | None:
    if not rule:
        return None
    said = json.dumps({"refused": rule, "country": request.network}).encode()
    return Answer(451, said, "application/json", for_script=True)
