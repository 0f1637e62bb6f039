"""The words on the screen for the codes of this room."""

from flask_babel import lazy_gettext as _l

from platform_app.tenants.models import Formation, SecretariatKind, TenantKind, TenantStatus, UnitKind

TENANT_KINDS = {
    TenantKind.PREFECTURE: _l("Prefecture"),
    TenantKind.DESIGNATED_CITY: _l("Designated city"),
    TenantKind.MUNICIPALITY: _l("Municipality"),
    TenantKind.JOINT: _l("Joint platform"),
    TenantKind.INSTALLATION: _l("Installation"),
}
TENANT_STATUSES = {
    TenantStatus.OPEN: (_l("Running"), "success"),
    TenantStatus.SUSPENDED: (_l("Pages suspended"), "warning"),
    TenantStatus.CLOSED: (_l("Closed for good"), "neutral"),
}
FORMATIONS = {
    Formation.NEW: _l("A new body"),
    Formation.ON_EXISTING_BODY: _l("Built on an existing body"),
    Formation.MERGED: _l("Several bodies merged and re-ordered"),
    Formation.REORGANIZED: _l("An existing statutory council reorganized"),
}
SECRETARIAT_KINDS = {
    SecretariatKind.OWN_SECTION: _l("A section of the local government"),
    SecretariatKind.OUTSOURCED: _l("Handed to another organization"),
}
UNIT_KINDS = {UnitKind.DESK: _l("Consultation desk"), UnitKind.SECRETARIAT: _l("Secretariat")}
FEATURES = {
    "resources": _l("Resource list"),
    "cases": _l("Consultation desk"),
    "referrals": _l("Referrals"),
    "council": _l("Regional council"),
    "meetings": _l("Bodies and meetings"),
    "activities": _l("Activities"),
    "reports": _l("Reports"),
}
"""Rooms that a tenant can switch off; ``NavItem.feature`` names them."""
