"""The simulators' tables are held against what the providers publish: ``simulators/published``, facts that ``tools/published`` took out.

An endpoint, a field or a word of ours that is not published there fails, and so does a published field that must be sent and that our table
leaves out or lets be left out. What nothing published says is listed here by name, with the reason: it is a short list, and it must stay true.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from simulators import btcpay_schema, payment_schema, paypal_schema, stripe_schema
from tamizdat.contributions.providers.stripe.api import VERSION
from tamizdat.contributions.providers.stripe.hooks import KINDS as EVENTS

TABLES = {"stripe": stripe_schema, "paypal": paypal_schema, "btcpay": btcpay_schema}
PUBLISHED = {name: json.loads((Path(payment_schema.__file__).parent / "published" / f"{name}.json").read_text()) for name in TABLES}

# What differs, and why it may. PayPal's specification calls the three needed in its table and optional in its words; the last stands in the
# address of the next page, which PayPal makes and of which nothing is published.
DIFFERS: dict[str, list[str]] = {
    "stripe": [],
    "paypal": [
        "GET /v1/customer/disputes: create_time_after: must be sent",
        "GET /v1/customer/disputes: create_time_before: must be sent",
        "GET /v1/customer/disputes: search_text: must be sent",
        "GET /v1/notifications/webhooks-events: next_page_token: is not published",
    ],
    "btcpay": [],
}

# Sources that were not to be had as files: what is used of them was written out by hand, so that there is no digest to compare.
BY_HAND = {
    "catalogs_products_v1.json",
    "customer_disputes_v1.json",
    "notifications_webhooks_v1.json",
    "swagger.template.invoices.json",
    "swagger.template.json",
}

KINDS = {
    "str": {"string"},
    "int": {"integer", "number"},
    "time": {"integer", "number"},
    "date": {"string"},
    "money": {"string"},
    "url": {"string"},
    "bool": {"boolean"},
}


def plain(name: str) -> str:
    """``a[][b]``, as a form has it -> ``a[].b``."""
    return re.sub(r"\[(\w+)\]", r".\1", name)


def words(kind: str) -> set[str]:
    return set(kind.removeprefix("=").split("|"))


def fits(ours: str, published: str, objects: Mapping[str, Any]) -> bool:
    """Whether what our kind lets through is let through by the published one: narrower is no invention, other or wider is one."""
    kind, some = ours.strip("!?"), published.strip("!?").split(" or ")
    if "any" in some or kind in ("any", "@any"):
        return True
    if kind.startswith("="):
        named = [words(one) for one in some if one.startswith("=")]
        return any(words(kind) <= one for one in named) or (not named and "string" in some)
    if kind.startswith("["):
        return any(fits(kind[1:-1], one[1:-1], objects) for one in some if one.startswith("["))
    if kind.startswith("@"):
        return bool(objects.get(kind[1:], {}).keys() & set(some))
    return bool(KINDS[kind] & set(some))


def wrong_sent(ours: Mapping[str, str], published: Mapping[str, str]) -> Iterator[str]:
    """What a request's table invents, and what it lets be left out though it must be sent wherever a level is entered."""
    said = {plain(name): kind for name, kind in ours.items()}
    for name, kind in said.items():
        if "{string}" in published.get(name.rpartition(".")[0], "") and kind == "str":
            continue
        if name not in published:
            yield f"{name}: is not published"
        elif not (kind == "!{}" or fits(kind, published[name], {})):
            yield f"{name}: is {kind}, published is {published[name]}"
    for name in [name for name, kind in published.items() if kind.startswith("!")]:
        holder = name.rpartition(".")[0]
        entered = not holder or any(one.startswith(f"{holder}.") for one in said)
        if entered and not any(said.get(one, "").startswith("!") for one in (name, f"{name}[]")):
            yield f"{name}: must be sent"


