"""Gifu: steering and general members; every municipality is a member."""

from datetime import date

from platform_app.meetings.models import BodyKind
from platform_app.tenants.models import Formation
from seed.areas import municipalities_of
from seed.platforms.governments import governments
from seed.shapes import BodyShape, ClassShape, CouncilShape, Shape

GIFU = Shape(
    slug="gifu",
    name="岐阜県孤独・孤立対策官民連携プラットフォーム",
    short_name="岐阜県",
    place="岐阜",
    flavor=("せいりゅう", "セイリュウ"),
    surname="模擬",
    kind="prefecture",
    number_prefix="岐阜",
    dial="058-000",
    authorities=("210005",),
    areas=municipalities_of("210005"),
    formation=Formation.NEW,
    started_on=date(2022, 8, 30),
    description="幹事団体（提案できる）と一般団体（公募）の二つの会員区分。県内42市町村がすべて会員。",
    cases_per_year=160,
    classes=(ClassShape("幹事団体", can_propose=True), ClassShape("一般団体")),
    class_of=dict.fromkeys(
        ("npo", "council-of-welfare", "commissioners", "mental", "authority", "child", "university"), "幹事団体"
    ),
    members=governments(municipalities_of("210005"), "一般団体"),
    bodies=(
        BodyShape("幹事会", BodyKind.STEERING_GROUP),
        BodyShape("ひきこもり分科会", theme="ひきこもり", established_on=date(2023, 6, 1)),
        BodyShape("飛騨圏域分科会", theme="飛騨圏域", established_on=date(2023, 9, 1)),
        BodyShape("国の動きの勉強会", BodyKind.WORKING_GROUP, theme="情報交換"),
    ),
    council=CouncilShape(
        "岐阜県孤独・孤立対策地域協議会", date(2024, 6, 3), coordinating_section="岐阜県健康福祉部 地域福祉課（見本）"
    ),
    desk_name="岐阜県 孤独・孤立相談窓口",
    secretariat_name="岐阜県健康福祉部 地域福祉課（見本）",
    topics=("withdrawal", "loneliness"),
)
