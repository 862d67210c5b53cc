"""How the desk's pages name a contribution: in words, and with the way to its own page."""

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tamizdat.contributions.desk.saying import OFTEN, sum_of
from tamizdat.contributions.models import Contribution

register = template.Library()


@register.simple_tag
def gift(one: Contribution) -> SafeString:
    """Return ``€5 every month, active``, as a link to its page where there is one."""
    words = f"{sum_of(one.amount, one.currency)} {OFTEN.get(one.frequency, '')}".strip()
    try:
        return format_html('<a href="{}">{}</a>, {}', reverse("contributions_one", args=[one.pk]), words, one.state.replace("_", " "))
    except NoReverseMatch:
        return format_html("{}, {}", words, one.state.replace("_", " "))
