"""Kitakyushu City: the secretariat is handed to an NPO; the council uses an existing support conference."""

from datetime import date

from platform_app.meetings.models import BodyKind
from platform_app.members.models import OrganizationKind
from platform_app.tenants.models import Formation, SecretariatKind
from seed.shapes import BodyShape, ClassShape, CouncilShape, MemberShape, Shape

KITAKYUSHU_CITY = Shape(
    slug="kitakyushu-city",
    name="北九州市孤独・孤立対策官民連携プラットフォーム",
    short_name="北九州市",
    place="小倉",
    flavor=("かんもん", "カンモン"),
    surname="仮想",
    kind="designated_city",
    number_prefix="北九",
    dial="093-000",
    authorities=("401005",),
    areas=("401005",),
    formation=Formation.NEW,
    started_on=date(2022, 8, 22),
    description=(
        "事務局をNPOに委託する（見本の契約：令和4年9月1日から3か年、研修の運営のみ再委託）。"
        "地域協議会は、既存の支援会議（社会福祉法第106条の6）を活用する。"
    ),
    cases_per_year=180,
    classes=(ClassShape("構成団体", can_propose=True), ClassShape("賛助団体")),
    class_of=dict.fromkeys(
        ("npo", "secretariat-npo", "council-of-welfare", "commissioners", "food", "women", "authority"), "構成団体"
    ),
    members=(
        MemberShape(
            "secretariat-npo",
            "NPO法人 見本つながり北九州",
            "ミホンツナガリキタキュウシュウ",
            OrganizationKind.NPO,
            "構成団体",
            ("gathering", "hard_to_live"),
            "プラットフォーム事務局（受託）",
        ),
    ),
    bodies=(
        BodyShape("企画運営会議", BodyKind.STEERING_GROUP),
        BodyShape("居場所・つながり部会", theme="居場所"),
        BodyShape(
            "支援会議", theme="個別支援", legal_bases=("社会福祉法第106条の6",), taken_from="北九州市支援会議（見本）"
        ),
    ),
    council=CouncilShape(
        "北九州市孤独・孤立対策地域協議会",
        date(2024, 5, 1),
        ("act_15", "social_welfare_106_6"),
        coordinating_section="北九州市保健福祉局 地域福祉推進課（見本）",
    ),
    desk_name="北九州市 いのちとくらしの相談窓口（見本）",
    secretariat_name="NPO法人 見本つながり北九州（受託）",
    secretariat_kind=SecretariatKind.OUTSOURCED,
    secretariat_member="secretariat-npo",
    without=frozenset({"agricultural"}),
    topics=("living_costs", "housing", "no_food"),
)
