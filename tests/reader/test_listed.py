"""A slice of ``listed_country_reached_payment`` in the page itself, wherever a copy of it stands, with script and without."""

import pytest

from simulators import listed_page


@pytest.mark.parametrize("ruled", [True, False])
def test_no_copy_of_the_form_sends_anything_from_where_nobody_may_give_but_where_the_rules_are_switched_off(browser, ruled):
    with listed_page.pages(browser, ruled=ruled) as places:
        for place, opens in places.items() if ruled else list(places.items())[:1]:
            for script in (True, False):
                found = listed_page.try_all(opens(script), script=script, countries=("NL", "VE", "RU"))
                assert (found.tried, found.stopped, bool(found.reached)) == (27, 0, not ruled), (place, script)
