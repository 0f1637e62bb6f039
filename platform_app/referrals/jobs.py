"""Periodic work of the room."""

from datetime import timedelta

from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context
from platform_app.core.directory import all_tenant_ids
from platform_app.core.jobs import Run, job
from platform_app.extensions import db
from platform_app.referrals import services


@job("referrals.return_overdue", every=timedelta(hours=1))
def return_overdue(run: Run) -> dict[str, int]:
    """Visit every tenant and send back what nobody answered by the hard limit."""
    returned = 0
    for tenant_id in list(all_tenant_ids()):
        if tenant_id == INSTALLATION:
            continue
        bind_context(db.session, Context(tenant_id, None, None, DbRole.TENANT))
        returned += services.return_overdue(tenant_id)
        db.session.commit()
        run.check()
    return {"returned": returned}
