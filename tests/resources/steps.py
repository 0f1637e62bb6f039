"""What the tests of resources share."""

import itertools
import uuid
from typing import Any

from flask import Flask

from platform_app.members import queries as members_queries
from platform_app.resources import services
from platform_app.resources.models import RoomState, Visibility
from tests.members.steps import acting
from tests.support.world import Place

NUMBERS = itertools.count(1)


def new_resource(
    app: Flask, place: Place, *, organization_id: uuid.UUID | None = None, state: RoomState | None = None, **facts: Any
) -> str:
    """A resource of its own for one test; returns its name."""
    data = {
        "name": f"{place.word}試験支援{next(NUMBERS)}",
        "summary": "試験のための支援です。",
        "fields": ["food"],
        "visibility": Visibility.PLATFORM,
        "is_shelter": False,
        **facts,
    }
    with acting(app, place, "secretariat") as actor:
        office = members_queries.get_main_office(place.tenant_id, organization_id or place.id("organization.npo"))
        assert office is not None
        resource = services.register_resource(actor, office=office, data=data)
        if state is not None:
            services.report_room(actor, resource, state=state)
        return resource.name
