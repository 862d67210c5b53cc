"""Errors that are a sentence for the person at the terminal."""


class CannotDo(RuntimeError):
    """What was asked cannot be done; the message says what happened, to what, and what to do."""
