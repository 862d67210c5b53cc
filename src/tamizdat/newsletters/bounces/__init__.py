"""What comes back: bounces, complaints, and requests to leave that came by mail, from a mailbox or by webhook.

``reading`` says what a message means, ``tick`` applies it and only then takes it out of the mailbox; ``hook`` takes what the gate brought.
"""
