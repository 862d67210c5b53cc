"""What the tests of the desk share: a newsroom to which people give, and people in their roles."""

from simulators.giving_desk import house, operator, publisher, second, without_desk

__all__ = ["house", "operator", "publisher", "second", "without_desk"]
