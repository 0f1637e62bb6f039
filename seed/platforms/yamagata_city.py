"""Yamagata City: a new body with national intermediaries as advisers; trial chat consultation."""

from datetime import date

from platform_app.meetings.models import BodyKind
from platform_app.members.models import OrganizationKind
from platform_app.tenants.models import Formation
from seed.shapes import BodyShape, ClassShape, CouncilShape, MemberShape, Shape

YAMAGATA_CITY = Shape(
    slug="yamagata-city",
    name="山形市孤独・孤立対策官民連携プラットフォーム",
    short_name="山形市",
    place="山形",
    flavor=("べにばな", "ベニバナ"),
    surname="想定",
    kind="municipality",
    number_prefix="山市",
    dial="023-000",
    authorities=("062014",),
    areas=("062014",),
    formation=Formation.NEW,
    started_on=date(2022, 9, 1),
    description="新しく設けた。全国の中間支援団体がアドバイザーとして加わる。チャット相談を試行した。",
    cases_per_year=90,
    classes=(ClassShape("会員", can_propose=True), ClassShape("アドバイザー"), ClassShape("協力団体")),
    class_of=dict.fromkeys(
        ("npo", "council-of-welfare", "commissioners", "child", "food", "authority", "mental"), "会員"
    ),
    members=(
        MemberShape(
            "adviser-support",
            "認定NPO法人 見本全国支援機構",
            "ミホンゼンコクシエンキコウ",
            OrganizationKind.NPO,
            "アドバイザー",
            ("hard_to_live",),
            "全国の中間支援。運営への助言",
        ),
        MemberShape(
            "adviser-network",
            "一般社団法人 見本全国居場所ネット",
            "ミホンゼンコクイバショネット",
            OrganizationKind.OTHER,
            "アドバイザー",
            ("gathering",),
            "居場所づくりの助言",
        ),
    ),
    bodies=(
        BodyShape("運営委員会", BodyKind.STEERING_GROUP),
        BodyShape("チャット相談試行部会", theme="チャット相談"),
        BodyShape("居場所部会", theme="居場所", established_on=date(2023, 6, 15)),
    ),
    council=CouncilShape("山形市孤独・孤立対策地域協議会", date(2024, 9, 2), coordinated_by="council-of-welfare"),
    desk_name="山形市 福祉まるごと相談（見本）",
    secretariat_name="山形市福祉推進部 生活福祉課（見本）",
    without=frozenset({"credit-union", "company"}),
    topics=("loneliness", "work_trouble"),
    channels=("chat", "chat"),
)
