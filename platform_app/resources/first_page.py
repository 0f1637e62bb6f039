"""Tiles of the first page: room now for who offers, what has room for who looks."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from platform_app.core.access import Actor, Role, can
from platform_app.resources import policies, queries
from platform_app.resources.queries import ResourceFilter
from platform_app.tenants.tiles import Tile, add_home_tiles


@add_home_tiles
def resource_tiles(actor: Actor) -> Iterable[Tile]:
    """A member reports room now from here in one more tap; the others see how many resources have room."""
    if not can(policies.VIEW_RESOURCES):
        return
    if actor.role is Role.MEMBER:
        own = queries.count_resources(actor, ResourceFilter(organization_id=actor.organization_id))
        yield Tile(
            _("Room now"),
            own,
            url_for("resources.index", mine=1),
            "",
            ngettext("resource", "resources", own),
            _("Report it here"),
        )
        return
    with_room = queries.count_resources(actor, ResourceFilter(has_room=True))
    yield Tile(
        _("Resources with room now"),
        with_room,
        url_for("resources.index", has_room=1),
        "",
        ngettext("resource", "resources", with_room),
    )
    if actor.role is Role.SECRETARIAT:
        stale = queries.count_resources(actor, ResourceFilter(checked_before=queries.stale_before()))
        yield Tile(
            _("Resources not checked for 6 months"),
            stale,
            url_for("resources.index", unchecked=1),
            "warning" if stale else "",
            ngettext("resource", "resources", stale),
        )
