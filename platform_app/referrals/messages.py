"""The room's notices: a number and a link to the other side, never content."""

import uuid
from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from platform_app.core.notices import notify, register_kind
from platform_app.extensions import db
from platform_app.referrals import queries
from platform_app.referrals.models import Referral
from platform_app.tenants.models import Tenant

KINDS = {
    "send": _l("Referral %(number)s has arrived."),
    "recall": _l("Referral %(number)s was recalled."),
    "void": _l("Referral %(number)s was entered in error and withdrawn."),
    "accept": _l("Referral %(number)s was accepted."),
    "decline": _l("Referral %(number)s was declined. Please plan the next step."),
    "work": _l("Support began for referral %(number)s."),
    "hold": _l("Referral %(number)s was put on hold. Please plan the next step."),
    "report": _l("The outcome of referral %(number)s was reported."),
    "fail": _l("Referral %(number)s failed. Please plan the next step."),
    "return": _l("Referral %(number)s came back without an answer. Please plan the next step."),
    "consent": _l("The consent behind referral %(number)s was withdrawn. Please stop using what you were told."),
}
for _name, _sentence in KINDS.items():
    register_kind(f"referral.{_name}", _sentence)


def tell_receiver(referral: Referral, kind: str) -> None:
    """Tell the office it went to."""
    users = queries.list_office_users(
        referral.tenant_id, referral.recipient_organization_id, referral.recipient_office_id
    )
    tell(users, kind, referral.tenant_id, referral.number, referral.id)


def tell_desk(referral: Referral, kind: str) -> None:
    """Tell the desk that sent it."""
    users = queries.list_desk_users(referral.tenant_id, referral.desk_id)
    tell(users, kind, referral.tenant_id, referral.number, referral.id)


def tell(users: Iterable[uuid.UUID], kind: str, tenant_id: int, number: str, referral_id: uuid.UUID) -> None:
    """Put a notice before people, linked to the referral's page."""
    tenant = db.session.get_one(Tenant, tenant_id)
    notify(users, f"referral.{kind}", number, f"/t/{tenant.slug}/referrals/{referral_id}")
