"""Tables, identifiers and the per-transaction context that row-level security reads.

Every tenant-owned table has the key ``(tenant_id, id)`` and forced row-level security. The context names
tenant, user, seat and database role; it lives for one transaction only, so a pooled connection carries
nothing over. No context, no rows.
"""

from platform_app.core.database.base import (
    INSTALLATION,
    Base,
    TenantOwned,
    enum_column,
    new_id,
    tenant_fk,
    values_check,
)
from platform_app.core.database.context import (
    Context,
    DbRole,
    bind_context,
    current_context,
    listen_for_transactions,
)

__all__ = [
    "INSTALLATION",
    "Base",
    "Context",
    "DbRole",
    "TenantOwned",
    "bind_context",
    "current_context",
    "enum_column",
    "listen_for_transactions",
    "new_id",
    "tenant_fk",
    "values_check",
]
