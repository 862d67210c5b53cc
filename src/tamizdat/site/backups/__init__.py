"""Backups: the whole newspaper at one moment, in one encrypted file, and back onto an empty machine.

``stores`` pauses the databases and copies each as it was at that moment; ``parcel`` is the file: a tar in the age format with a manifest
at its end; ``age_keys`` writes our keys as age wants them; ``making`` and ``restoring`` put it together.
"""
