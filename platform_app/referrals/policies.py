"""What may be done with a referral: the sending desk and the receiving organization, and nobody else."""

from flask_babel import lazy_gettext as _l

from platform_app.cases.models import Case
from platform_app.core.access import Actor, Permission, Role, Rule
from platform_app.referrals.models import Referral
from platform_app.referrals.queries import Handover

VIEW_REFERRALS = Permission("referral:view", _l("See the referrals one sent or received"))
SEND_REFERRAL = Permission("referral:send", _l("Hand a case on to a member organization"))
RECALL_REFERRAL = Permission("referral:recall", _l("Recall a referral or mark it as entered in error"))
ANSWER_REFERRAL = Permission("referral:answer", _l("Accept or decline a referral and report its outcome"))


def is_party(actor: Actor, referral: Referral) -> bool:
    """The actor sits at the desk that sent it, or in the organization (and office) that received it."""
    return is_sent_by(actor, referral) or is_received_by(actor, referral)


def is_sent_by(actor: Actor, referral: Referral) -> bool:
    """The actor sits at the desk that sent it."""
    return actor.role is Role.DESK and referral.desk_id == actor.unit_id


def is_received_by(actor: Actor, referral: Referral) -> bool:
    """The actor belongs to the organization it went to, and to the office if they belong to one."""
    return (
        actor.role is Role.MEMBER
        and referral.recipient_organization_id == actor.organization_id
        and actor.office_id in (None, referral.recipient_office_id)
    )


def holds_case(actor: Actor, subject: Case | Handover) -> bool:
    """A case is handed on by the desk that holds it."""
    return subject.desk_id == actor.unit_id


_DESK = frozenset({Role.DESK})
_MEMBER = frozenset({Role.MEMBER})

RULES: dict[Permission, Rule] = {
    VIEW_REFERRALS: Rule(_DESK | _MEMBER, is_party),
    SEND_REFERRAL: Rule(_DESK, holds_case),
    RECALL_REFERRAL: Rule(_DESK, is_sent_by),
    ANSWER_REFERRAL: Rule(_MEMBER, is_received_by),
}
