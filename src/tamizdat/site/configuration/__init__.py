"""Configuration for the programs around us, printed for the operator to read and put where it belongs: systemd, nginx, Tor.

Promises: nothing is installed or changed; the walls between gate and newsroom are the units' walls too: other users, other folders.
"""
