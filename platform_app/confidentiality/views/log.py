"""The audit room: who did or saw what, whether the log is intact, and its export with proof."""

import re
import tempfile
import uuid
from collections.abc import Iterator
from typing import IO, Any

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from platform_app.confidentiality import forms, labels, log_labels, policies, services
from platform_app.confidentiality.queries import log as queries
from platform_app.confidentiality.views.rooms import audit_room, people
from platform_app.core import audit, clock
from platform_app.core.access import ROLE_LABELS, access, current_actor, describe_permissions
from platform_app.core.web.flashes import notify
from platform_app.extensions import db

IDENTIFIER = re.compile(r"\s*[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\s*")
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
        permissions=describe_permissions(),
        purposes=labels.PURPOSES,
        roles=ROLE_LABELS,
        next_url=_same_filter(before=str(page.next_key)) if page.next_key else None,
        first_url=_same_filter() if wanted.before else None,
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
    file = tempfile.SpooledTemporaryFile(max_size=MOST_IN_MEMORY)  # noqa: SIM115 - closed by _chunks
    services.export_audit_log(current_actor, file)
    file.seek(0)
    name = f"audit-{g.tenant.slug}-{clock.today().isoformat()}.jsonl"
    response = Response(_chunks(file), mimetype="application/x-ndjson")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.call_on_close(file.close)
    return response


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(64 * 1024):
            yield chunk


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


def _same_filter(**key: Any) -> str:
    """The address of another page of what was asked for."""
    kept: dict[str, Any] = {
        name: value
        for name, value in request.args.items()
        if name.partition("-")[0] in queries.LogFilter.__dataclass_fields__ and name != "before"
    }
    return url_for(".index", **kept, **key)


def _asked(form: forms.LogFilterForm) -> dict[str, str]:
    """What the log was narrowed to: part of the record of the reading. What is no identifier stays out: it may be a name."""
    return {
        field.name: str(field.data)
        for field in form
        if field.data and not field.errors and (field.name != "object_id" or IDENTIFIER.fullmatch(str(field.data)))
    }
