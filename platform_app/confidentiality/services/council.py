"""The council itself: founding, constituents, appointments, undertakings."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from platform_app.confidentiality import duty
from platform_app.confidentiality.labels import LEGAL_BASES
from platform_app.confidentiality.models import Appointment, Constituent, Council, Tier, Undertaking
from platform_app.confidentiality.queries import council as queries
from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.directory import tenant_name
from platform_app.core.errors import Invalid, NotYours, WrongState
from platform_app.core.notices import notify, register_kind
from platform_app.extensions import db
from platform_app.tenants.services import hold_platform

ACT_15 = "act_15"
"""The basis that every council has."""

register_kind(
    "council.appointed", _l("You were appointed to the council's work. Please read and sign the undertaking.")
)
register_kind("council.undertaking", _l("The undertaking of the council has a new text. Please read and sign it."))
register_kind("council.ended", _l("Your appointment to the council has an end. The duty of confidentiality stays."))


@dataclass(frozen=True, slots=True)
class CouncilFacts:
    """What is written about a council besides its undertaking."""

    name: str
    established_on: date
    legal_bases: Iterable[str] = ()
    coordinating_body_id: uuid.UUID | None = None
    coordinating_section: str | None = None


def found_council(actor: Actor, *, facts: CouncilFacts, undertaking_text: str) -> Council:
    """Found the council (Act Art. 15). A platform has one: a joint one is a platform of its own."""
    hold_platform(actor.tenant_id)
    if queries.find_council(actor.tenant_id) is not None:
        raise WrongState(_("The council has been founded already."))
    council = Council(
        tenant_id=actor.tenant_id,
        undertaking_text=_needed(undertaking_text, "undertaking_text"),
        undertaking_version=1,
        **_checked(actor, facts),
    )
    db.session.add(council)
    db.session.flush()
    audit.record("council:found", council, changes={"legal_bases": council.legal_bases})
    return council


def change_council(actor: Actor, council: Council, *, facts: CouncilFacts) -> None:
    """Correct or change what is written about the council."""
    for name, value in _checked(actor, facts).items():
        if getattr(council, name) != value:
            setattr(council, name, value)
    changes = audit.changes_of(council)
    if changes:
        audit.record("council:change", council, changes=changes)
    db.session.flush()


def change_undertaking(actor: Actor, council: Council, *, text: str, seen_version: int) -> None:
    """Give the undertaking a new text. Everyone in office signs anew; until then nobody of them reads a case."""
    council = _locked_council(actor, council.id)
    text = _needed(text, "undertaking_text")
    if council.undertaking_version != seen_version:
        raise WrongState(_("Someone else changed the text meanwhile. Read it and decide again."))
    if text == council.undertaking_text.strip():
        raise Invalid(_("This is the present text."), "undertaking_text")
    council.undertaking_text, council.undertaking_version = text, council.undertaking_version + 1
    db.session.flush()
    audit.record("undertaking:change-text", council, changes={"version": council.undertaking_version})
    people = {row.appointment.user_id for row in queries.list_appointed(council, clock.today())}
    _tell(actor, people, "council.undertaking")


def add_constituent(
    actor: Actor, council: Council, *, organization_id: uuid.UUID | None, name: str | None, from_on: date
) -> Constituent:
    """Add an organization or an individual (Art. 15 knows both) as a constituent."""
    name = (name or "").strip() or None
    if (organization_id is None) == (name is None):
        raise Invalid(
            _("Choose an organization, or enter the name of an individual: one of the two."), "organization_id"
        )
    if from_on < council.established_on:
        raise Invalid(_("Nobody constitutes the council before it was founded."), "from_on")
    _locked_council(actor, council.id)
    if organization_id is not None:
        _check_organization(actor, organization_id, "organization_id")
        rows = queries.list_constituents(council)
        if any(row.constituent.organization_id == organization_id and row.constituent.to_on is None for row in rows):
            raise Invalid(_("This organization is a constituent already."), "organization_id")
    constituent = Constituent(
        tenant_id=actor.tenant_id, council_id=council.id, organization_id=organization_id, from_on=from_on, name=name
    )
    db.session.add(constituent)
    db.session.flush()
    audit.record("constituent:add", constituent, changes={"kind": "organization" if organization_id else "individual"})
    return constituent


def end_constituent(actor: Actor, constituent: Constituent, *, to_on: date) -> None:
    """Record a constituent's last day."""
    db.session.refresh(constituent, with_for_update=True)
    if constituent.to_on is not None:
        raise WrongState(_("This constituent has left already."))
    if to_on < constituent.from_on:
        raise Invalid(_("The last day must not lie before the first."), "to_on")
    constituent.to_on = to_on
    audit.record("constituent:end", constituent, changes={"to_on": to_on.isoformat()})
    db.session.flush()


