"""Who may do what with accounts: everyone with their own, nobody with another's."""

from flask_babel import lazy_gettext as _l

from platform_app.core.access import SIGNED_IN, Permission, Rule

MANAGE_OWN_ACCOUNT = Permission(
    "account:manage", _l("Manage one's own account: password, second factor, sessions, language")
)

RULES: dict[Permission, Rule] = {MANAGE_OWN_ACCOUNT: SIGNED_IN}
