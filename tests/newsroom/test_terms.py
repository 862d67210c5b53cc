"""Changed terms of giving hold by two persons: what one saves, another reads and puts into force; what only takes away holds at once."""

import json
from datetime import date

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import Client, RequestFactory
from wagtail.log_actions import LogContext

from factories.newsroom import account, giving
from simulators import ways_to_pay
from simulators.ways_to_pay import way
from tamizdat.edition.schema import BadRecord, decode
from tamizdat.newsroom import terms
from tamizdat.newsroom.giving import approve_terms, refresh
from tamizdat.newsroom.models import CountryRow, Freeze, GivingLinkRow, GivingSettings, TermsStep
from tamizdat.newsroom.permissions import EDITOR, OPERATOR, PUBLISHER
from tamizdat.newsroom.terms_changes import changes
from tamizdat.newsroom.terms_content import content_of, digest_of, settings_of
from tamizdat.newsroom.views.terms import say_what_waits

pytestmark = pytest.mark.django_db

LINK = "https://pay.example/ten"


@pytest.fixture(autouse=True)
def ways(settings):
    """Cards alone are open, through the pretend provider."""
    for name in ("METHODS", "CLOSED_METHODS"):
        setattr(settings, f"TAMIZDAT_{name}", f"simulators.ways_to_pay.{'open' if name == 'METHODS' else 'closed'}_methods")
    ways_to_pay.OPEN.clear()
    ways_to_pay.OPEN["card"] = way("card")
    return ways_to_pay.OPEN


@pytest.fixture
def author():
    """An operator who changes the terms."""
    return account(OPERATOR)


@pytest.fixture
def second():
    """A publisher who may approve them."""
    return account(PUBLISHER)


def save(user, **fields):
    """Change the terms as *user* does in the form; a list goes in place of the rows."""
    kept = GivingSettings.load()
    for name, value in fields.items():
        setattr(kept, name, value)
    with LogContext(user=user):
        kept.save()


def link(url=LINK):
    return [GivingLinkRow(currency="USD", frequency="once", amount="10", method="card", url=url)]


def country(law="no_ask", code="AQ"):
    row = CountryRow(country=code, law=law, reason="Ice.", date=date(2026, 1, 1), source="Maps")
    return [*GivingSettings.load().countries.all(), row]


def frozen():
    return decode(Freeze.latest("giving").data.encode())


def links():
    return [one.url for one in frozen().links]


def test_changed_terms_hold_when_a_second_person_has_approved_exactly_what_was_saved(author, second):
    giving()
    save(author, links=link())
    refresh(terms.timezone.now())
    found = terms.waiting()
    assert (links(), found.authors) == ([], (author.username,))
    with pytest.raises(terms.NotNow, match="somebody else must read and approve it"):
        approve_terms(author, found.said)
    with pytest.raises(terms.NotNow, match="your role does not approve"):
        approve_terms(account(EDITOR), found.said)
    assert links() == []
    approve_terms(second, found.said)
    assert (links(), terms.waiting()) == ([LINK], None)
    assert [(step.act, step.person) for step in TermsStep.objects.all()][-2:] == [("saved", author.username), ("approved", second.username)]
    with pytest.raises(terms.NotNow, match="Nothing waits"):
        approve_terms(second, found.said)


def test_an_edit_after_reading_voids_the_approval_and_makes_its_author_one_who_cannot_approve(author, second):
    giving()
    save(author, links=link())
    read = terms.waiting().said
    save(second, links=link("https://pay.example/elsewhere"))
    with pytest.raises(terms.NotNow, match="since you read them"):
        approve_terms(account(PUBLISHER), read)
    for who in (author, second):
        with pytest.raises(terms.NotNow, match="you changed some of it"):
            approve_terms(who, terms.waiting().said)
    assert links() == []
    save(second, links=[])
    assert terms.waiting() is None
    save(author, links=link())
    assert terms.waiting().authors == (author.username,)  # what was taken back in between is nobody's any more


def test_what_only_takes_away_holds_at_once_and_what_opens_waits(author, second, ways):
    giving()
    ways["crypto"] = way("crypto", frequencies=("once",))
    refresh(terms.timezone.now())
    save(author, countries=country(), crypto=False, links=link())
    assert ("AQ", "no_ask") in [(rule.country, rule.law) for rule in frozen().countries]
    assert ([one.code for one in frozen().methods], links()) == (["card"], [])
    assert [line.part for line in changes(terms.waiting().holds, terms.waiting().wanted)] == ["Spare pages"]
    approve_terms(second, terms.waiting().said)
    listed = len(frozen().countries)
    save(author, countries=[], crypto=True, links=[])
    assert (len(frozen().countries), [one.code for one in frozen().methods], links()) == (listed, ["card"], [])
    lines = changes(terms.waiting().holds, terms.waiting().wanted)
    assert sum("opens giving to people" in line.warning for line in lines) == listed
    assert ("Cryptocurrency", "not offered", "offered") in [(line.what, line.old, line.new) for line in lines]


