"""Tamizdat: the whole newspaper for a newsroom in exile. Rooms and their arrows: docs/room-guide.md."""

__version__ = "0.1.0"
