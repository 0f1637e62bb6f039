"""Finding a person by a name that is stored encrypted."""

import hmac

from sqlalchemy.orm import Session

from platform_app.core.crypto.keyring import derive
from platform_app.core.crypto.keys import scope_secret


def blind_index(session: Session, tenant_id: int, purpose: str, normal_text: str) -> bytes:
    """Keyed hash of a whole normalized value (HMAC-SHA256), equal for equal text within tenant and purpose.

    ``purpose`` keeps columns apart (``person.name``, ``person.phone``): the same text in two of them does not match.
    Tenant 0 is the installation (accounts). The caller normalizes (``core.japanese``); nothing is folded here.
    """
    key = derive(scope_secret(session, tenant_id), f"blind-index:{purpose}")
    return hmac.digest(key, normal_text.encode(), "sha256")