def test_where_one_account_alone_may_approve_it_passes_and_the_log_says_so(author):
    giving()
    save(author, links=link())
    verdict = terms.may_approve(author, terms.waiting())
    assert (bool(verdict), verdict.reason) == (True, "yours is the only account that may approve")
    approve_terms(author, terms.waiting().said)
    assert (links(), TermsStep.objects.last().act) == ([LINK], "alone")


def test_terms_that_were_changed_past_the_newsroom_are_nobodys_to_approve(author, second):
    giving()
    save(author, links=link())
    GivingLinkRow.objects.update(url="https://thief.example/")
    assert terms.waiting().unlogged
    with pytest.raises(terms.NotNow, match="nobody saved it here"):
        approve_terms(second, terms.waiting().said)


def test_a_tampered_row_of_the_log_is_named_and_what_it_says_never_reaches_readers(author, second):
    giving()
    save(author, links=link())
    approve_terms(second, terms.waiting().said)
    assert terms.first_broken() is None
    number = TermsStep.objects.last().number
    for field, forged in (("person", "nobody"), ("content", TermsStep.objects.last().content.replace(LINK, "https://thief.example/"))):
        true = getattr(TermsStep.objects.last(), field)
        TermsStep.objects.filter(number=number).update(**{field: forged})
        assert (terms.first_broken(), refresh(terms.timezone.now()), links()) == (number, 0, [LINK])
        TermsStep.objects.filter(number=number).update(**{field: true})
    TermsStep.objects.filter(number=number - 1).delete()
    assert terms.first_broken() == number - 1


def test_terms_from_before_a_field_was_known_are_still_what_somebody_saved(author, second):
    giving()
    save(author, links=link())
    step = TermsStep.objects.last()
    said = json.loads(step.content)
    for row in said["words"]:
        del row["deductible"]
    step.content = json.dumps(said)
    step.save()
    assert not terms.waiting().unlogged


def test_terms_that_no_page_could_show_are_refused_when_they_are_saved(author):
    giving()
    with pytest.raises(BadRecord):
        save(author, links=link("javascript:alert(1)"))


def test_content_says_all_that_the_terms_say_in_whatever_order_rows_stand(author):
    giving()
    save(author, links=[*link(), *link("https://pay.example/other")], countries=country())
    content = content_of(GivingSettings.load())
    assert content_of(settings_of(json.loads(json.dumps(content)))) == content
    turned = content | {kind: content[kind][::-1] for kind in ("countries", "links", "words")}
    assert digest_of(turned) == digest_of(content)
    assert digest_of(content | {"offers": content["offers"][::-1]}) != digest_of(content)


@pytest.mark.django_db(databases="__all__")
def test_the_page_shows_what_changes_and_who_may_approve_and_a_second_click_does_no_harm(author, second):
    giving()
    client, other = Client(), Client()
    client.force_login(author)
    other.force_login(second)
    assert "Nothing waits" in client.get("/giving/terms/").content.decode()
    row = GivingSettings.load().words.first()
    row.receiver = "Somebody <else>, Dubai."
    save(author, words=[row], links=link())
    mine, theirs = (one.get("/giving/terms/").content.decode() for one in (client, other))
    assert "You cannot approve it:" in mine and "Put this into force" not in mine
    for shown in ("The Courier Foundation, Tbilisi.", "Somebody &lt;else&gt;, Dubai.", LINK, "letter by letter", "Put this into force"):
        assert shown in theirs
    assert "Read what changes" in other.get("/").content.decode()
    form = {"decision": "approve", "said": terms.waiting().said}
    said = other.post("/giving/terms/", form, follow=True).content.decode()
    assert "The changed terms hold from now on." in said
    assert (said.count("Readers see it in edition"), "waits for the press" in said) == (1, False)
    assert "Nothing waits any more" in other.post("/giving/terms/", form, follow=True).content.decode()
    assert frozen().words[0].receiver == "Somebody <else>, Dubai."
    save(author, links=link("https://pay.example/new"))
    back = {"decision": "back", "said": terms.waiting().said}
    assert "say again what readers have" in client.post("/giving/terms/", back, follow=True).content.decode()
    assert GivingSettings.load().links.count() == 0  # the page that was replaced was dropped at once


def test_where_everybody_who_may_approve_wrote_some_of_it_both_pages_say_so_and_taking_it_back_helps(author, second):
    giving()
    client, request = Client(), RequestFactory().get("/")
    client.force_login(author)
    request.session = {}
    request._messages = FallbackStorage(request)
    save(author, links=link())
    say_what_waits(request, GivingSettings.load())
    save(second, links=link("https://pay.example/elsewhere"))
    say_what_waits(request, GivingSettings.load())
    first, last = (str(message) for message in request._messages)
    assert "until a second person approves" in first and "nobody can approve it any more" in last and "/giving/terms/" in last
    shown = client.get("/giving/terms/").content.decode()
    assert "take it back, and let one person write all of it" in shown and "Put this into force" not in shown
    third = account(PUBLISHER)
    assert "It waits for" in client.get("/giving/terms/").content.decode() and terms.able(terms.waiting()) == [third]
    third.delete()
    client.post("/giving/terms/", {"decision": "back", "said": terms.waiting().said})
    save(author, links=link())
    approve_terms(second, terms.waiting().said)
    assert links() == [LINK]
