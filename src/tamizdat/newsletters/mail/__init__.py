"""Mail as bytes: a letter is made into MIME once and joined per reader; confirmations are composed singly; both are signed (DKIM).

Promises: one recipient a message, no names in its headers, no host of ours, no id that two readers share but the issue's.
"""
