"""The case page: facts, people, consents, record, and what higher rooms draw into it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from platform_app.cases import forms, labels, policies, queries
from platform_app.cases.models import Case
from platform_app.cases.panels import draw_panels
from platform_app.cases.views.room import list_staff, room
from platform_app.core import audit
from platform_app.core.access import access
from platform_app.core.taxonomy import TOPICS
from platform_app.tenants import queries as tenants_queries


@room.get("/<uuid:case_id>")
@access(policies.VIEW_CASES, subject=queries.get_case)
def show(case: Case) -> ResponseReturnValue:
    persons, consents, notes = queries.list_persons(case), queries.list_consents(case), queries.list_notes(case)
    alike = queries.list_alike(case, persons)
    named = {recipient for consent in consents for recipient in consent.recipients}
    audit.record("case:read", case, shown=[case, *persons, *consents, *(row.note for row in notes), *alike])
    return render_template(
        "cases/show.html",
        case=case,
        persons=persons,
        consents=consents,
        recipients=queries.name_recipients(case.tenant_id, named),
        notes=notes,
        alike=alike,
        staff=dict(list_staff(case)),
        area=tenants_queries.find_area(case.area_code),
        panels=list(draw_panels(case)),
        note_form=forms.AddNoteForm(formdata=None),
        labels=labels,
        topics=TOPICS,
    )
