"""The present user's notices."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select, update

from platform_app.core import clock
from platform_app.core.notices.models import Notice
from platform_app.extensions import db


def list_notices(tenant_id: int, user_id: uuid.UUID, limit: int = 50) -> Sequence[Notice]:
    """Newest first."""
    return (
        db.session()
        .scalars(
            select(Notice)
            .where(Notice.tenant_id == tenant_id, Notice.user_id == user_id)
            .order_by(Notice.created_at.desc(), Notice.id.desc())
            .limit(limit)
        )
        .all()
    )


def count_unread(tenant_id: int, user_id: uuid.UUID) -> int:
    """For the badge in the page head."""
    return (
        db.session().scalar(
            select(func.count())
            .select_from(Notice)
            .where(Notice.tenant_id == tenant_id, Notice.user_id == user_id, Notice.read_at.is_(None))
        )
        or 0
    )


def mark_read(tenant_id: int, user_id: uuid.UUID, notice_id: uuid.UUID | None = None) -> None:
    """Mark one notice, or all of them, as read."""
    unread = update(Notice).where(Notice.tenant_id == tenant_id, Notice.user_id == user_id, Notice.read_at.is_(None))
    if notice_id is not None:
        unread = unread.where(Notice.id == notice_id)
    db.session().execute(unread.values(read_at=clock.now()))