def wrong_answer(ours: Mapping[str, Any], published: Mapping[str, str], objects: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """What an answer's table has that the published type has not."""
    for name, kind in ours.items():
        path = f"{at}{name.rstrip('+')}"
        if path not in published:
            yield f"{path}: is not published"
        elif isinstance(kind, Mapping):
            yield from wrong_answer(kind, published, objects, f"{path}.")
        elif not fits(kind, published[path], objects):
            yield f"{path}: is {kind}, published is {published[path]}"
        elif kind.endswith("?") and not published[path].endswith("?"):
            yield f"{path}: is never null"


def wrong(tables: Any, facts: Mapping[str, Any]) -> list[str]:
    """All that is wrong with a provider's tables."""
    found = []
    unheld = facts["not held against anything"]
    for name, (sent, answer, *keyed) in tables.ENDPOINTS.items():
        if published := facts["endpoints"].get(name):
            found += [f"{name}: {one}" for one in wrong_sent(sent, published["sent"])]
            found += [f"{name}: {one}" for one in wrong_answered(answer, published["answer"], facts["objects"])]
            if keyed and keyed[0] and "PayPal-Request-Id" not in published["headers"]:
                found.append(f"{name}: takes no PayPal-Request-Id")
        elif name not in unheld:
            found.append(f"{name}: is not published")
    for name, ours in tables.OBJECTS.items():
        for of, fields in facts["objects"].get(name, {}).items():
            found += [f"{name} ({of}): {one}" for one in wrong_answer(ours, fields, facts["objects"])]
        if name not in facts["objects"] and name not in unheld:
            found.append(f"{name}: is not published")
    return found


def wrong_answered(ours: str, published: str, objects: Mapping[str, Any]) -> Iterator[str]:
    bare, of = ours.strip("[]@"), published.removeprefix("ListObject of ").strip("[]")
    listed = (ours.startswith("["), published.startswith(("ListObject of ", "[")))
    if listed[0] != listed[1] or (of not in objects.get(bare, {}) and (of, bare) != ("", "")):
        yield f"answers {ours or 'nothing'}, published is {published or 'nothing'}"


@pytest.mark.parametrize("provider", TABLES)
def test_a_table_has_nothing_that_is_not_published_and_demands_what_must_be_sent(provider):
    assert wrong(TABLES[provider], PUBLISHED[provider]) == DIFFERS[provider]


@pytest.mark.parametrize("provider", TABLES)
def test_every_endpoint_and_every_object_is_held_against_something(provider):
    facts = PUBLISHED[provider]
    assert facts["not held against anything"] == []
    assert facts["endpoints"].keys() == TABLES[provider].ENDPOINTS.keys()
    assert facts["objects"].keys() == TABLES[provider].OBJECTS.keys()


def sent(tables: Any, endpoint: str) -> dict[str, str]:
    return tables.ENDPOINTS[endpoint][0]


def answered(tables: Any, endpoint: str, name: str) -> None:
    tables.ENDPOINTS[endpoint] = (tables.ENDPOINTS[endpoint][0], name, *tables.ENDPOINTS[endpoint][2:])


INVENTED: list[tuple[str, Callable[[Any], Any], str]] = [
    ("stripe", lambda it: it.ENDPOINTS.update({"POST /v1/gifts": ({}, "charge")}), "POST /v1/gifts: is not published"),
    ("stripe", lambda it: it.OBJECTS.update(gift={"id": "str"}), "gift: is not published"),
    ("stripe", lambda it: sent(it, "POST /v1/refunds").update(why="str"), "why: is not published"),
    ("stripe", lambda it: sent(it, "POST /v1/refunds").update(amount="str"), "amount: is str, published is integer?"),
    ("stripe", lambda it: sent(it, "POST /v1/checkout/sessions").update(mode="=payment|gift"), "mode: is =payment|gift"),
    ("stripe", lambda it: sent(it, "POST /v1/checkout/sessions").update(mode="str"), "mode: is str"),
    ("stripe", lambda it: sent(it, "POST /v1/products").pop("name"), "name: must be sent"),
    ("stripe", lambda it: sent(it, "POST /v1/products").update(name="str"), "name: must be sent"),
    ("stripe", lambda it: sent(it, "POST /v1/subscriptions/*").pop("items[][price_data][currency]"), "currency: must be sent"),
    ("stripe", lambda it: answered(it, "GET /v1/charges/*", "refund"), "answers refund, published is Charge"),
    ("stripe", lambda it: answered(it, "GET /v1/refunds", "refund"), "answers refund, published is ListObject of Refund"),
    ("stripe", lambda it: it.OBJECTS["charge"].update(giver="str"), "giver: is not published"),
    ("stripe", lambda it: it.OBJECTS["charge"]["payment_method_details"]["card"].update(owner="str"), "card.owner: is not published"),
    ("stripe", lambda it: it.OBJECTS["charge"].update(status="=succeeded|given"), "status: is =succeeded|given"),
    ("stripe", lambda it: it.OBJECTS["charge"].update(balance_transaction="@refund?"), "balance_transaction: is @refund?"),
    ("stripe", lambda it: it.OBJECTS["charge"].update(amount="int?"), "amount: is never null"),
    ("paypal", lambda it: sent(it, "POST /v2/checkout/orders").pop("purchase_units"), "purchase_units: must be sent"),
    ("paypal", lambda it: sent(it, "POST /v1/catalogs/products").update(type="!=GIFT"), "type: is !=GIFT"),
    ("paypal", lambda it: it.ENDPOINTS.update({"GET /v2/checkout/orders/*": ({}, "order", True)}), "takes no PayPal-Request-Id"),
    ("paypal", lambda it: it.OBJECTS["dispute"].update(status="=LOST"), "status: is =LOST"),
    ("paypal", lambda it: it.OBJECTS["event"].update(resource_id="str"), "resource_id: is not published"),
    ("btcpay", lambda it: sent(it, "POST /invoices").update({"checkout.colour": "str"}), "checkout.colour: is not published"),
    ("btcpay", lambda it: it.OBJECTS["invoice"].update(status="=New|Given"), "status: is =New|Given"),
    ("btcpay", lambda it: it.OBJECTS["payment"].update(receivedDate="date"), "receivedDate: is date, published is number"),
]


@pytest.mark.parametrize(("provider", "change", "said"), INVENTED)
def test_what_is_invented_or_left_out_is_found(provider, change, said):
    tables = SimpleNamespace(ENDPOINTS=deepcopy(TABLES[provider].ENDPOINTS), OBJECTS=deepcopy(TABLES[provider].OBJECTS))
    change(tables)
    [found] = [one for one in wrong(tables, PUBLISHED[provider]) if one not in DIFFERS[provider]]
    assert said in found


def test_every_event_that_stripe_is_asked_to_tell_of_is_published():
    assert EVENTS.keys() <= words(PUBLISHED["stripe"]["objects"]["event"]["Event"]["type"])


def test_the_version_that_stripe_is_spoken_to_in_is_the_published_one():
    [source] = PUBLISHED["stripe"]["sources"]
    assert source["version"].endswith(f" of {VERSION}")


@pytest.mark.parametrize(
    ("provider", "endpoint", "said", "missing"),
    [
        ("paypal", "POST /v2/checkout/orders", {"intent": "CAPTURE"}, "purchase_units"),
        ("paypal", "POST /v2/checkout/orders", {"intent": "CAPTURE", "purchase_units[0].custom_id": "x"}, "purchase_units[].amount"),
        (
            "stripe",
            "POST /v1/subscriptions/*",
            {"items[0][price_data][currency]": "eur", "items[0][price_data][product]": "x"},
            "items[][price_data][recurring]",
        ),
    ],
)
def test_a_simulator_refuses_what_lacks_a_part_with_something_in_it(provider, endpoint, said, missing):
    table = sent(TABLES[provider], endpoint)
    assert payment_schema.wrong_fields(table, said.items()) == [f"{missing}: is missing"]


def test_every_source_says_what_it_is_and_which_are_without_a_digest():
    sources = [source for facts in PUBLISHED.values() for source in facts["sources"]]
    assert all(source["name"] and source["version"] and source["licence"] for source in sources)
    bare = [source for source in sources if not re.fullmatch("[0-9a-f]{64}", source["sha256"])]
    assert {source["file"] for source in bare} == BY_HAND and all(re.fullmatch("[0-9a-f]{40}", source["commit"]) for source in bare)


@pytest.mark.parametrize("provider", TABLES)
def test_only_names_and_types_are_carried_over(provider):
    facts = PUBLISHED[provider]
    kinds = [kind for one in facts["endpoints"].values() for kind in (*one["sent"].values(), one["answer"])]
    kinds += [kind for one in facts["objects"].values() for fields in one.values() for kind in fields.values()]
    assert all(" " not in kind.replace(" or ", "").replace("ListObject of ", "") for kind in kinds)


def test_the_facts_are_taken_out_of_a_published_file(tmp_path):
    answer = {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/InvoiceData"}}}}}
    asked = [{"name": "deep", "in": "query", "required": True, "schema": {"type": "boolean"}, "description": "Never carried over."}]
    paths = {"/api/v1/stores/{storeId}/invoices/{invoiceId}": {"get": {"parameters": asked, "responses": answer}}}
    data = {"properties": {"id": {"type": "string", "nullable": True}, "status": {"enum": ["New", "Old"]}}}
    about = {"title": "Greenfield", "version": "v3", "license": {"name": "MIT"}}
    file = tmp_path / "swagger.json"
    file.write_text(json.dumps({"info": about, "paths": paths, "components": {"schemas": {"InvoiceData": data}}}))
    tool = Path(__file__).parents[3] / "tools" / "published"
    facts = json.loads(subprocess.run([sys.executable, tool, "btcpay", file], check=True, capture_output=True).stdout)
    assert facts["endpoints"] == {"GET /invoices/*": {"answer": "InvoiceData", "headers": [], "sent": {"deep": "!boolean"}}}
    assert facts["objects"] == {"invoice": {"InvoiceData": {"id": "string?", "status": "=New|Old"}}}
    assert {"POST /invoices", "payment"} <= set(facts["not held against anything"])
    assert facts["sources"][0]["version"] == "v3" and len(facts["sources"][0]["sha256"]) == 64
