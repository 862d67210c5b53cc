"""The ledger: facts appended once, chained, filed by contribution; states and totals made of them. docs/spec/ledger.md.

Promises: any order, any number of times, one result. ``append.Ledger`` is the way in, ``chain.verify`` the proof, ``outgoing.once`` the way
out. The states are pure (``states``, ``handles``, ``tallies``).
"""
