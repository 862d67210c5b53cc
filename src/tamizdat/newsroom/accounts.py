"""Accounts: a name to log in with, a password, roles. No real name or address is asked for, and nobody can be lifted above the table."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import User
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

_LABELS = {"username": "Log-in name", "groups": "Roles", "is_active": "May log in"}
_HELP = {
    "username": "Need not be a real name, and readers never see it: bylines are kept apart.",
    "is_active": "Take this away instead of deleting the account: what it did stays in the records.",
}


class NewAccountForm(UserCreationForm):
    """A new account."""

    email = first_name = last_name = is_superuser = None

    class Meta:
        model = User
        fields: ClassVar = ["username", "groups"]
        widgets: ClassVar = {"groups": forms.CheckboxSelectMultiple}
        labels: ClassVar = _LABELS
        help_texts: ClassVar = _HELP


class AccountForm(UserEditForm):
    """An account. Nobody can shut themselves out."""

    email = first_name = last_name = is_superuser = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        editing_self = kwargs.pop("editing_self", False)
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"]

    class Meta:
        model = User
        fields: ClassVar = ["username", "is_active", "groups"]
        widgets: ClassVar = {"groups": forms.CheckboxSelectMultiple}
        labels: ClassVar = _LABELS
        help_texts: ClassVar = _HELP


class AccountViewSet(UserViewSet):
    """The accounts in the menu."""

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Return the form for a new account or an old one."""
        return AccountForm if for_update else NewAccountForm
