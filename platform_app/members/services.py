"""The verbs of the register: register, change, withdraw, readmit a member; add and end a contact person."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.errors import Invalid, WrongState
from platform_app.core.japanese import is_corporate_number, search_key
from platform_app.extensions import db
from platform_app.members import queries
from platform_app.members.models import ContactPerson, MemberStatus, Office, Organization

EDITABLE = (
    "name", "name_kana", "kind", "corporate_number", "member_class_id", "postal_code", "address", "phone", "url",
    "fields", "activities", "is_public",
)  # fmt: skip
EDITABLE_BY_MEMBER = frozenset(EDITABLE) - {"name", "name_kana", "kind", "corporate_number", "member_class_id"}


def register_member(actor: Actor, *, data: Mapping[str, Any], joined_on: date, allow_alike: bool = False) -> Organization:
    """Enter an organization as a member, with its main office.

    Raises ``Invalid`` on a corporate number whose check digit is wrong, on a joining day in the future and,
    unless ``allow_alike``, when an organization with the same normal name stands in the register.
    """
    _check(data)
    if joined_on > clock.today():
        raise Invalid(_("The day of joining must not lie in the future."), "joined_on")
    if not allow_alike and queries.find_alike(actor.tenant_id, data["name"]):
        raise Invalid(
            _("An organization of this name is in the register already. Tick the box below if this is another one."),
            "name",
        )
    now = clock.now()
    organization = Organization(
        tenant_id=actor.tenant_id,
        **{name: data.get(name) for name in EDITABLE if name in data},
        joined_on=joined_on,
        search_key=_search_key(data),
        created_at=now,
        updated_at=now,
    )
    db.session.add(organization)
    db.session.flush()
    db.session.add(
        Office(
            tenant_id=actor.tenant_id,
            organization_id=organization.id,
            name=_("Main office"),
            is_main=True,
            address=organization.address,
            phone=organization.phone,
        )
    )
    audit.record("member:register", organization)
    db.session.flush()
    return organization


def edit_member(actor: Actor, organization: Organization, *, data: Mapping[str, Any], seen_version: int) -> None:
    """Change an entry. A member organization changes only what it may publish about itself.

    Raises ``WrongState`` when someone else changed it since the form was opened, and when it has left.
    """
    _need_not_withdrawn(organization)
    if organization.version != seen_version:
        raise WrongState(_("Someone else changed this entry meanwhile. Compare it with your text and save again."))
    allowed = EDITABLE if actor.organization_id is None else EDITABLE_BY_MEMBER
    wanted = {name: value for name, value in data.items() if name in allowed}
    _check(wanted)
    for name, value in wanted.items():
        setattr(organization, name, value)
    organization.search_key = _search_key({**_facts(organization), **wanted})
    changes = audit.changes_of(organization, leave_out=("search_key", "updated_at", "version"))
    if changes:
        organization.updated_at = clock.now()
        audit.record("member:edit", organization, changes=changes)
    db.session.flush()


def withdraw_member(actor: Actor, organization: Organization, *, left_on: date) -> None:  # noqa: ARG001 - who is in the audit context
    """Record that a member left; its entry and history stay."""
    _need_not_withdrawn(organization)
    if left_on < organization.joined_on:
        raise Invalid(_("The day of leaving must not lie before the day of joining."), "left_on")
    organization.status, organization.left_on = MemberStatus.WITHDRAWN, left_on
    organization.updated_at = clock.now()
    audit.record("member:withdraw", organization, changes={"left_on": left_on.isoformat()})
    db.session.flush()


def readmit_member(actor: Actor, organization: Organization) -> None:  # noqa: ARG001 - who is in the audit context
    """Take back a member that had left."""
    if organization.status is not MemberStatus.WITHDRAWN:
        raise WrongState(_("This organization is a member already."))
    organization.status, organization.left_on = MemberStatus.ACTIVE, None
    organization.updated_at = clock.now()
    audit.record("member:readmit", organization)
    db.session.flush()


def add_contact(
    actor: Actor,
    organization: Organization,
    *,
    name: str,
    name_kana: str | None,
    post: str | None,
    phone: str | None,
    email: str | None,
    starts_on: date,
    is_primary: bool,
) -> ContactPerson:
    """Add a contact person; a new primary one takes the place of the present."""
    _need_not_withdrawn(organization)
    if is_primary:
        for other in queries.list_contacts(actor.tenant_id, organization.id, clock.today()):
            other.is_primary = False
    contact = ContactPerson(
        tenant_id=actor.tenant_id,
        organization_id=organization.id,
        post=post,
        is_primary=is_primary,
        starts_on=starts_on,
        name=name,
        name_kana=name_kana,
        phone=phone,
        email=email,
    )
    db.session.add(contact)
    audit.record("contact:add", contact)
    db.session.flush()
    return contact


def end_contact(actor: Actor, contact: ContactPerson, *, ends_on: date) -> None:  # noqa: ARG001 - who is in the audit context
    """Record a contact person's last day."""
    if ends_on < contact.starts_on:
        raise Invalid(_("The last day must not lie before the first."), "ends_on")
    contact.ends_on, contact.is_primary = ends_on, False
    audit.record("contact:end", contact, changes={"ends_on": ends_on.isoformat()})
    db.session.flush()


def _need_not_withdrawn(organization: Organization) -> None:
    if organization.status is MemberStatus.WITHDRAWN:
        raise WrongState(_("This organization has left the platform. Readmit it first."))


def _check(data: Mapping[str, Any]) -> None:
    number = data.get("corporate_number")
    if number and not is_corporate_number(number):
        raise Invalid(
            _("The corporate number is not right: it has 13 digits, the first of which checks the others."),
            "corporate_number",
        )


def _search_key(data: Mapping[str, Any]) -> str:
    """Name, kana and address in one normal form, so that one box finds any of them."""
    return search_key(data.get("name") or "") + "\n" + search_key(
        " ".join(filter(None, (data.get("name_kana"), data.get("address"))))
    )


def _facts(organization: Organization) -> dict[str, Any]:
    return {name: getattr(organization, name) for name in EDITABLE}
