"""Readers of letters: how somebody comes in, changes their mind and leaves; what sending may ask; import, export, and requests by law."""
