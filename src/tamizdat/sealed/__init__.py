"""Sealed: what readers type, closed with a public key so that only the newsroom opens it. No Django, no network.

``keys`` and ``boxes`` seal and open (HPKE, RFC 9180); ``lookup`` finds an address again without reading it; ``links`` are addresses that
carry what their page shows; ``shredders`` say for every store of personal data how it is shown, erased and forgotten.
"""
