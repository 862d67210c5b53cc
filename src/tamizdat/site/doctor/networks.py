"""The table of networks: by it the gate knows from which country somebody comes who wants to give. docs/adr/0013."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tamizdat.gate.conf import BadSetting, load
from tamizdat.gate.countries import Countries
from tamizdat.site.doctor.findings import Case, Said

OLD = timedelta(days=90)
HOW = "docs/adr/0013-country-of-the-network.md says where to get one, and tamizdat networks install takes it"


def table(case: Case) -> Iterator[Said]:
    """The gate has a table of networks, and it is not old."""
    if not case.settings.mail.gate_here:
        yield "fine", "the gate runs elsewhere: look there whether its table of networks is younger than 90 days"
        return
    try:
        path = load().countries
        table = Countries(path) if path.exists() else None
    except (BadSetting, ValueError, OSError) as error:
        yield "bad", str(error)
        return
    if table is None:
        yield "warning", f"the gate has no table of networks, so that a giver's own word alone says where they are: {HOW}"
        return
    made = datetime.fromtimestamp(table.made, UTC)
    if table.made_up:
        yield case.risk, f"the gate's table of networks is made up, for the demo: {HOW}"
    elif case.now - made > OLD:
        yield "warning", f"the gate's table of networks was made on {made:%Y-%m-%d}, and networks move: {HOW}"
    else:
        yield "fine", f"the gate's table of networks was made on {made:%Y-%m-%d}"
