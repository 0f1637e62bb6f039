"""What the first page shows of the council: cases opened to oneself, undertakings that are still to be signed."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from platform_app.confidentiality import policies
from platform_app.confidentiality.queries import council as queries
from platform_app.confidentiality.queries import grants
from platform_app.core import clock
from platform_app.core.access import Actor, can
from platform_app.tenants.tiles import Tile, add_home_tiles


@add_home_tiles
def council_tiles(actor: Actor) -> Iterable[Tile]:
    """A council member's open cases; for who appoints, how many in office have not signed the present text."""
    if can(policies.VIEW_GRANTED_CASES) and actor.user_id is not None:
        opened = grants.count_own_grants(actor.tenant_id, actor.user_id)
        yield Tile(
            _("Cases open to me"), opened, url_for("council_cases.index"), unit=ngettext("case", "cases", opened)
        )
    council = queries.find_council(actor.tenant_id) if can(policies.APPOINT) else None
    if council is not None:
        unsigned = queries.count_unsigned(council, clock.today())
        tone = "warning" if unsigned else ""
        yield Tile(
            _("Undertakings not signed yet"),
            unsigned,
            url_for("council.index"),
            tone,
            ngettext("person", "people", unsigned),
        )
