"""The present user's notices in the present tenant; nobody else's can be asked for."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, func, select, update

from platform_app.core import clock
from platform_app.core.database import current_context
from platform_app.core.notices.models import Notice
from platform_app.extensions import db


def list_notices(limit: int = 50) -> Sequence[Notice]:
    """Newest first."""
    query = select(Notice).where(*_mine()).order_by(Notice.created_at.desc(), Notice.id.desc())
    return db.session().scalars(query.limit(limit)).all()


def count_unread() -> int:
    """For the badge in the page head."""
    query = select(func.count()).select_from(Notice).where(*_mine(), Notice.read_at.is_(None))
    return db.session().scalar(query) or 0


def mark_read(notice_id: uuid.UUID | None = None) -> None:
    """Mark one notice, or all of them, as read."""
    unread = update(Notice).where(*_mine(), Notice.read_at.is_(None))
    if notice_id is not None:
        unread = unread.where(Notice.id == notice_id)
    db.session().execute(unread.values(read_at=clock.now()))


def _mine() -> tuple[ColumnElement[bool], ...]:
    context = current_context(db.session())
    if context is None or context.tenant_id is None or context.user_id is None:
        return (false(),)
    return (Notice.tenant_id == context.tenant_id, Notice.user_id == context.user_id)
