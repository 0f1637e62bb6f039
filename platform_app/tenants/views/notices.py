"""One's own notices in a platform: number and link."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from platform_app.core import notices
from platform_app.core.access import access
from platform_app.core.notices.kinds import KINDS
from platform_app.extensions import db
from platform_app.tenants import policies
from platform_app.tenants.views.rooms import notices_room


@notices_room.get("/")
@access(policies.READ_NOTICES)
def index() -> ResponseReturnValue:
    rows = [
        (notice, KINDS[notice.kind].text(notice.number)) for notice in notices.list_notices() if notice.kind in KINDS
    ]
    return render_template("tenants/notices.html", rows=rows)


@notices_room.post("/read")
@access(policies.READ_NOTICES)
def read() -> ResponseReturnValue:
    notices.mark_read()
    db.session.commit()
    return redirect(url_for("tenants_notices.index"), code=303)
