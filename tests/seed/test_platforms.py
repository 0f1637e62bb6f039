"""What makes each of the seven platforms what it is."""

import pytest

from seed.platforms import PLATFORMS

SLUGS = [shape.slug for shape in PLATFORMS]


def test_tottori_city_is_joint_with_six_towns_across_two_prefectures(rows):
    found = rows(
        "SELECT a.prefecture_name, t.is_lead, a.name FROM tenant_authorities t JOIN areas a ON a.code = t.area_code"
        " JOIN tenants n ON n.id = t.tenant_id WHERE n.slug = 'tottori-city'"
    )

    assert len(found) == 7
    assert [name for _prefecture, leads, name in found if leads] == ["鳥取市"]
    assert {name for prefecture, _leads, name in found if prefecture == "兵庫県"} == {"香美町", "新温泉町"}


def test_mihara_took_existing_bodies_in_as_subcommittees(rows):
    found = rows(
        "SELECT b.kind, b.legal_bases FROM bodies b JOIN tenants n ON n.id = b.tenant_id"
        " WHERE n.slug = 'mihara-city' AND b.taken_from IS NOT NULL AND b.parent_id IS NOT NULL"
    )

    assert len(found) == 5
    assert all(kind == "subcommittee" for kind, _bases in found)
    assert sum(bool(bases) for _kind, bases in found) == 4


def test_ehime_has_companies_and_banks_and_a_desk_staffed_by_members(rows):
    kinds = {kind for (kind,) in rows(_OF.format("o.kind", "organizations o", "o"), "ehime")}
    staff = rows(
        _OF.format("s.organization_id", "seats s", "s") + " AND s.role = 'desk' AND s.organization_id IS NOT NULL",
        "ehime",
    )

    assert {"company", "bank", "credit_union"} <= kinds
    assert len(set(staff)) == 3


def test_ehime_hands_on_to_its_resource_list(rows):
    assert rows(_OF.format("count(*)", "referrals r", "r") + " AND r.resource_id IS NOT NULL", "ehime")[0][0] > 50


def test_gifu_has_two_classes_and_every_municipality(rows):
    classes = rows(_OF.format("c.name, c.can_propose", "member_classes c", "c") + " ORDER BY c.position", "gifu")
    municipalities = rows(
        _OF.format(
            "m.name",
            "organizations o JOIN member_classes m ON m.tenant_id = o.tenant_id AND m.id = o.member_class_id",
            "o",
        )
        + " AND o.kind = 'municipality'",
        "gifu",
    )

    assert classes == [("幹事団体", True), ("一般団体", False)]
    assert municipalities == [("一般団体",)] * 42


def test_yamagata_has_advisers_and_hears_people_by_chat(rows):
    advisers = rows(
        _OF.format(
            "o.name",
            "organizations o JOIN member_classes m ON m.tenant_id = o.tenant_id AND m.id = o.member_class_id",
            "o",
        )
        + " AND m.name = 'アドバイザー'",
        "yamagata-city",
    )
    chats = rows(_OF.format("count(*) FILTER (WHERE c.channel = 'chat'), count(*)", "cases c", "c"), "yamagata-city")

    assert len(advisers) == 2
    assert chats[0][0] > chats[0][1] / 8


def test_hirakata_began_with_one_theme_and_reorganized_a_statutory_council(rows):
    assert rows("SELECT formation, starting_theme FROM tenants WHERE slug = 'hirakata-city'") == [
        ("reorganized", "若者のひきこもり")
    ]


def test_kitakyushu_hands_its_secretariat_to_an_npo(rows):
    kind = rows("SELECT secretariat_kind FROM tenants WHERE slug = 'kitakyushu-city'")
    seated = rows(
        _OF.format(
            "o.kind", "seats s JOIN organizations o ON o.tenant_id = s.tenant_id AND o.id = s.organization_id", "s"
        )
        + " AND s.role = 'secretariat'",
        "kitakyushu-city",
    )
    bases = rows(_OF.format("k.legal_bases", "councils k", "k"), "kitakyushu-city")

    assert kind == [("outsourced",)]
    assert seated == [("npo",)]
    assert bases == [(["act_15", "social_welfare_106_6"],)]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_platform_is_of_a_fair_size(rows, slug):
    members = rows(_OF.format("count(*)", "organizations o", "o"), slug)[0][0]
    resources = rows(_OF.format("count(*)", "resources r", "r"), slug)[0][0]
    meetings = rows(_OF.format("count(DISTINCT m.fiscal_year)", "meetings m", "m") + " AND m.state = 'held'", slug)[0][
        0
    ]

    assert members >= 20
    assert 20 <= resources <= 40
    assert meetings >= 3


@pytest.mark.parametrize("slug", SLUGS)
def test_no_council_is_older_than_the_act(rows, slug):
    assert rows(_OF.format("k.established_on >= '2024-04-01'", "councils k", "k"), slug) == [(True,)]


def test_no_shelter_is_public(rows):
    assert rows("SELECT count(*) FROM resources WHERE is_shelter AND visibility NOT IN ('desk', 'council')") == [(0,)]
    assert rows("SELECT count(*) > 0 FROM resources WHERE is_shelter") == [(True,)]


_OF = "SELECT {} FROM {} JOIN tenants n ON n.id = {}.tenant_id WHERE n.slug = %s"
