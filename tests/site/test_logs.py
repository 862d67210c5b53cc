"""Django's log lines keep their form and lose what somebody sent."""

import logging

import pytest

from tamizdat.site.logs import WithoutArguments


def said(name, message, *arguments, **more):
    record = logging.LogRecord(name, logging.ERROR, "", 0, message, arguments, None)
    record.__dict__ |= more
    assert WithoutArguments().filter(record)
    return record.getMessage()


@pytest.mark.parametrize(
    ("name", "message", "arguments", "expected"),
    [
        ("django.request", "%s: %s", ("Not Found", "/ada@reader.example"), "…: … (404)"),
        ("django.security.csrf", "Forbidden (%s): %s", ("Origin checking failed", "/ada"), "Forbidden (…): … (404)"),
        ("django.security.DisallowedHost", "Invalid HTTP_HOST header: 'ada@reader.example'.", (), "a request was refused (404)"),
        ("django.utils.autoreload", "Nothing of anybody", (), "Nothing of anybody"),
        ("tamizdat.site.worker", "%s failed: %s", ("tick", "ValueError"), "tick failed: ValueError"),
    ],
)
def test_what_was_sent_is_not_in_the_line(name, message, arguments, expected):
    assert said(name, message, *arguments, status_code=404) == expected


def test_a_line_without_a_status_has_none():
    assert said("django.request", "%r broke", "ada") == "… broke"
