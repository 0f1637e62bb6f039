"""Hirakata City: began with one theme; an existing statutory council was reorganized."""

from datetime import date

from platform_app.meetings.models import BodyKind
from platform_app.tenants.models import Formation
from seed.shapes import BodyShape, ClassShape, CouncilShape, Shape

HIRAKATA_CITY = Shape(
    slug="hirakata-city",
    name="枚方市孤独・孤立対策官民連携プラットフォーム",
    short_name="枚方市",
    place="枚方",
    flavor=("きくか", "キクカ"),
    surname="設例",
    kind="municipality",
    number_prefix="枚市",
    dial="072-000",
    authorities=("272108",),
    areas=("272108",),
    formation=Formation.REORGANIZED,
    formed_from="子ども・若者支援地域協議会（見本）を改組した。",
    starting_theme="若者のひきこもり",
    started_on=date(2022, 11, 1),
    description="若者のひきこもりから始め、対象を広げた。既存の法定協議会を改組した。",
    cases_per_year=75,
    classes=(ClassShape("構成機関", can_propose=True), ClassShape("協力団体")),
    class_of=dict.fromkeys(
        ("npo", "council-of-welfare", "child", "university", "parents", "authority", "mental"), "構成機関"
    ),
    bodies=(
        BodyShape("代表者会議", BodyKind.STEERING_GROUP),
        BodyShape(
            "若者・ひきこもり部会",
            theme="若者のひきこもり",
            legal_bases=("子ども・若者育成支援推進法第19条",),
            taken_from="子ども・若者支援地域協議会（見本）",
        ),
        BodyShape("中高年の孤立部会", theme="中高年の孤立", established_on=date(2023, 7, 1)),
    ),
    council=CouncilShape(
        "枚方市孤独・孤立対策地域協議会",
        date(2024, 4, 1),
        ("act_15", "youth_19"),
        coordinating_section="枚方市健康福祉部 健康福祉総務課（見本）",
    ),
    desk_name="枚方市 ひきこもり・孤立相談窓口",
    secretariat_name="枚方市健康福祉部 健康福祉総務課（見本）",
    without=frozenset({"agricultural", "foreign"}),
    topics=("withdrawal", "withdrawal", "family"),
    channels=("school_device",),
)
