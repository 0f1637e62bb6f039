"""Guard registers: a member writes its own entries only, the secretariat the rest, and entries that are not for everyone stay so.

A context without a user (imports, commands, the demo) writes as the secretariat does, and reads what a visitor may.
"""

from migrations.ddl import run

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NOBODY = "(SELECT app_user()) IS NULL"
KEEPER = f"({NOBODY} OR (SELECT app_role()) = 'secretariat')"
OPERATOR_TOO = f"({KEEPER} OR (SELECT app_operates()))"
COUNTS = f"({NOBODY} OR (SELECT app_role()) IN ('secretariat', 'desk'))"
OWN = "organization_id = (SELECT app_organization())"
OF_OWN_RESOURCE = "EXISTS (SELECT 1 FROM resources r WHERE r.tenant_id = room_reports.tenant_id AND r.id = room_reports.resource_id{0})"
ADD, CHANGE = ("added", "INSERT", "WITH CHECK"), ("changed", "UPDATE", "USING")
REMOVE = ("removed", "DELETE", "USING")
WRITTEN_BY = {
    "organizations": {ADD: KEEPER, CHANGE: f"{KEEPER} OR id = (SELECT app_organization())"},
    "offices": {ADD: f"{KEEPER} OR {OWN}", CHANGE: f"{KEEPER} OR {OWN}"},
    "contact_persons": {ADD: f"{KEEPER} OR {OWN}", CHANGE: f"{KEEPER} OR {OWN}"},
    "resources": {ADD: f"{KEEPER} OR {OWN}", CHANGE: f"{KEEPER} OR {OWN}"},
    "room_reports": {ADD: f"{KEEPER} OR {OF_OWN_RESOURCE.format(f' AND r.{OWN}')}"},
    "member_classes": {ADD: KEEPER, CHANGE: KEEPER},
    "bodies": {ADD: KEEPER, CHANGE: KEEPER},
    "body_memberships": {ADD: KEEPER, CHANGE: KEEPER},
    "meetings": {ADD: KEEPER, CHANGE: KEEPER},
    "attendances": {ADD: KEEPER, CHANGE: KEEPER, REMOVE: KEEPER},
    "units": {ADD: OPERATOR_TOO, CHANGE: KEEPER},
    "tenant_areas": {ADD: OPERATOR_TOO, CHANGE: OPERATOR_TOO},
    "tenant_authorities": {ADD: OPERATOR_TOO, CHANGE: OPERATOR_TOO},
    "programme_participations": {ADD: OPERATOR_TOO, CHANGE: OPERATOR_TOO},
    "number_counters": {ADD: COUNTS, CHANGE: COUNTS},
}
"""Who writes each table of the register, by kind of act; rights to the act at all are granted elsewhere."""
SEAT_OF_ORGANIZATION = (
    "(SELECT s.organization_id FROM seats s WHERE s.tenant_id = (SELECT app_tenant()) AND s.id = (SELECT app_seat())"
    " AND s.user_id = (SELECT app_user()))"
)
SEEN_BY = {
    "resources_need_to_know": (
        "resources",
        "tsunagi_tenant",
        (
            f"(visibility IN ('public', 'platform') AND NOT (is_shelter AND {NOBODY}))"
            f" OR (SELECT app_role()) = 'secretariat' OR organization_id = {SEAT_OF_ORGANIZATION}"
            " OR (visibility = 'desk' AND (SELECT app_role()) = 'desk')"
            " OR (visibility = 'council' AND (SELECT app_role()) = 'council')"
        ),
    ),
    "contact_persons_seen_by_own": ("contact_persons", "tsunagi_receiver", OWN),
    "room_reports_of_resources_seen": ("room_reports", "tsunagi_tenant", OF_OWN_RESOURCE.format("")),
}
"""Narrower reading: a resource as ``resources/policies.py`` says (a shelter never without a user), its reports with it."""


def upgrade() -> None:
    for table, acts in WRITTEN_BY.items():
        for (done, act, clause), rule in acts.items():
            run(f"CREATE POLICY {table}_{done}_by_keepers ON {table} AS RESTRICTIVE FOR {act} {clause} ({rule})")
    for policy, (table, role, rule) in SEEN_BY.items():
        run(f"CREATE POLICY {policy} ON {table} AS RESTRICTIVE FOR SELECT TO {role} USING ({rule})")


def downgrade() -> None:
    for policy, (table, _role, _rule) in SEEN_BY.items():
        run(f"DROP POLICY {policy} ON {table}")
    for table, acts in WRITTEN_BY.items():
        for done, _act, _clause in acts:
            run(f"DROP POLICY {table}_{done}_by_keepers ON {table}")
