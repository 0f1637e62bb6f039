"""Messages that carry a number and a link, never content: in the application and by mail.

A mail can be read by anyone on its way, so it says only that something happened to which number, and where to look after
logging in. The text is made from the kind, the number and the link, in the worker; the address is decrypted there too.
"""

from platform_app.core.notices.kinds import NoticeKind, register_kind
from platform_app.core.notices.mail import Mail, Recipient, init_app, register_mail, register_recipients, send_mail
from platform_app.core.notices.models import Notice
from platform_app.core.notices.queries import count_unread, list_notices, mark_read
from platform_app.core.notices.services import notify

__all__ = [
    "Mail",
    "Notice",
    "NoticeKind",
    "Recipient",
    "count_unread",
    "init_app",
    "list_notices",
    "mark_read",
    "notify",
    "register_kind",
    "register_mail",
    "register_recipients",
    "send_mail",
]
