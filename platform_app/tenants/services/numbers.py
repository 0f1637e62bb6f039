"""Human numbers: 鳥市-R5-0142. Identifiers are random; these are for people, without gaps within kind and fiscal year."""

from datetime import date

from sqlalchemy.dialects.postgresql import insert

from platform_app.core import clock
from platform_app.extensions import db
from platform_app.tenants import queries
from platform_app.tenants.models import NumberCounter


def next_number(tenant_id: int, kind: str, fiscal_year: int, *, mark: str = "") -> str:
    """The next number of a kind in a fiscal year; ``mark`` tells kinds apart (``T``: 鳥市-R5-T0012).

    The counter's row is locked until the caller's transaction ends: a rolled-back act gives its number back.
    """
    statement = insert(NumberCounter).values(tenant_id=tenant_id, kind=kind, fiscal_year=fiscal_year, last=1)
    last = db.session.execute(
        statement.on_conflict_do_update(
            index_elements=[NumberCounter.tenant_id, NumberCounter.kind, NumberCounter.fiscal_year],
            set_={"last": NumberCounter.last + 1},
        ).returning(NumberCounter.last)
    ).scalar_one()
    return f"{queries.get_tenant(tenant_id).number_prefix}-{short_fiscal_year(fiscal_year)}-{mark}{last:04d}"


def short_fiscal_year(fiscal_year: int) -> str:
    """R5 for fiscal 2023; fiscal 2019 is R1, as offices write it since the change of era."""
    return clock.era_date(date(fiscal_year, 5, 1), style="short").partition(".")[0]
