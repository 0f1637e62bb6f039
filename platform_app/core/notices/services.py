"""Telling people that something happened."""

import uuid
from collections.abc import Iterable

from sqlalchemy import insert

from platform_app.core import clock
from platform_app.core.database import current_context, new_id
from platform_app.core.jobs import defer
from platform_app.core.notices.kinds import KINDS
from platform_app.core.notices.models import Notice
from platform_app.extensions import db


def notify(users: Iterable[uuid.UUID], kind: str, number: str, link: str, *, mail: bool = True) -> None:
    """Tell users of the present tenant, in the current transaction; each gets a mail too unless it was read before.

    ``number`` is the human number (鳥市-R5-0142), ``link`` a path. Anything else has no place in a message.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no kind of notice called {kind}")
    if not link.startswith("/") or link.startswith("//"):
        raise ValueError("the link of a notice is a path")
    session = db.session()
    context = current_context(session)
    if context is None or context.tenant_id is None:
        raise ValueError("a notice needs the context of a tenant")
    for user_id in dict.fromkeys(users):
        notice_id = new_id()
        session.execute(
            insert(Notice)
            .inline()
            .values(
                tenant_id=context.tenant_id,
                id=notice_id,
                user_id=user_id,
                kind=kind,
                number=number,
                link=link,
                created_at=clock.now(),
            )
        )
        if mail:
            defer("mail.notice", {"notice": notice_id, "user": user_id})
