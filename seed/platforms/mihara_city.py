"""Mihara City: existing bodies, merged and re-ordered, became subcommittees."""

from datetime import date

from platform_app.meetings.models import BodyKind
from platform_app.tenants.models import Formation
from seed.shapes import BodyShape, ClassShape, CouncilShape, Shape

MIHARA_CITY = Shape(
    slug="mihara-city",
    name="三原市孤独・孤立対策官民連携プラットフォーム",
    short_name="三原市",
    place="三原",
    flavor=("うきしろ", "ウキシロ"),
    surname="架空",
    kind="municipality",
    number_prefix="三市",
    dial="0848-00",
    authorities=("342041",),
    areas=("342041",),
    formation=Formation.MERGED,
    formed_from="市内の既存の会議体をすべて調べ、統合・再編した。既存の会議体は部会となった。",
    started_on=date(2022, 8, 25),
    description="既存の会議体を部会として束ねる。複合的な課題には複数の部会が支える。",
    cases_per_year=60,
    classes=(ClassShape("構成団体", can_propose=True), ClassShape("協力団体")),
    class_of=dict.fromkeys(("npo", "council-of-welfare", "commissioners", "elder-center", "authority"), "構成団体"),
    bodies=(
        BodyShape("運営会議", BodyKind.STEERING_GROUP),
        BodyShape(
            "生活困窮部会",
            theme="生活困窮",
            legal_bases=("生活困窮者自立支援法第9条",),
            taken_from="生活困窮者自立支援会議（見本）",
        ),
        BodyShape(
            "こども部会",
            theme="こども",
            legal_bases=("児童福祉法第25条の2",),
            taken_from="要保護児童対策地域協議会（見本）",
        ),
        BodyShape(
            "障害部会",
            theme="障害",
            legal_bases=("障害者総合支援法第89条の3",),
            taken_from="障害者自立支援協議会（見本）",
        ),
        BodyShape(
            "高齢部会", theme="高齢", legal_bases=("介護保険法第115条の48",), taken_from="地域ケア推進会議（見本）"
        ),
        BodyShape("いのち支える部会", theme="自殺対策", taken_from="自殺対策連絡会議（見本）"),
    ),
    council=CouncilShape(
        "三原市孤独・孤立対策地域協議会",
        date(2024, 10, 1),
        ("act_15", "social_welfare_106_6"),
        coordinating_section="三原市 地域共生センター（見本）",
        account_has_signed=False,
    ),
    desk_name="地域共生センター 総合相談",
    secretariat_name="三原市 地域共生センター（見本）",
    without=frozenset({"credit-union", "foreign", "company"}),
    topics=("care", "health"),
)
