"""The counts of the national programme, as declared and as they lie in the database."""

import pytest

from seed.programme import MUNICIPALITY, PARTICIPANTS, PREFECTURE, of_year


@pytest.mark.parametrize(
    ("year", "group", "count"),
    [(2022, PREFECTURE, 12), (2022, MUNICIPALITY, 17), (2023, PREFECTURE, 5), (2023, MUNICIPALITY, 10)],
)
def test_each_year_has_its_published_count(year, group, count):
    assert len(of_year(year, group)) == count


def test_forty_distinct_bodies_took_part():
    assert len({one.slug for one in PARTICIPANTS}) == len({one.code for one in PARTICIPANTS}) == 40


def test_four_bodies_were_in_their_second_year():
    second = {one.slug for one in PARTICIPANTS if one.fiscal_years == (2022, 2023)}

    assert second == {"hokkaido", "noboribetsu-city", "tottori-city", "kitakyushu-city"}


def test_the_database_repeats_the_counts(rows):
    found = rows(
        'SELECT fiscal_year, "group", count(*), count(*) FILTER (WHERE is_second_year)'
        " FROM programme_participations GROUP BY 1, 2 ORDER BY 1, 2"
    )

    assert found == [
        (2022, "municipality", 17, 0),
        (2022, "prefecture", 12, 0),
        (2023, "municipality", 10, 2),
        (2023, "prefecture", 5, 2),
    ]


def test_every_participant_is_a_tenant_with_its_code(rows):
    assert set(rows("SELECT slug, code, population FROM tenants WHERE id <> 0")) == {
        (one.slug, one.code, one.population) for one in PARTICIPANTS
    }
