"""Collecting: the newsroom fetches what the gate has taken in, opens it, and has it applied, once. docs/spec/gate.md, section 7.

Promises: a record is acknowledged only after what it means is committed; kills, lost answers and lost acknowledgements lose and double
nothing; a gate that is not the pinned one is not listened to, and one that withholds, loses or repeats is found out and said.
Leaves what a kind of record means to its handler (``interfaces.GateHandler``), and what a hook says to its taker (``HookTaker``).
"""
