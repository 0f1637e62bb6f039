"""What tenants can do; other rooms import from here."""

from platform_app.tenants.services.areas import import_areas
from platform_app.tenants.services.numbers import next_number
from platform_app.tenants.services.platforms import create_tenant, reopen_tenant, suspend_tenant
from platform_app.tenants.services.profile import (
    add_area,
    add_authority,
    add_unit,
    change_profile,
    end_area,
    end_authority,
    hold_platform,
    rename_unit,
)
from platform_app.tenants.services.seats import end_seat, grant_seat, invite_person

__all__ = [
    "add_area",
    "add_authority",
    "add_unit",
    "change_profile",
    "create_tenant",
    "end_area",
    "end_authority",
    "end_seat",
    "grant_seat",
    "hold_platform",
    "import_areas",
    "invite_person",
    "next_number",
    "rename_unit",
    "reopen_tenant",
    "suspend_tenant",
]
