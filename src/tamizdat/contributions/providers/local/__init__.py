"""Local: a whole pretend payment provider, for the demo and for tests. A small process on a loopback port; ``client`` talks to it.

Promises: works as real ones do (hosted page, signed webhooks, renewals, retries, refunds, disputes, settlement), by a clock of its own
that can be moved on; says on every page that it is a pretence, and takes no real card. Knows nothing of this newspaper but what a
provider is told: nothing here imports other parts of contributions than ``interfaces`` and ``money``.
"""
