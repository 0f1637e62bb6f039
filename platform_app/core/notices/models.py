"""A message to one user: kind, number and link, nothing else."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from platform_app.core.database import Base, TenantOwned


class Notice(TenantOwned, Base):
    """Visible to its recipient only (row-level security); ``link`` is a path of this application."""

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint(r"link ~ '^/([^/\\]|$)'", "link"),
        CheckConstraint("length(number) <= 40", "number"),
        Index("ix_notices_tenant_id_user_id", "tenant_id", "user_id", "created_at"),
    )

    user_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    number: Mapped[str]
    link: Mapped[str]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
