"""Who takes payments: Stripe, PayPal, BTCPay, a pretend one, and nobody. One settings line chooses (``from_settings``).

``contributions.interfaces.Provider`` says what each of them is. Each has its own folder: ``provider`` (the interface), ``api`` (how one
talks to it, and its table of errors), ``hooks`` (what it signs), ``facts`` (pure: from its objects to ours). ``wire`` and ``faults`` are
shared. docs/spec/providers.md.
"""
