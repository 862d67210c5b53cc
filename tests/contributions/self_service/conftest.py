"""What these tests share: a newsroom to which people give."""

from simulators.giving_house import house

__all__ = ["house"]
