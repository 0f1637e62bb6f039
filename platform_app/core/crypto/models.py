"""Data keys, wrapped upward: case by tenant, tenant and installation by the master key."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from platform_app.core.database import Base, TenantOwned, enum_column, values_check


class KeyScope(StrEnum):
    """What one key opens."""

    INSTALLATION = "installation"
    """Accounts. One row, of tenant 0, readable in every context."""
    TENANT = "tenant"
    """A tenant's own personal data outside cases."""
    CASE = "case"
    """One case; ``subject_id`` is the case."""


class DataKey(TenantOwned, Base):
    """A wrapped key. ``wrapped`` is ``None`` once the key was destroyed; the row stays as proof of when."""

    __tablename__ = "data_keys"
    __table_args__ = (
        CheckConstraint(values_check("scope", KeyScope), "scope"),
        CheckConstraint("scope <> 'installation' OR tenant_id = 0", "installation"),
        CheckConstraint("(scope = 'case') = (subject_id IS NOT NULL)", "subject"),
        CheckConstraint("(wrapped IS NULL) = (destroyed_at IS NOT NULL)", "destroyed"),
        Index("uq_data_keys_scope", "tenant_id", "scope", unique=True, postgresql_where="scope <> 'case'"),
        Index("uq_data_keys_case", "tenant_id", "subject_id", unique=True, postgresql_where="scope = 'case'"),
    )

    scope: Mapped[KeyScope] = mapped_column(enum_column(KeyScope))
    subject_id: Mapped[uuid.UUID | None]
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]
