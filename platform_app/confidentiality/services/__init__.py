"""The verbs of the room: found and change the council, appoint, sign, open cases, recuse, verify and export the log."""

from platform_app.confidentiality.services.council import (
    CouncilFacts,
    add_constituent,
    appoint,
    change_council,
    change_undertaking,
    end_appointment,
    end_constituent,
    found_council,
    sign_undertaking,
)
from platform_app.confidentiality.services.grants import (
    declare_recusal,
    grant_access,
    lift_recusal,
    revoke_grant,
    set_recusal,
)
from platform_app.confidentiality.services.log import export_audit_log, verify_audit_log

__all__ = [
    "CouncilFacts",
    "add_constituent",
    "appoint",
    "change_council",
    "change_undertaking",
    "declare_recusal",
    "end_appointment",
    "end_constituent",
    "export_audit_log",
    "found_council",
    "grant_access",
    "lift_recusal",
    "revoke_grant",
    "set_recusal",
    "sign_undertaking",
    "verify_audit_log",
]
