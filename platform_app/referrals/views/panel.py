"""The referrals of a case, drawn into the case page."""

from flask import render_template
from markupsafe import Markup

from platform_app.cases.models import Case, CaseState
from platform_app.cases.panels import panel
from platform_app.core import audit, clock
from platform_app.referrals import labels, queries


@panel
def draw_referrals(case: Case) -> Markup:
    """Every attempt of the case with its state and due date."""
    rows = queries.list_of_case(case)
    if rows:
        audit.record("referral:list", case, shown=[row.referral for row in rows])
    chips = {row.referral.id: labels.chip_of(row.referral, clock.today()) for row in rows}
    html = render_template(
        "referrals/panel.html", case=case, rows=rows, chips=chips, is_open=case.state is CaseState.OPEN
    )
    return Markup(html)  # noqa: S704 - our own template, which escapes
