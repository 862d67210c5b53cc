"""Gate: the one public process that takes what readers type; it seals, queues, and can never read back. No Django.

Promises (docs/spec/gate.md): nothing readable on the disk, in the log or, 90 s after the last request, in memory; nothing accepted is
lost; one answer whatever was typed. Refuses to know who came. Leaves opening to the newsroom, which fetches through the hatch.

``parent`` forks and watches; ``door`` takes requests (``connection``, ``routes``; of letters ``signing_up``, ``by_link``; of giving
``giving``, ``asking``, ``gift_links``, ``reminding``; of machines ``hooks``); ``keeper`` appends sealed records to the queue; ``hatch``
hands them to the newsroom and erases them.
"""
