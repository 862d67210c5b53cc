"""What a person at the desk types: an address for a test, a time, a decision."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone

from tamizdat.newsletters.views.times import AT, NOW, SLOT, NoSuchTime, Offer, wall_clock


class TestForm(forms.Form):
    """Where a test goes."""

    address = forms.EmailField(
        max_length=254, error_messages={"invalid": "That is no e-mail address.", "required": "Type an address for the test."}
    )


class UnlockForm(forms.Form):
    """The list key's passphrase. Handed to the key agent and kept nowhere."""

    passphrase = forms.CharField(max_length=500, strip=False, error_messages={"required": "Type the passphrase of the list key."})


class ScheduleForm(forms.Form):
    """When a letter goes out, by the clock of its kind's place."""

    when = forms.ChoiceField(choices=[(SLOT, SLOT), (NOW, NOW), (AT, AT)], error_messages={"required": "Choose when it goes out."})
    at = forms.CharField(required=False, max_length=40)

    def __init__(self, *args: Any, offered: Offer | None, time_zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offered, self._zone = offered, time_zone

    def clean(self) -> dict[str, Any]:
        """Find the moment that is meant."""
        cleaned: dict[str, Any] = super().clean() or {}
        try:
            cleaned["moment"] = self._moment(cleaned.get("when"), cleaned.get("at", ""))
        except NoSuchTime as error:
            self.add_error("at", str(error))
        return cleaned

    def _moment(self, when: str | None, at: str) -> datetime | None:
        if when == SLOT and self._offered:
            return self._offered.at.astimezone(UTC)
        if when == AT:
            return self._typed(at)
        return timezone.now() if when == NOW else None

    def _typed(self, at: str) -> datetime:
        try:
            local = datetime.strptime(at[:16], "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - a wall clock's, as the browser's field gives it
        except ValueError:
            raise NoSuchTime("Say at which time, as in 2026-11-27T10:00.") from None
        moment = wall_clock(local, self._zone)
        if moment < timezone.now():
            raise NoSuchTime("That time has passed: choose a later one, or send it now.")
        return moment


class ApprovalForm(forms.Form):
    """An approval speaks of the number of readers that was shown."""

    seen = forms.IntegerField(min_value=0, error_messages={"required": "Look at the number of readers first."})


class DecisionForm(forms.Form):
    """What a person decides of copies in doubt."""

    arrived = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], error_messages={"required": "Say whether they arrived."})
    copy = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": "Tick the copies that you decide about."})

    def __init__(self, *args: Any, copies: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["copy"].choices = [(number, number) for number in copies]
