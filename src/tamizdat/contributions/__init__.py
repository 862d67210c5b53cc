"""Contributions: who may be asked, how one gives, and the record of all money. Its tables live in the database ``ledger``.

Promises: no payment is counted twice or lost; where giving is a crime nobody can give; nothing here names who gave, unless sealed.
"""
