"""Claims: which records want a name, be it a path, a translation key or a photo's id. Small, for there are a million of them."""


class Claims:
    """Ids by name. A name that one record alone claims costs one reference, which nearly all do."""

    def __init__(self) -> None:
        self._ids: dict[str, str | set[str]] = {}

    def add(self, name: str, record_id: str) -> None:
        """Note that a record claims *name*."""
        known = self._ids.get(name)
        if isinstance(known, set):
            known.add(record_id)
        else:
            self._ids[name] = record_id if known in (None, record_id) else {str(known), record_id}

    def drop(self, name: str, record_id: str) -> None:
        """Note that a record claims *name* no more; it need not have."""
        known = self._ids.get(name)
        if known == record_id:
            del self._ids[name]
        elif isinstance(known, set):
            known.discard(record_id)

    def is_shared(self, name: str) -> bool:
        """Return whether several records claim *name*, or did."""
        return isinstance(self._ids.get(name), set)

    def of(self, name: str) -> list[str]:
        """Return the ids of the records that claim *name*, sorted."""
        known = self._ids.get(name)
        return sorted(known) if isinstance(known, set) else [known] if known else []
