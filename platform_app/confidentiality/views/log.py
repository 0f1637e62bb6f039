"""The audit room: who did or saw what, whether the log is intact, and its export with proof."""

import tempfile
import uuid

from flask import g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.confidentiality import forms, labels, log_labels, policies, services
from platform_app.confidentiality.queries import log as queries
from platform_app.confidentiality.views.rooms import audit_room, people
from platform_app.core import audit, clock
from platform_app.core.access import ROLE_LABELS, access, current_actor
from platform_app.core.web.flashes import notify
from platform_app.extensions import db

MOST_IN_MEMORY = 8 * 1024 * 1024
"""An export beyond this size waits on disk while it is sent."""


@audit_room.get("")
@access(policies.VIEW_LOG)
def index() -> ResponseReturnValue:
    tenant_id = current_actor.tenant_id
    form = forms.LogFilterForm(request.args, choices={"user_id": people(queries.list_people(tenant_id))})
    wanted = _wanted(form)
    page = queries.list_events(tenant_id, wanted)
    chain = queries.read_chain(tenant_id)
    audit.record("audit:read", object_type="audit_events", shown=page.events, changes=_asked(form))
    return render_template(
        "confidentiality/log.html",
        form=form,
        page=page,
        chain=chain,
        names=queries.name_people([event.user_id for event in page.events]),
        words=log_labels,
        purposes=labels.PURPOSES,
        roles=ROLE_LABELS,
        next_url=url_for(".index", **{**request.args, "before": page.next_key}) if page.next_key else None,
        is_first=wanted.before is None,
        first_url=url_for(".index", **{name: value for name, value in request.args.items() if name != "before"}),
    )


@audit_room.post("/verify")
@access(policies.VIEW_LOG)
def verify() -> ResponseReturnValue:
    report = services.verify_audit_log(current_actor)
    db.session.commit()
    if report.is_intact:
        notify(
            _("The log is intact"),
            _("%(seals)d seals with %(rows)d rows were recounted.", seals=report.seals, rows=report.rows),
        )
    else:
        notify(_("The log is not intact"), "; ".join(str(problem) for problem in report.problems[:5]), tone="error")
    return redirect(url_for(".index"), 303)


@audit_room.get("/export")
@access(policies.VIEW_LOG)
def export() -> ResponseReturnValue:
    file = tempfile.SpooledTemporaryFile(max_size=MOST_IN_MEMORY)  # noqa: SIM115 - closed when the answer was sent
    services.export_audit_log(current_actor, file)
    file.seek(0)
    return send_file(
        file,
        mimetype="application/x-ndjson",
        as_attachment=True,
        download_name=f"audit-{g.tenant.slug}-{clock.today().isoformat()}.jsonl",
    )


def _wanted(form: forms.LogFilterForm) -> queries.LogFilter:
    if not form.validate():
        return queries.LogFilter()
    return queries.LogFilter(
        action=form.action.data,
        user_id=form.user_id.data,
        object_type=form.object_type.data,
        object_id=(form.object_id.data or "").strip() or None,
        since=form.since.data,
        until=form.until.data,
        before=uuid.UUID(form.before.data) if form.before.data else None,
    )


def _asked(form: forms.LogFilterForm) -> dict[str, str]:
    """What the log was narrowed to: part of the record of the reading."""
    return {field.name: str(field.data) for field in form if field.data}
