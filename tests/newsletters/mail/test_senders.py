"""Who a letter is from: the settings' name, else the newspaper's own; a neutral sender has none."""

from tamizdat.newsletters.mail.senders import named, sender_of


def test_a_sender_without_a_name_bears_the_newspapers():
    assert named(sender_of("letters@courier.example", gate="https://gate.example"), "Тот берег").name == "Тот берег"


def test_a_name_in_the_settings_stays():
    assert (
        named(sender_of("The Kesh Courier <letters@courier.example>", gate="https://gate.example"), "Тот берег").name == "The Kesh Courier"
    )


def test_a_neutral_sender_gets_no_name():
    assert named(sender_of("post@mail.example", gate="https://gate.example", neutral=True), "Тот берег").name == ""
