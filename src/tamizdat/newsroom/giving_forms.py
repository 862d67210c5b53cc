"""The form of the settings of giving: what its rows must have in common, each told in its own row."""

from collections.abc import Iterator
from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from tamizdat.newsroom import giving_doors as doors


class GivingForm(WagtailAdminModelForm):
    """No currency is offered twice at one rhythm, none below what the open ways to pay take; no language has words twice."""

    def is_valid(self) -> bool:
        """Look at the rows after each has been looked at by itself."""
        if not super().is_valid():
            return False
        return not any([*self._repeated("offers", "currency", "frequency"), *self._repeated("words", "locale"), *self._below_the_least()])

    def _rows(self, name: str) -> Iterator[Any]:
        for row in self.formsets[name].forms if name in self.formsets else ():
            if row.cleaned_data and not row.cleaned_data.get("DELETE"):
                yield row

    def _repeated(self, name: str, *fields: str) -> Iterator[Any]:
        seen = set()
        for row in self._rows(name):
            key = tuple(getattr(row.instance, field) for field in fields)
            if key in seen:
                row.add_error(fields[0], "This stands in another row already.")
                yield row
            seen.add(key)

    def _below_the_least(self) -> Iterator[Any]:
        for row in self._rows("offers"):
            offer = row.instance
            least = doors.least_taken(offer.currency)
            if offer.minor("least") < (least,):
                taken = f"{doors.write_amount(least, offer.currency)} {offer.currency}"
                row.add_error("least", f"The ways to pay that are open take at least {taken}.")
                yield row
