"""Appeals become records: one a language, with all its wordings."""

from tamizdat.edition.giving import AppealGoal, AppealVariant
from tamizdat.edition.records import Appeal as AppealRecord
from tamizdat.newsroom import giving_doors as doors
from tamizdat.newsroom.export.stamp import Stamp
from tamizdat.newsroom.export.text import one_line
from tamizdat.newsroom.models import Appeal
from tamizdat.newsroom.times import utc


def appeal_record(appeal: Appeal, stamp: Stamp) -> AppealRecord:
    """Return the record of *appeal* as it stands in memory."""
    return AppealRecord(
        id=appeal.record_id,
        change=stamp.change,
        frozen=stamp.frozen,
        language=appeal.language,
        translation_key=appeal.translation_key.hex,
        code=appeal.code,
        variants=tuple(
            AppealVariant(code=row.code, title=row.title, text=one_line(row.text), button=row.button) for row in appeal.variants.all()
        ),
        placements=tuple(appeal.placements),
        starts=utc(appeal.starts) if appeal.starts else "",
        ends=utc(appeal.ends) if appeal.ends else "",
        sections=tuple(section.record_id for section in appeal.sections.all()),
        kinds=tuple(appeal.kinds),
        views=appeal.views,
        views_days=appeal.views_days,
        rest_closed=appeal.rest_closed,
        rest_given=appeal.rest_given,
        goal=_goal(appeal),
        rank=appeal.rank,
    )


def _goal(appeal: Appeal) -> AppealGoal | None:
    if not appeal.goal_amount:
        return None
    amount = doors.read_amount(appeal.goal_amount, appeal.goal_currency)
    return AppealGoal(amount=amount, currency=appeal.goal_currency, label=appeal.goal_label)
