"""Who else may decide about money."""

from typing import Any

from django.contrib.auth import get_user_model

from tamizdat.contributions.desk.rights import DECIDE


def others_may_decide(person: str) -> bool:
    """Return whether an active account besides *person* (a log-in name) may decide about money."""
    able: Any = get_user_model().objects
    found = able.with_perm(DECIDE, is_active=True, backend="django.contrib.auth.backends.ModelBackend")
    return bool(found.exclude(username=person).exists())
