"""Sending: how a letter goes from approved to handed over, once to every reader.

``desk`` is what the views may ask; ``states`` and ``rules`` decide; ``ledger`` keeps one row a reader; ``process`` runs beside the
newsroom and sends what is due; ``reconcile`` settles what a crash left in doubt.
"""
