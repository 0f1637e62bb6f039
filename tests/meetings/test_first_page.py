"""The next meeting on the first page: planned and nearest, and the council's only for its people."""

from flask import Flask

from platform_app.core import clock
from platform_app.meetings import queries, services
from platform_app.meetings.models import BodyKind, Openness, Regime
from tests.confidentiality.conftest import Seated
from tests.confidentiality.steps import in_days
from tests.support.people import visit
from tests.support.world import ALPHA, BETA


def test_the_nearest_planned_meeting_is_next(own_app: Flask, seated: Seated) -> None:
    with seated(ALPHA, "secretariat") as actor:
        for days in (40, 3, 12):
            facts = services.MeetingFacts(held_on=in_days(days), title=f"{days}日後の会議")
            services.plan_meeting(actor, body_id=ALPHA.id("body"), facts=facts)
        found = queries.find_next_meeting(ALPHA.tenant_id, clock.today(), with_council=False)
        later = queries.find_next_meeting(ALPHA.tenant_id, in_days(41), with_council=True)

        assert found is not None
        assert found.title == "3日後の会議"
        assert later is None

    assert "3日後の会議" in visit(own_app, ALPHA, "secretariat").get(ALPHA.url("/")).get_data(as_text=True)
    assert "3日後の会議" not in visit(own_app, BETA, "secretariat").get(BETA.url("/")).get_data(as_text=True)


def test_a_meeting_of_the_council_is_next_for_its_people_only(own_app: Flask, seated: Seated) -> None:
    with seated(BETA, "secretariat") as actor:
        tier = services.BodyFacts("代表者の会議", BodyKind.COUNCIL_TIER, Regime.COUNCIL, established_on=in_days(-9))
        body = services.found_body(actor, facts=tier)
        facts = services.MeetingFacts(held_on=in_days(1), title="秘密の会議", openness=Openness.CLOSED)
        services.plan_meeting(actor, body_id=body.id, facts=facts)

    assert "秘密の会議" in visit(own_app, BETA, "desk").get(BETA.url("/")).get_data(as_text=True)
    assert "秘密の会議" not in visit(own_app, BETA, "member").get(BETA.url("/")).get_data(as_text=True)
