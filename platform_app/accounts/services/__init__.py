"""What accounts can do; other rooms import from here."""

from platform_app.accounts.services.addresses import is_mail, mail_index, normal_mail
from platform_app.accounts.services.log_in import begin_second_factor, finish_second_factor, log_in, log_out
from platform_app.accounts.services.passwords import (
    change_password,
    check_password_rules,
    hash_password,
    reset_password,
    set_password,
    verify_identity,
)
from platform_app.accounts.services.people import (
    accept_invitation,
    change_language,
    change_name,
    find_or_invite_user,
    invite_user,
    request_reset,
)
from platform_app.accounts.services.second_factor import (
    confirm_second_factor,
    renew_recovery_codes,
    start_second_factor,
    stop_second_factor,
)
from platform_app.accounts.services.sessions import choose_seat, revoke_all_sessions, revoke_session

__all__ = [
    "accept_invitation",
    "begin_second_factor",
    "change_language",
    "change_name",
    "change_password",
    "check_password_rules",
    "choose_seat",
    "confirm_second_factor",
    "find_or_invite_user",
    "finish_second_factor",
    "hash_password",
    "invite_user",
    "is_mail",
    "log_in",
    "log_out",
    "mail_index",
    "normal_mail",
    "renew_recovery_codes",
    "request_reset",
    "reset_password",
    "revoke_all_sessions",
    "revoke_session",
    "set_password",
    "start_second_factor",
    "stop_second_factor",
    "verify_identity",
]
