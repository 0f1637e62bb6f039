"""Who sees which figures. The Cabinet Office and its contractor see suppressed figures, the operator none."""

from flask_babel import lazy_gettext as _l

from platform_app.core.access import Permission, Role, Rule

VIEW_NATIONAL = Permission("national:view", _l("See the national figures, small counts hidden"))
EXPORT_NATIONAL = Permission("national:export", _l("Download the national figures as Excel"))
TAKE_SNAPSHOT = Permission("national:snapshot", _l("Take a snapshot of the national figures"))
VIEW_FIGURES = Permission("figures:view", _l("See the platform's own figures in full"))
EXPORT_FIGURES = Permission("figures:export", _l("Download the platform's own figures as Excel"))

NATION = frozenset({Role.CABINET_OFFICE, Role.CONTRACTOR})
PLATFORM = frozenset({Role.SECRETARIAT, Role.DESK, Role.AUDITOR})
"""The database function ``tenant_figures`` asks for the same roles."""

RULES: dict[Permission, Rule] = {
    VIEW_NATIONAL: Rule(NATION),
    EXPORT_NATIONAL: Rule(NATION),
    TAKE_SNAPSHOT: Rule(frozenset({Role.CABINET_OFFICE})),
    VIEW_FIGURES: Rule(PLATFORM),
    EXPORT_FIGURES: Rule(PLATFORM),
}
