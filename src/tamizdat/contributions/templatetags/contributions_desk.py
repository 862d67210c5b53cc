"""How the desk's pages name a contribution: in words, with the way to its own page."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tamizdat.contributions.desk.saying import OFTEN, sum_of
from tamizdat.contributions.models import Contribution

register = template.Library()


@register.simple_tag
def gift(one: Contribution) -> SafeString:
    """Return ``€5 every month, active``, as a link to its page."""
    words = f"{sum_of(one.amount, one.currency)} {OFTEN.get(one.frequency, '')}".strip()
    link = '<a style="text-decoration: underline" href="{}">{}</a>, {}'
    return format_html(link, reverse("contributions_one", args=[one.pk]), words, one.state.replace("_", " "))
