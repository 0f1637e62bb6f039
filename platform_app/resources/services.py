"""The verbs of the resource list: enter, change, retire, check, report room."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.errors import Invalid, WrongState
from platform_app.core.japanese import search_key
from platform_app.extensions import db
from platform_app.members import queries as members_queries
from platform_app.members.models import Office
from platform_app.resources.models import Resource, ResourceStatus, RoomReport, RoomState, Visibility

EDITABLE = (
    "name", "summary", "fields", "target_groups", "area_codes", "hours", "cost", "reach", "languages", "eligibility",
    "contact_section", "phone", "url", "visibility", "is_shelter",
)  # fmt: skip


def register_resource(actor: Actor, *, office: Office, data: Mapping[str, Any]) -> Resource:
    """Enter a resource of an office, with room open as of now."""
    _check(data)
    organization = members_queries.get_member(actor.tenant_id, office.organization_id)
    if organization is None or organization.left_on is not None:
        raise Invalid(_("Choose an organization that is a member now."), "office")
    now = clock.now()
    resource = Resource(
        tenant_id=actor.tenant_id,
        organization_id=office.organization_id,
        office_id=office.id,
        **{name: data[name] for name in EDITABLE if name in data},
        room_noted_at=now,
        checked_on=clock.today(),
        checked_by=actor.user_id,
        search_key=_search_key(data, organization.name),
        created_at=now,
        updated_at=now,
    )
    db.session.add(resource)
    db.session.flush()
    db.session.add(_report(actor, resource, RoomState.OPEN, None))
    audit.record("resource:register", resource)
    db.session.flush()
    return resource


def edit_resource(actor: Actor, resource: Resource, *, data: Mapping[str, Any], seen_version: int) -> None:
    """Change an entry; this also counts as checking it. Raises ``WrongState`` when it changed since the form was opened."""
    if resource.version != seen_version:
        raise WrongState(_("Someone else changed this entry meanwhile. Compare it with your text and save again."))
    wanted = {name: value for name, value in data.items() if name in EDITABLE}
    _check({**{name: getattr(resource, name) for name in EDITABLE}, **wanted})
    for name, value in wanted.items():
        setattr(resource, name, value)
    changes = audit.changes_of(resource)
    organization = members_queries.get_member(resource.tenant_id, resource.organization_id)
    resource.search_key = _search_key({"name": resource.name, "summary": resource.summary}, organization.name if organization else "")
    resource.checked_on, resource.checked_by, resource.updated_at = clock.today(), actor.user_id, clock.now()
    audit.record("resource:edit", resource, changes=changes)
    db.session.flush()


def report_room(actor: Actor, resource: Resource, *, state: RoomState, note: str | None = None) -> None:
    """Say whether there is room now; the day is kept, the history grows."""
    resource.room_state, resource.room_note, resource.room_noted_at = state, note, clock.now()
    resource.checked_on, resource.checked_by = clock.today(), actor.user_id
    db.session.add(_report(actor, resource, state, note))
    audit.record("resource:report-room", resource, changes={"state": str(state)})
    db.session.flush()


def check_resource(actor: Actor, resource: Resource) -> None:
    """Confirm that the entry is still true."""
    resource.checked_on, resource.checked_by = clock.today(), actor.user_id
    audit.record("resource:check", resource)
    db.session.flush()


def retire_resource(actor: Actor, resource: Resource) -> None:
    """Take a resource off the list; what was referred to it stays."""
    if resource.status is ResourceStatus.RETIRED:
        raise WrongState(_("This resource is off the list already."))
    resource.status, resource.updated_at = ResourceStatus.RETIRED, clock.now()
    resource.checked_by = actor.user_id
    audit.record("resource:retire", resource)
    db.session.flush()


def _report(actor: Actor, resource: Resource, state: RoomState, note: str | None) -> RoomReport:
    return RoomReport(
        tenant_id=resource.tenant_id,
        resource_id=resource.id,
        state=state,
        note=note,
        noted_at=clock.now(),
        noted_by=actor.user_id,
    )


def _check(data: Mapping[str, Any]) -> None:
    if data.get("is_shelter") and data.get("visibility") == Visibility.PUBLIC:
        raise Invalid(_("A shelter is never shown to the public. Choose who else may see it."), "visibility")


def _search_key(data: Mapping[str, Any], organization_name: str) -> str:
    return "\n".join(search_key(text) for text in (data["name"], data.get("summary") or "", organization_name))
