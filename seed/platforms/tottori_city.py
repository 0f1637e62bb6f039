"""Tottori City with six towns, two of them in another prefecture."""

from datetime import date

from platform_app.meetings.models import BodyKind
from platform_app.tenants.models import Formation
from seed.platforms.governments import governments
from seed.shapes import BodyShape, ClassShape, CouncilShape, Shape

TOWNS_OF_TOTTORI = ("313025", "313254", "313289", "313297", "285854", "285862")
"""Iwami, Wakasa, Chizu, Yazu of Tottori; Kami and Shin'onsen of Hyogo."""

TOTTORI_CITY = Shape(
    slug="tottori-city",
    name="鳥取市・周辺6町 孤独・孤立対策官民連携プラットフォーム",
    short_name="鳥取市",
    place="鳥取",
    flavor=("さきゅう", "サキュウ"),
    surname="見本",
    kind="joint",
    number_prefix="鳥市",
    dial="0857-00",
    authorities=("312011", *TOWNS_OF_TOTTORI),
    areas=("312011", "313297", "285854", "285862", "313025", "313289", "313254"),
    formation=Formation.NEW,
    started_on=date(2022, 8, 10),
    description="鳥取市と周辺の6町（うち2町は兵庫県）が共同で設ける。地方銀行と郵便局も加わり、つながりサポーターを養成する。",
    cases_per_year=130,
    classes=(ClassShape("構成団体", can_propose=True), ClassShape("協力団体")),
    class_of=dict.fromkeys(("npo", "council-of-welfare", "commissioners", "medical", "authority"), "構成団体"),
    members=governments(TOWNS_OF_TOTTORI, "構成団体"),
    bodies=(
        BodyShape("幹事会", BodyKind.STEERING_GROUP),
        BodyShape("つながりサポーター養成部会", theme="つながりサポーター"),
        BodyShape("見守り・地域連携部会", theme="見守り", established_on=date(2023, 4, 20)),
    ),
    council=CouncilShape(
        "鳥取市孤独・孤立対策地域協議会",
        date(2024, 7, 1),
        ("act_15", "social_welfare_106_6"),
        coordinating_section="鳥取市福祉部 地域福祉課（見本）",
    ),
    desk_name="鳥取市 つながる相談窓口",
    secretariat_name="鳥取市福祉部 地域福祉課（見本）",
    topics=("loneliness", "community"),
)
