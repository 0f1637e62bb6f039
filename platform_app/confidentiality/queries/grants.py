"""Cases opened to appointed people. What a person may read is decided by the database; nothing here widens it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select

from platform_app.accounts.models import User
from platform_app.cases.models import Case
from platform_app.confidentiality.models import AccessGrant, GrantOfCase, Recusal, RecusalOfCase
from platform_app.core import clock
from platform_app.core.database import current_context
from platform_app.core.web.pagination import Page, paginate
from platform_app.extensions import db


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant with the person it was given to."""

    grant: AccessGrant
    user: User | None

    @property
    def is_live(self) -> bool:
        """Not revoked and within its days; whether it opens the case also depends on appointment, signature, recusal."""
        return self.grant.revoked_at is None and self.grant.starts_on <= clock.today() <= self.grant.ends_on


@dataclass(frozen=True, slots=True)
class RecusalRow:
    """A recusal with the person it shuts out."""

    recusal: Recusal
    user: User | None


def list_opened_cases(tenant_id: int, user_id: uuid.UUID) -> Page[GrantOfCase]:
    """The cases that this person may read today, without anything that identifies a person."""
    page = paginate(
        db.session(),
        select(AccessGrant, Case)
        .join(Case, and_(Case.tenant_id == AccessGrant.tenant_id, Case.id == AccessGrant.case_id))
        .where(*_live(tenant_id, user_id))
        .order_by(AccessGrant.ends_on, Case.number, AccessGrant.id),
    )
    return Page([GrantOfCase(grant, case) for grant, case in page], page.number, page.size, page.total)


def count_own_grants(tenant_id: int, user_id: uuid.UUID) -> int:
    """Live grants of a person, also those that open nothing yet because the undertaking is not signed."""
    return db.session.scalar(select(func.count()).select_from(AccessGrant).where(*_live(tenant_id, user_id))) or 0


def get_opened_case(tenant_id: int, case_id: uuid.UUID) -> GrantOfCase | None:
    """A case with the grant that opens it to the person acting; the one that lasts longest if there are several."""
    context = current_context(db.session)
    if context is None or context.user_id is None:
        return None
    row = db.session.execute(
        select(AccessGrant, Case)
        .join(Case, and_(Case.tenant_id == AccessGrant.tenant_id, Case.id == AccessGrant.case_id))
        .where(*_live(tenant_id, context.user_id), Case.id == case_id)
        .order_by(AccessGrant.ends_on.desc(), AccessGrant.id)
        .limit(1)
    ).one_or_none()
    return GrantOfCase(*row) if row else None


def get_grant(tenant_id: int, grant_id: uuid.UUID) -> GrantOfCase | None:
    """A grant on a case in sight."""
    row = db.session.execute(
        select(AccessGrant, Case)
        .join(Case, and_(Case.tenant_id == AccessGrant.tenant_id, Case.id == AccessGrant.case_id))
        .where(AccessGrant.tenant_id == tenant_id, AccessGrant.id == grant_id)
    ).one_or_none()
    return GrantOfCase(*row) if row else None


def get_recusal(tenant_id: int, recusal_id: uuid.UUID) -> RecusalOfCase | None:
    """A recusal on a case in sight."""
    row = db.session.execute(
        select(Recusal, Case)
        .join(Case, and_(Case.tenant_id == Recusal.tenant_id, Case.id == Recusal.case_id))
        .where(Recusal.tenant_id == tenant_id, Recusal.id == recusal_id)
    ).one_or_none()
    return RecusalOfCase(*row) if row else None


def list_grants(case: Case) -> list[GrantRow]:
    """Every grant on a case, the newest first; ended ones too."""
    rows = db.session.execute(
        select(AccessGrant, User)
        .outerjoin(User, User.id == AccessGrant.user_id)
        .where(AccessGrant.tenant_id == case.tenant_id, AccessGrant.case_id == case.id)
        .order_by(AccessGrant.granted_at.desc(), AccessGrant.id.desc())
    )
    return [GrantRow(*row) for row in rows]


def list_recusals(case: Case) -> list[RecusalRow]:
    """Recusals on a case that were not lifted."""
    rows = db.session.execute(
        select(Recusal, User)
        .outerjoin(User, User.id == Recusal.user_id)
        .where(Recusal.tenant_id == case.tenant_id, Recusal.case_id == case.id, Recusal.lifted_at.is_(None))
        .order_by(Recusal.declared_at, Recusal.id)
    )
    return [RecusalRow(*row) for row in rows]


def find_live_grant(case: Case, appointment_id: uuid.UUID, *, since: date, until: date) -> AccessGrant | None:
    """A grant on this case by the same appointment that shares a day with the period."""
    return db.session.scalars(
        select(AccessGrant)
        .where(
            AccessGrant.tenant_id == case.tenant_id,
            AccessGrant.case_id == case.id,
            AccessGrant.appointment_id == appointment_id,
            AccessGrant.revoked_at.is_(None),
            AccessGrant.starts_on <= until,
            AccessGrant.ends_on >= since,
        )
        .limit(1)
    ).one_or_none()


def find_recusal(tenant_id: int, case_id: uuid.UUID, user_id: uuid.UUID) -> Recusal | None:
    """The recusal in force of one person on one case."""
    return db.session.scalars(
        select(Recusal)
        .where(
            Recusal.tenant_id == tenant_id,
            Recusal.case_id == case_id,
            Recusal.user_id == user_id,
            Recusal.lifted_at.is_(None),
        )
        .limit(1)
    ).one_or_none()


def list_users(ids: set[uuid.UUID]) -> Sequence[User]:
    """People by identifier."""
    return db.session.scalars(select(User).where(User.id.in_(ids)).order_by(User.id)).all() if ids else []


def _live(tenant_id: int, user_id: uuid.UUID) -> tuple[ColumnElement[bool], ...]:
    today = clock.today()
    return (
        AccessGrant.tenant_id == tenant_id,
        AccessGrant.user_id == user_id,
        AccessGrant.revoked_at.is_(None),
        AccessGrant.starts_on <= today,
        AccessGrant.ends_on >= today,
    )
