"""What the case page of the desk shows of this room: to whom the case is open, and who is shut out."""

from flask import render_template
from markupsafe import Markup

from platform_app.cases.models import Case
from platform_app.cases.panels import panel
from platform_app.confidentiality import labels
from platform_app.confidentiality.queries import grants as queries
from platform_app.core import clock


@panel
def show_grants(case: Case) -> Markup:
    """Grants and recusals of one case."""
    return Markup(  # noqa: S704 - a template of ours, escaped by Jinja
        render_template(
            "confidentiality/case_panel.html",
            case=case,
            grants=queries.list_grants(case),
            recusals=queries.list_recusals(case),
            today=clock.today(),
            labels=labels,
        )
    )
