"""The newsroom's home: what of the money waits for a person. Shown only to those who may decide, and only while there is something."""

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from tamizdat.contributions import large_gifts, refunds
from tamizdat.contributions.desk.methods import Rule, rules
from tamizdat.contributions.desk.one_by_one import to_look_at
from tamizdat.contributions.models import Contribution

COUNTED = 50


class CardRulePanel(Component):  # type: ignore[misc] # Wagtail has no types
    """That the provider's rule for cards must be set up, extended, or looked at again."""

    name = "card-rule"
    template_name = "contributions/home/card_rule.html"
    order = 12

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the rules that somebody must see to."""
        return {"rules": [rule for rule in rules(timezone.now()) if _is_due(rule)]}


class DecidePanel(Component):  # type: ignore[misc] # Wagtail has no types
    """How many refunds, large gifts and odd contributions wait for a person."""

    name = "money-decide"
    template_name = "contributions/home/decide.html"
    order = 13

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the counts; of contributions to look at, no more than ``COUNTED``."""
        look = to_look_at(Contribution.objects.order_by())[:COUNTED].count()
        return {"refunds": len(refunds.waiting()), "large": len(large_gifts.waiting()), "look": look, "many": look == COUNTED}


def _is_due(rule: Rule) -> bool:
    return bool(rule.due or rule.missing or rule.newest is None or rule.newest.test_card_refused_at is None)
