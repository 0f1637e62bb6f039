"""The verbs of the register: register, change, withdraw, readmit a member; add and end a contact person."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from platform_app.core import audit, clock
from platform_app.core.access import Actor, Role
from platform_app.core.errors import Changed, Invalid, WrongState
from platform_app.core.japanese import (
    full_width_kana,
    normalize_corporate_number,
    normalize_post_code,
    search_key,
    to_katakana,
)
from platform_app.extensions import db
from platform_app.members import queries
from platform_app.members.models import ContactPerson, MemberStatus, Office, Organization

EDITABLE = (
    "name", "name_kana", "kind", "corporate_number", "member_class_id", "postal_code", "address", "phone", "url",
    "fields", "activities", "is_public",
)  # fmt: skip
EDITABLE_BY_MEMBER = frozenset(EDITABLE) - {"name", "name_kana", "kind", "corporate_number", "member_class_id"}
MAIN_OFFICE = "本部"
"""Data of the tenant, not a word of the interface: it stands in the register and in its Excel."""


def register_member(
    actor: Actor, *, data: Mapping[str, Any], joined_on: date, allow_alike: bool = False
) -> Organization:
    """Enter an organization as a member, with its main office.

    Raises ``Invalid`` on a corporate number whose check digit is wrong, on a joining day in the future and,
    unless ``allow_alike``, when an organization with the same normal name stands in the register.
    """
    facts = _normal({name: data[name] for name in EDITABLE if name in data})
    if joined_on > clock.today():
        raise Invalid(_("The day of joining must not lie in the future."), "joined_on")
    if not allow_alike and queries.find_alike(actor.tenant_id, facts["name"]):
        raise Invalid(
            _(
                "An organization of this name is in the register already. Tick the box at the end if this is another one."
            ),
            "name",
        )
    now = clock.now()
    organization = Organization(
        tenant_id=actor.tenant_id,
        **facts,
        joined_on=joined_on,
        search_key=key_of(facts["name"], facts["name_kana"], facts.get("address")),
        created_at=now,
        updated_at=now,
    )
    db.session.add(organization)
    db.session.flush()
    db.session.add(
        Office(
            tenant_id=actor.tenant_id,
            organization_id=organization.id,
            name=MAIN_OFFICE,
            is_main=True,
            address=organization.address,
            phone=organization.phone,
        )
    )
    audit.record("member:register", organization)
    db.session.flush()
    return organization


def edit_member(actor: Actor, organization: Organization, *, data: Mapping[str, Any], seen_version: int) -> None:
    """Change an entry. A member organization changes only what it says of itself.

    Raises ``Changed`` when someone else changed it since the form was opened, ``WrongState`` when it has left.
    """
    _lock(organization)
    _need_not_withdrawn(organization)
    if organization.version != seen_version:
        raise Changed(_("Someone else changed this entry meanwhile. Compare it with what you typed and save again."))
    allowed = EDITABLE if actor.role is Role.SECRETARIAT else EDITABLE_BY_MEMBER
    for name, value in _normal({name: value for name, value in data.items() if name in allowed}).items():
        setattr(organization, name, value)
    changes = audit.changes_of(organization)
    if changes:
        organization.search_key = key_of(organization.name, organization.name_kana, organization.address)
        organization.updated_at = clock.now()
        audit.record("member:edit", organization, changes=changes)
    db.session.flush()


def withdraw_member(actor: Actor, organization: Organization, *, left_on: date) -> None:
    """Record that a member left; its entry and history stay, its resources leave the list."""
    _lock(organization)
    _need_not_withdrawn(organization)
    if left_on < organization.joined_on:
        raise Invalid(_("The last day must not lie before the day of joining."), "left_on")
    if left_on > clock.today():
        raise Invalid(_("The last day must not lie in the future. Record it when it has come."), "left_on")
    organization.status, organization.left_on = MemberStatus.WITHDRAWN, left_on
    organization.updated_at = clock.now()
    audit.record("member:withdraw", organization, changes={"left_on": [None, left_on.isoformat()]})
    db.session.flush()


def readmit_member(actor: Actor, organization: Organization) -> None:
    """Take back a member that had left."""
    _lock(organization)
    if organization.left_on is None:
        raise WrongState(_("This organization is a member already."))
    left_on = organization.left_on.isoformat()
    organization.status, organization.left_on = MemberStatus.ACTIVE, None
    organization.updated_at = clock.now()
    audit.record("member:readmit", organization, changes={"left_on": [left_on, None]})
    db.session.flush()


def add_contact(
    actor: Actor,
    organization: Organization,
    *,
    name: str,
    starts_on: date,
    name_kana: str | None = None,
    post: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    is_primary: bool = False,
) -> ContactPerson:
    """Add a contact person; a new first contact takes the place of the present one."""
    _lock(organization)
    _need_not_withdrawn(organization)
    if is_primary:
        for other in queries.list_contacts_from(actor.tenant_id, organization.id, clock.today()):
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


def end_contact(actor: Actor, contact: ContactPerson, *, ends_on: date) -> None:
    """Record a contact person's last day."""
    db.session.refresh(contact, with_for_update=True)
    if ends_on < contact.starts_on:
        raise Invalid(_("The last day must not lie before the first."), "ends_on")
    contact.ends_on = ends_on
    audit.record("contact:end", contact, changes={"ends_on": ends_on.isoformat()})
    db.session.flush()


def record_export(rows: Sequence[Any]) -> None:
    """Write down that these members (rows of ``members_list``) left the platform as a file."""
    audit.record("member:export", object_type="organizations", shown=[row[0] for row in rows])


def key_of(name: str, name_kana: str, address: str | None = None) -> str:
    """The normal form that one search box looks in: name, kana and address, one a line."""
    return "\n".join(search_key(text) for text in (name, name_kana, address or ""))


def _lock(organization: Organization) -> None:
    """Read the row anew and hold it, so that of two savings at once the second sees the first."""
    db.session.refresh(organization, with_for_update=True)


def _need_not_withdrawn(organization: Organization) -> None:
    if organization.status is MemberStatus.WITHDRAWN:
        raise WrongState(_("This organization has left the platform. Readmit it first."))


def _normal(facts: dict[str, Any]) -> dict[str, Any]:
    """Bring numbers and kana to the one form they are kept in; raises ``Invalid`` at the field that has none."""
    normal = dict(facts)
    for name, form in (("corporate_number", normalize_corporate_number), ("postal_code", normalize_post_code)):
        if normal.get(name):
            try:
                normal[name] = form(normal[name])
            except ValueError as error:
                raise Invalid(str(error), name) from error
    if normal.get("name_kana"):
        normal["name_kana"] = to_katakana(full_width_kana(normal["name_kana"]))
    return normal
