"""Importers: the archives of other systems come in, and what is personal in them stays at the door.

Promises: an import is whole or leaves nothing; a second one changes nothing; every difference is listed by name. Leaves keeping and
publishing to ``newsroom``. The way in: ``wxr`` reads, ``index`` orders, ``convert`` makes blocks, ``plan`` decides, ``writing`` writes.
"""
