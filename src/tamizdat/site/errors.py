"""Errors that are a sentence for the person at the terminal."""


class CannotDo(RuntimeError):
    """What was asked cannot be done; the message says what happened, to what, and what to do."""


class BadSetting(ValueError):
    """A setting that is missing or makes no sense; the sentence names it and gives an example."""

    def __init__(self, name: str, problem: str, example: str) -> None:
        super().__init__(f"{name} {problem}. Example: {name}={example}")
