"""Ways out for mail: SMTP relays, an outbox folder for the demo, and nothing at all. One settings line chooses (``from_url``).

``interfaces`` says what each of them is; ``pool`` puts several behind one door, with weights, rates, back-off and failover.
"""
