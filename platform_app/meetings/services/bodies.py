"""Bodies and the organizations on them."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from platform_app.core import audit
from platform_app.core.access import Actor
from platform_app.core.errors import Invalid, WrongState
from platform_app.extensions import db
from platform_app.meetings import queries
from platform_app.meetings.models import Body, BodyKind, BodyMembership, MembershipOfBody, Regime
from platform_app.members.models import Organization
from platform_app.tenants.services import hold_platform


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """What is written about a body."""

    name: str
    kind: BodyKind
    regime: Regime
    established_on: date
    parent_id: uuid.UUID | None = None
    theme: str | None = None
    legal_bases: Sequence[str] = ()
    taken_from: str | None = None
    dissolved_on: date | None = None


def found_body(actor: Actor, *, facts: BodyFacts) -> Body:
    """Found a body, or take in an existing one with its legal bases. It comes last in the list."""
    hold_platform(actor.tenant_id)
    last = db.session.scalar(select(func.max(Body.position)).where(Body.tenant_id == actor.tenant_id))
    body = Body(tenant_id=actor.tenant_id, position=(last or 0) + 1, **_checked(actor, facts, None))
    db.session.add(body)
    db.session.flush()
    audit.record("body:found", body, changes={"kind": str(body.kind), "regime": str(body.regime)})
    return body


def change_body(actor: Actor, body: Body, *, facts: BodyFacts) -> None:
    """Change what is written about a body, dissolve it, or hang it elsewhere in the tree."""
    hold_platform(actor.tenant_id)
    db.session.refresh(body)
    wanted = _checked(actor, facts, body)
    was_dissolved = body.dissolved_on is not None
    for name, value in wanted.items():
        if getattr(body, name) != value:
            setattr(body, name, value)
    changes = audit.changes_of(body)
    if changes:
        audit.record(
            "body:dissolve" if body.dissolved_on and not was_dissolved else "body:change", body, changes=changes
        )
    db.session.flush()


def join_body(actor: Actor, body: Body, *, organization_id: uuid.UUID, from_on: date, is_chair: bool) -> BodyMembership:
    """Seat an organization on a body. A body has one chair: a new one takes the place of the present."""
    db.session.refresh(body, with_for_update=True)
    if body.dissolved_on is not None:
        raise WrongState(_("This body was dissolved."))
    if db.session.get(Organization, (actor.tenant_id, organization_id)) is None:
        raise Invalid(_("Choose an organization of this platform."), "organization_id")
    if from_on < body.established_on:
        raise Invalid(_("Nobody sits on a body before it was founded."), "from_on")
    present = [row.membership for row in queries.list_memberships(body) if row.membership.to_on is None]
    if any(membership.organization_id == organization_id for membership in present):
        raise Invalid(_("This organization sits on the body already."), "organization_id")
    if is_chair:
        for membership in present:
            membership.is_chair = False
    membership = BodyMembership(
        tenant_id=actor.tenant_id, body_id=body.id, organization_id=organization_id, from_on=from_on, is_chair=is_chair
    )
    db.session.add(membership)
    db.session.flush()
    audit.record(
        "body:join",
        body,
        changes={"organization": str(organization_id), "from_on": from_on.isoformat(), "chair": is_chair},
    )
    return membership


def leave_body(actor: Actor, subject: MembershipOfBody, *, to_on: date) -> None:
    """Record an organization's last day on a body; the entry stays."""
    membership = subject.membership
    db.session.refresh(membership, with_for_update=True)
    if membership.to_on is not None:
        raise WrongState(_("This organization has left the body already."))
    if to_on < membership.from_on:
        raise Invalid(_("The last day must not lie before the first."), "to_on")
    membership.to_on, membership.is_chair = to_on, False
    db.session.flush()
    audit.record(
        "body:leave",
        subject.body,
        changes={"organization": str(membership.organization_id), "to_on": to_on.isoformat()},
    )


def _checked(actor: Actor, facts: BodyFacts, body: Body | None) -> dict[str, object]:
    if facts.dissolved_on is not None and facts.dissolved_on < facts.established_on:
        raise Invalid(_("The last day must not lie before the first."), "dissolved_on")
    if facts.parent_id is not None:
        _check_parent(actor, facts.parent_id, body)
    if facts.kind is BodyKind.COUNCIL_TIER and facts.regime is not Regime.COUNCIL:
        raise Invalid(_("A tier of the council sits under the council's rules."), "regime")
    if facts.regime is Regime.STATUTORY_CONFERENCE and not facts.legal_bases:
        raise Invalid(_("Name the statute that this conference rests on."), "legal_bases")
    return {**asdict(facts), "legal_bases": list(facts.legal_bases)}


def _check_parent(actor: Actor, parent_id: uuid.UUID, body: Body | None) -> None:
    """The parent is a body of this platform, and not the body itself or one below it."""
    seen: set[uuid.UUID] = set()
    here: uuid.UUID | None = parent_id
    while here is not None and here not in seen:
        if body is not None and here == body.id:
            raise Invalid(_("A body cannot stand below itself."), "parent_id")
        seen.add(here)
        found = queries.get_body(actor.tenant_id, here)
        if found is None:
            raise Invalid(_("Choose a body of this platform."), "parent_id")
        here = found.parent_id
