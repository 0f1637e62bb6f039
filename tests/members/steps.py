"""What the tests of members and resources share: acting as someone of the test world, and a look into the log."""

import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select

from platform_app.core.access import Actor
from platform_app.core.audit import AuditEvent
from platform_app.core.database import Context, DbRole, bind_context
from platform_app.extensions import db
from platform_app.members import services
from platform_app.members.models import OrganizationKind
from platform_app.tenants.gate import actor_of
from platform_app.tenants.models import Seat
from tests.support.world import Place, as_seat

NUMBERS = itertools.count(1)


@contextmanager
def acting(app: Flask, place: Place, name: str) -> Iterator[Actor]:
    """The database as this person sees it, and the person as actor; committed at the end."""
    with app.app_context():
        bind_context(db.session, as_seat(place, name))
        seat = db.session.get(Seat, (place.tenant_id, place.id(f"seat.{name}")))
        assert seat is not None
        yield actor_of(seat)
        db.session.commit()


def new_member(app: Flask, place: Place, **facts: Any) -> uuid.UUID:
    """A member of their own for one test."""
    data = {
        "name": f"{place.word}試験団体{next(NUMBERS)}",
        "name_kana": "シケンダンタイ",
        "kind": OrganizationKind.NPO,
        "member_class_id": place.id("class"),
        "fields": ["food"],
        "is_public": False,
        **facts,
    }
    with acting(app, place, "secretariat") as actor:
        return services.register_member(actor, data=data, joined_on=date(2024, 4, 1)).id


def events(app: Flask, place: Place, action: str, object_id: object = None) -> list[AuditEvent]:
    """The log of a tenant as its auditor reads it, oldest first."""
    with app.app_context():
        bind_context(db.session, Context(place.tenant_id, None, None, DbRole.AUDITOR))
        query = select(AuditEvent).where(AuditEvent.tenant_id == place.tenant_id, AuditEvent.action == action)
        if object_id is not None:
            query = query.where(AuditEvent.object_id == str(object_id))
        found = list(db.session.scalars(query.order_by(AuditEvent.id)))
        db.session.expunge_all()
        return found


def era(name: str, day: date) -> dict[str, str]:
    """The parts of a date as the form sends them."""
    return {
        f"{name}-era": "西暦", f"{name}-year": str(day.year), f"{name}-month": str(day.month), f"{name}-day": str(day.day)
    }  # fmt: skip
