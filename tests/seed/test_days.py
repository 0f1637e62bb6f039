"""The living part on awkward days: turn of the fiscal year, New Year, a holiday, a Sunday."""

from datetime import date

import pytest

from platform_app.core import clock
from platform_app.core.japanese import is_local_gov_code
from platform_app.meetings.models import BodyKind
from seed.areas import PLACES, municipalities_of
from seed.council import term
from seed.gatherings import meeting_days
from seed.living import SCENES, received_on
from seed.moments import demo_id

DAYS = [date(2027, 4, 1), date(2028, 3, 31), date(2029, 1, 1), date(2030, 5, 5), date(2031, 8, 10)]


@pytest.mark.parametrize("today", DAYS)
def test_every_scene_began_on_a_business_day_before(today):
    days = [received_on(scene, today) for scene in SCENES]

    assert all(day < today and clock.is_business_day(day) for day in days)


@pytest.mark.parametrize("today", DAYS)
def test_a_council_term_holds_the_day(today):
    starts_on, ends_on = term(today)

    assert starts_on <= today <= ends_on


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("kind", list(BodyKind))
def test_a_body_meets_before_and_after_the_day(today, kind):
    days = meeting_days(kind, date(2024, 5, 1), today, history=False, living=True)

    assert min(days) < today < max(days)
    assert len(set(days)) == len(days)


def test_no_body_meets_before_it_exists():
    days = meeting_days(BodyKind.SUBCOMMITTEE, date(2023, 9, 1), date(2027, 4, 1), history=True, living=True)

    assert min(days) == date(2023, 9, 1)


def test_all_areas_have_right_codes():
    assert len(PLACES) == 143
    assert all(is_local_gov_code(code) for code in PLACES)
    assert (len(municipalities_of("210005")), len(municipalities_of("380008"))) == (42, 20)


def test_identifiers_are_the_same_everywhere():
    assert demo_id("gifu", "case", 1) == demo_id("gifu", "case", 1)
    assert demo_id("gifu", "case", 1) != demo_id("gifu", "case", 2)