def appoint(
    actor: Actor,
    council: Council,
    *,
    user_id: uuid.UUID,
    tier: Tier,
    organization_id: uuid.UUID | None,
    starts_on: date,
    ends_on: date | None,
) -> Appointment:
    """Appoint someone who holds a seat as council member. From then on the duty of Art. 18 binds, for good."""
    _locked_council(actor, council.id)
    if user_id not in {user.id for user in queries.list_appointable(actor.tenant_id, clock.today())}:
        raise Invalid(_("Choose someone who holds a seat as council member."), "user_id")
    if organization_id is not None:
        _check_organization(actor, organization_id, "organization_id")
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(_("The last day must not lie before the first."), "ends_on")
    if starts_on < council.established_on:
        raise Invalid(_("Nobody is appointed before the council was founded."), "starts_on")
    appointment = Appointment(
        tenant_id=actor.tenant_id,
        council_id=council.id,
        user_id=user_id,
        organization_id=organization_id,
        tier=tier,
        starts_on=starts_on,
        ends_on=ends_on,
        appointed_by=actor.user_id,
        created_at=clock.now(),
    )
    if queries.find_overlapping(appointment) is not None:
        raise Invalid(_("This person is appointed to this tier in that period already."), "starts_on")
    db.session.add(appointment)
    db.session.flush()
    audit.record("appointment:make", appointment, changes={"tier": str(tier), "user": str(user_id)})
    _tell(actor, {user_id}, "council.appointed")
    return appointment


def end_appointment(actor: Actor, appointment: Appointment, *, ends_on: date) -> None:
    """Set the last day of an appointment. Access ends with that day; the entry in the ledger and the duty stay."""
    appointment = _locked_appointment(actor, appointment.id)
    if appointment.ends_on is not None and appointment.ends_on < clock.today():
        raise WrongState(_("This appointment has ended already."))
    if ends_on < appointment.starts_on:
        raise Invalid(_("The last day must not lie before the first."), "ends_on")
    appointment.ends_on = ends_on
    audit.record("appointment:end", appointment, changes={"ends_on": ends_on.isoformat()})
    db.session.flush()
    _tell(actor, {appointment.user_id}, "council.ended")


def sign_undertaking(actor: Actor, appointment: Appointment, *, version: int) -> Undertaking:
    """Sign on screen, for oneself. What was shown is kept, word for word, with the time."""
    council = _locked_council(actor, appointment.council_id, for_update=False)
    if appointment.user_id != actor.user_id:
        raise NotYours(_("This was not found."))
    today = clock.today()
    if appointment.ends_on is not None and appointment.ends_on < today:
        raise WrongState(_("This appointment has ended already."))
    if council.undertaking_version != version:
        raise WrongState(_("The text has changed since this page was opened. Read it and sign again."))
    signed = select(Undertaking.id).where(
        Undertaking.tenant_id == actor.tenant_id,
        Undertaking.appointment_id == appointment.id,
        Undertaking.text_version == version,
    )
    if db.session.scalar(signed) is not None:
        raise WrongState(_("You have signed this text already."))
    undertaking = Undertaking(
        tenant_id=actor.tenant_id,
        appointment_id=appointment.id,
        user_id=actor.user_id,
        text_version=version,
        text_shown=duty.text_to_sign(council, since=appointment.starts_on, until=appointment.ends_on or today),
        signed_at=clock.now(),
    )
    db.session.add(undertaking)
    db.session.flush()
    audit.record(
        "undertaking:sign",
        undertaking,
        changes={"appointment": str(appointment.id), "version": version},
        authority="appointment",
        authority_id=appointment.id,
    )
    return undertaking


def _locked_council(actor: Actor, council_id: uuid.UUID, *, for_update: bool = True) -> Council:
    query = select(Council).where(Council.tenant_id == actor.tenant_id, Council.id == council_id)
    if for_update:
        query = query.with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _locked_appointment(actor: Actor, appointment_id: uuid.UUID) -> Appointment:
    return db.session.scalars(
        select(Appointment)
        .where(Appointment.tenant_id == actor.tenant_id, Appointment.id == appointment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _checked(actor: Actor, facts: CouncilFacts) -> dict[str, object]:
    if facts.established_on > clock.today():
        raise Invalid(_("The day of founding must not lie in the future."), "established_on")
    if facts.coordinating_body_id is not None:
        _check_organization(actor, facts.coordinating_body_id, "coordinating_body_id")
    chosen = {ACT_15, *facts.legal_bases}
    return {
        "name": _needed(facts.name, "name"),
        "established_on": facts.established_on,
        "legal_bases": [code for code in LEGAL_BASES if code in chosen],
        "coordinating_body_id": facts.coordinating_body_id,
        "coordinating_section": (facts.coordinating_section or "").strip() or None,
    }


def _check_organization(actor: Actor, organization_id: uuid.UUID, field: str) -> None:
    if queries.find_organization(actor.tenant_id, organization_id) is None:
        raise Invalid(_("Choose an organization of this platform."), field)


def _needed(text: str, field: str) -> str:
    if not text.strip():
        raise Invalid(_("This must not be empty."), field)
    return text.strip()


def _tell(actor: Actor, users: Iterable[uuid.UUID], kind: str) -> None:
    notify(users, kind, "", f"/t/{tenant_name(actor.tenant_id)}/council")
