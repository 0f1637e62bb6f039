"""The verbs of the resource list: enter, change, retire, check, report room."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import update

from platform_app.core import audit, clock
from platform_app.core.access import Actor
from platform_app.core.errors import Changed, Invalid, NotYours, WrongState
from platform_app.core.japanese import search_key
from platform_app.extensions import db
from platform_app.members import queries as members_queries
from platform_app.members.models import Office
from platform_app.resources.models import Resource, ResourceStatus, RoomReport, RoomState, Visibility
from platform_app.resources.policies import keeps_office

EDITABLE = (
    "name", "summary", "fields", "target_groups", "area_codes", "hours", "cost", "reach", "languages", "eligibility",
    "contact_section", "phone", "url", "visibility", "is_shelter",
)  # fmt: skip


def register_resource(actor: Actor, *, office: Office, data: Mapping[str, Any]) -> Resource:
    """Enter a resource of an office, with room open as of now.

    Raises ``Invalid`` for an organization that has left or a shelter that would be public, ``NotYours`` for an office
    whose resources the actor does not keep.
    """
    _need_keeper(actor, office)
    _check(data)
    organization = members_queries.get_member(actor.tenant_id, office.organization_id)
    if organization is None or organization.left_on is not None:
        raise Invalid(_("Choose an organization that is a member now."), "office_id")
    now = clock.now()
    resource = Resource(
        tenant_id=actor.tenant_id,
        organization_id=office.organization_id,
        office_id=office.id,
        **{name: data[name] for name in EDITABLE if name in data},
        room_noted_at=now,
        checked_on=clock.today(),
        checked_by=actor.user_id,
        search_key=key_of(data["name"], data.get("summary"), data.get("eligibility")),
        created_at=now,
        updated_at=now,
    )
    db.session.add(resource)
    db.session.flush()
    db.session.add(_report(actor, resource, RoomState.OPEN, None))
    audit.record("resource:register", resource)
    db.session.flush()
    return resource


def edit_resource(
    actor: Actor, resource: Resource, *, office: Office, data: Mapping[str, Any], seen_version: int
) -> None:
    """Change an entry; this also counts as checking it.

    Raises ``Changed`` when someone else changed it since the form was opened, ``Invalid`` for a shelter that would be
    public, ``NotYours`` for another organization's office.
    """
    _lock(resource)
    _need_active(resource)
    if resource.version != seen_version:
        raise Changed(_("Someone else changed this entry meanwhile. Compare it with what you typed and save again."))
    _need_keeper(actor, office)
    if office.organization_id != resource.organization_id:
        raise NotYours
    wanted = {name: value for name, value in data.items() if name in EDITABLE}
    _check({**{name: getattr(resource, name) for name in EDITABLE}, **wanted})
    for name, value in {**wanted, "office_id": office.id}.items():
        setattr(resource, name, value)
    changes = audit.changes_of(resource)
    resource.search_key = key_of(resource.name, resource.summary, resource.eligibility)
    resource.checked_on, resource.checked_by, resource.updated_at = clock.today(), actor.user_id, clock.now()
    audit.record("resource:edit", resource, changes=changes)
    db.session.flush()


def report_room(actor: Actor, resource: Resource, *, state: RoomState, note: str | None = None) -> None:
    """Say whether there is room now; the day is kept, the history grows."""
    _lock(resource)
    _need_active(resource)
    _note(
        resource,
        room_state=state,
        room_note=note,
        room_noted_at=clock.now(),
        checked_on=clock.today(),
        checked_by=actor.user_id,
    )
    db.session.add(_report(actor, resource, state, note))
    audit.record("resource:report-room", resource, changes={"state": str(state)})
    db.session.flush()


def check_resource(actor: Actor, resource: Resource) -> None:
    """Confirm that the entry is still true."""
    _lock(resource)
    _need_active(resource)
    _note(resource, checked_on=clock.today(), checked_by=actor.user_id)
    audit.record("resource:check", resource)


def retire_resource(actor: Actor, resource: Resource) -> None:
    """Take a resource off the list; what was referred to it stays."""
    _lock(resource)
    _need_active(resource)
    resource.status, resource.updated_at = ResourceStatus.RETIRED, clock.now()
    resource.checked_by = actor.user_id
    audit.record("resource:retire", resource)
    db.session.flush()


def record_export(rows: Sequence[Any]) -> None:
    """Write down that these resources (rows of ``resources_list``) left the platform as a file."""
    audit.record("resource:export", object_type="resources", shown=[row[0] for row in rows])


def key_of(*texts: str | None) -> str:
    """The normal form that the word search looks in, one text a line."""
    return "\n".join(search_key(text or "") for text in texts)


def _report(actor: Actor, resource: Resource, state: RoomState, note: str | None) -> RoomReport:
    return RoomReport(
        tenant_id=resource.tenant_id,
        resource_id=resource.id,
        state=state,
        note=note,
        noted_at=clock.now(),
        noted_by=actor.user_id,
    )


def _lock(resource: Resource) -> None:
    """Read the row anew and hold it, so that of two savings at once the second sees the first."""
    db.session.refresh(resource, with_for_update=True)


def _note(resource: Resource, **values: Any) -> None:
    """Set facts of the day beside the version count: room-now reported meanwhile makes no open edit form stale."""
    db.session.execute(
        update(Resource)
        .where(Resource.tenant_id == resource.tenant_id, Resource.id == resource.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(resource)


def _need_active(resource: Resource) -> None:
    if resource.status is ResourceStatus.RETIRED:
        raise WrongState(_("This resource is off the list already."))


def _need_keeper(actor: Actor, office: Office) -> None:
    if not keeps_office(actor, office.organization_id, office.id):
        raise NotYours


def _check(data: Mapping[str, Any]) -> None:
    if data.get("is_shelter") and data.get("visibility") == Visibility.PUBLIC:
        raise Invalid(_("A shelter is never shown to the public. Choose who else may see it."), "visibility")
