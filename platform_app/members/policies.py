"""Who may see and change the register of members."""

from flask_babel import lazy_gettext as _l

from platform_app.core.access import TENANT_ROLES, Actor, Permission, Role, Rule
from platform_app.members.models import ContactPerson, Organization

VIEW_MEMBERS = Permission("member:view", _l("See the register of member organizations"))
REGISTER_MEMBER = Permission("member:register", _l("Register a member organization"))
EDIT_MEMBER = Permission("member:edit", _l("Change the entry of a member organization"))
WITHDRAW_MEMBER = Permission("member:withdraw", _l("Record that a member left or came back"))
VIEW_CONTACTS = Permission("contact:view", _l("See the contact persons of a member organization"))
ADD_CONTACT = Permission("contact:add", _l("Add a contact person of a member organization"))
END_CONTACT = Permission("contact:end", _l("Record the last day of a contact person"))
EXPORT_MEMBERS = Permission("member:export", _l("Download the register of members as Excel"))

_SECRETARIAT = frozenset({Role.SECRETARIAT})
_KEEPERS = frozenset({Role.SECRETARIAT, Role.MEMBER})


def is_own_organization(actor: Actor, organization: Organization) -> bool:
    """A member acts for its own organization only; the secretariat for all."""
    return actor.role is Role.SECRETARIAT or actor.organization_id == organization.id


def is_of_own_organization(actor: Actor, contact: ContactPerson) -> bool:
    """As ``is_own_organization``, for one of its contact persons."""
    return actor.role is Role.SECRETARIAT or actor.organization_id == contact.organization_id


def may_see_contacts(actor: Actor, organization: Organization) -> bool:
    """Desk and secretariat see all contact persons, a member those of its own organization."""
    return actor.role in {Role.SECRETARIAT, Role.DESK} or actor.organization_id == organization.id


RULES: dict[Permission, Rule] = {
    VIEW_MEMBERS: Rule(TENANT_ROLES),
    REGISTER_MEMBER: Rule(_SECRETARIAT),
    EDIT_MEMBER: Rule(_KEEPERS, is_own_organization),
    WITHDRAW_MEMBER: Rule(_SECRETARIAT),
    VIEW_CONTACTS: Rule(frozenset({Role.SECRETARIAT, Role.DESK, Role.MEMBER}), may_see_contacts),
    ADD_CONTACT: Rule(_KEEPERS, is_own_organization),
    END_CONTACT: Rule(_KEEPERS, is_of_own_organization),
    EXPORT_MEMBERS: Rule(_SECRETARIAT),
}
