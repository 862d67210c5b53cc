"""The settings door: what is missing or garbled stops the start with its name and an example."""

import stat

import pytest

from tamizdat.site.conf import BadSetting, database, load, make_folders, secret_key


def test_nothing_needs_to_be_said_to_start_on_one_machine():
    conf = load({})
    assert (conf.site_port, conf.newsroom_port, conf.gate_port) == (8000, 8001, 8002)
    assert conf.newsroom_url == "http://127.0.0.1:8001"
    assert conf.home.name == "var"
    assert not conf.https


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEWSROOM_PORT", "eighty"),
        ("SITE_PORT", "0"),
        ("GATE_PORT", "65536"),
        ("TAMIZDAT_NEWSROOM_URL", "newsroom.example.org"),
        ("TAMIZDAT_NEWSROOM_URL", "https://example.org/newsroom"),
        ("TAMIZDAT_ALLOWED_HOSTS", "*"),
        ("TAMIZDAT_DATABASE_READERS", "mysql://host/readers"),
        ("TAMIZDAT_DATABASE_LEDGER", "postgres://host"),
        ("TAMIZDAT_RELAYS", "relay.example"),
        ("TAMIZDAT_RELAYS", "smtp:"),
        ("TAMIZDAT_MAIL_FROM", "The Courier"),
        ("TAMIZDAT_MAIL_FROM", "The Courier <letter@courier.example>\nBcc: x@y.example"),
        ("TAMIZDAT_DISCREET_FROM", "letter at neutral"),
        ("TAMIZDAT_MAIL_DOMAIN", "courier"),
        ("TAMIZDAT_BOUNCES", "maildir:relative"),
        ("TAMIZDAT_BOUNCES", "imap://user@mail.example"),
        ("TAMIZDAT_DKIM_KEYS", "courier.example:2026a"),
        ("TAMIZDAT_DKIM_KEYS", "courier.example:2026a:/nowhere/key.pem"),
        ("TAMIZDAT_GATE_URL", "gate.example"),
        ("TAMIZDAT_ASSESSED", "last Friday"),
        ("TAMIZDAT_GATE_POLL_URL", "ftp://gate.example"),
        ("TAMIZDAT_GATE_PROXY", "http://127.0.0.1:9050"),
    ],
)
def test_a_garbled_setting_is_named_with_an_example(name, value):
    with pytest.raises(BadSetting, match=rf"^{name} .* Example: {name}=\S+"):
        load({name: value})


def test_https_is_told_by_the_newsrooms_address():
    conf = load({"TAMIZDAT_NEWSROOM_URL": "https://newsroom.example.org/"})
    assert conf.https
    assert "newsroom.example.org" in conf.allowed_hosts


def test_readers_and_ledger_wait_for_the_disk_and_all_write_at_once(tmp_path):
    conf = load({"TAMIZDAT_HOME": str(tmp_path)})
    for zone, synchronous in (("newsroom", "NORMAL"), ("readers", "FULL"), ("ledger", "FULL")):
        described = database(conf, zone)
        assert f"synchronous={synchronous}" in described["OPTIONS"]["init_command"]
        assert "temp_store=MEMORY" in described["OPTIONS"]["init_command"], "pages of readers and gifts would lie in files under /tmp"
        assert described["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        assert described["NAME"] == str(tmp_path / zone / f"{zone}.sqlite3")


def test_a_postgres_address_is_taken_apart():
    conf = load({"TAMIZDAT_DATABASE_LEDGER": "postgres://keeper:p%40ss@db.example:5433/ledger?sslmode=require"})
    described = database(conf, "ledger")
    assert (described["USER"], described["PASSWORD"], described["HOST"], described["PORT"]) == ("keeper", "p@ss", "db.example", "5433")
    assert (described["NAME"], described["OPTIONS"]) == ("ledger", {"sslmode": "require"})


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path):
    make_folders(tmp_path)
    key = secret_key(tmp_path)
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "keys" / "newsroom-secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_a_key_that_is_cut_short_stops_the_start(tmp_path):
    secret_key(tmp_path)
    (tmp_path / "keys" / "newsroom-secret").write_text("short")
    with pytest.raises(BadSetting, match="cut short"):
        secret_key(tmp_path)


