"""A process that ends by an error says where, and not what."""

from tamizdat.site.commands.processes import gate_environment, say_without_its_words
from tamizdat.site.conf import load


def test_an_error_that_ends_a_process_is_said_without_its_words(capsys):
    try:
        raise ValueError("ada@reader.example")
    except ValueError as error:
        say_without_its_words(type(error), error, error.__traceback__)
    said = capsys.readouterr().err
    assert "ValueError" in said and "test_processes_quiet.py" in said and "ada@" not in said


def test_the_gate_learns_nothing_of_the_newsroom():
    environment = {
        "PATH": "/usr/bin",
        "TAMIZDAT_HOME": "/srv/newspaper",
        "TAMIZDAT_RELAYS": "smtps://user:secret@relay.example",
        "TAMIZDAT_DATABASE_READERS": "postgres://user:secret@host/readers",
        "TAMIZDAT_GATE_URL": "https://letters.courier.example",
        "TAMIZDAT_GATE_POLL_URL": "http://abc.onion",
        "TAMIZDAT_GATE_PROXY": "socks5://127.0.0.1:9050",
        "SECRET": "secret",
    }
    given = gate_environment(environment, load({"TAMIZDAT_HOME": "/srv/newspaper", "GATE_PORT": "8102"}))
    assert given == {
        "PATH": "/usr/bin",
        "TAMIZDAT_GATE_URL": "https://letters.courier.example",
        "TAMIZDAT_GATE_HOME": "/srv/newspaper/gate",
        "GATE_PORT": "8102",
        "TAMIZDAT_GATE_HOOKS": "local",
    }