def test_letters_go_into_the_outbox_until_a_relay_is_named():
    mail = load({}).mail
    assert mail.relays == ("outbox:",)
    assert (mail.gate_url, mail.gate_poll_url, mail.gate_here) == ("http://127.0.0.1:8002", "http://127.0.0.1:8002", True)
    assert mail.bounces == mail.gate_proxy == "" and mail.dkim_keys == ()


def test_the_mail_domain_is_the_senders_until_another_is_named():
    sender = {"TAMIZDAT_MAIL_FROM": "The Kesh Courier <letter@courier.example>"}
    assert load(sender).mail.mail_domain == "courier.example"
    assert load(sender).mail.discreet_from == "letter@courier.example"
    assert load(sender | {"TAMIZDAT_MAIL_DOMAIN": "Mail.Courier.Example"}).mail.mail_domain == "mail.courier.example"


@pytest.mark.parametrize(
    ("variables", "discreet"),
    [
        ({}, True),  # the demo: two invented senders
        ({"TAMIZDAT_MAIL_FROM": "letter@courier.example"}, False),
        ({"TAMIZDAT_MAIL_FROM": "letter@courier.example", "TAMIZDAT_DISCREET_FROM": "Post <post@plain.example>"}, True),
        ({"TAMIZDAT_MAIL_FROM": "letter@courier.example", "TAMIZDAT_DISCREET_FROM": "post@Courier.example"}, False),
        ({"TAMIZDAT_MAIL_FROM": "letter@courier.example", "TAMIZDAT_DISCREET_FROM": "post@mail.courier.example"}, False),
        ({"TAMIZDAT_MAIL_FROM": "letter@mail.courier.example", "TAMIZDAT_DISCREET_FROM": "post@courier.example"}, False),
        ({"TAMIZDAT_MAIL_FROM": "letter@courier.example", "TAMIZDAT_DISCREET_FROM": "post@aircourier.example"}, True),
        (
            {
                "TAMIZDAT_MAIL_FROM": "letter@courier.example",
                "TAMIZDAT_MAIL_DOMAIN": "plain.example",
                "TAMIZDAT_DISCREET_FROM": "post@plain.example",
            },
            False,
        ),
    ],
)
def test_a_sender_is_discreet_only_at_a_domain_that_is_not_the_newspapers(variables, discreet):
    assert load(variables).mail.discreet is discreet


def test_a_gate_elsewhere_is_polled_there_and_not_started_here(tmp_path):
    conf = load({"TAMIZDAT_GATE_POLL_URL": "http://abcd.onion", "TAMIZDAT_GATE_PROXY": "socks5://127.0.0.1:9050"})
    assert not conf.mail.gate_here
    assert (conf.mail.gate_poll_url, conf.mail.gate_proxy) == ("http://abcd.onion", "socks5://127.0.0.1:9050")


def test_relays_and_signing_keys_are_lists(tmp_path):
    key = tmp_path / "dkim.pem"
    key.write_text("a key")
    conf = load(
        {
            "TAMIZDAT_RELAYS": "smtp://127.0.0.1:2525?weight=2 smtps://user:p%40ss@relay.example",
            "TAMIZDAT_DKIM_KEYS": f"courier.example:2026a:{key} neutral.example:n1:{key}",
        }
    ).mail
    assert conf.relays == ("smtp://127.0.0.1:2525?weight=2", "smtps://user:p%40ss@relay.example")
    assert [(one.domain, one.selector, one.file) for one in conf.dkim_keys] == [
        ("courier.example", "2026a", key),
        ("neutral.example", "n1", key),
    ]


def test_a_relays_password_is_never_in_the_sentence_about_it():
    with pytest.raises(BadSetting) as caught:
        load({"TAMIZDAT_RELAYS": "smtp://relay.example pop3://keeper:hunter2@mail.example"})
    assert "number 2" in str(caught.value) and "hunter2" not in str(caught.value)


def test_a_home_too_deep_for_the_key_agents_socket_is_refused():
    with pytest.raises(BadSetting, match=r"^TAMIZDAT_HOME is too long"):
        load({"TAMIZDAT_HOME": "/" + "deep/" * 20 + "home"})
