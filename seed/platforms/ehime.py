"""Ehime: companies and banks are members; the general desk hands on to the resource list."""

from datetime import date

from platform_app.meetings.models import BodyKind
from platform_app.members.models import OrganizationKind
from platform_app.tenants.models import Formation
from seed.areas import municipalities_of
from seed.shapes import BodyShape, ClassShape, CouncilShape, MemberShape, Shape

EHIME = Shape(
    slug="ehime",
    name="愛媛県孤独・孤立対策官民連携プラットフォーム",
    short_name="愛媛県",
    place="松山",
    flavor=("みかん", "ミカン"),
    surname="例示",
    kind="prefecture",
    number_prefix="愛媛",
    dial="089-000",
    authorities=("380008",),
    areas=municipalities_of("380008"),
    formation=Formation.ON_EXISTING_BODY,
    formed_from="重層的支援会議から発展した。",
    started_on=date(2022, 8, 18),
    description="企業や銀行も構成団体。総合相談窓口から、支援資源リストに載る支援団体へつなぐ仕組みをもつ。窓口には構成団体の職員も座る。",
    cases_per_year=150,
    classes=(ClassShape("支援会員", can_propose=True), ClassShape("企業会員"), ClassShape("一般会員")),
    class_of={"npo": "支援会員", "council-of-welfare": "支援会員", "commissioners": "支援会員"}
    | dict.fromkeys(("bank", "credit-union", "company", "real-estate", "chamber"), "企業会員"),
    bodies=(
        BodyShape("幹事会", BodyKind.STEERING_GROUP),
        BodyShape(
            "つなぎ実務部会",
            theme="総合相談からのつなぎ",
            taken_from="重層的支援会議（見本）",
            legal_bases=("社会福祉法第106条の6",),
        ),
        BodyShape("住まい部会", theme="住まい", established_on=date(2023, 5, 18)),
    ),
    council=CouncilShape(
        "愛媛県孤独・孤立対策地域協議会", date(2024, 8, 1), coordinating_section="愛媛県保健福祉部 福祉総務課（見本）"
    ),
    desk_name="愛媛県 総合相談窓口",
    secretariat_name="愛媛県保健福祉部 福祉総務課（見本）",
    desk_staffed_by=("npo", "council-of-welfare", "mental"),
    members=(
        MemberShape(
            "shipbuilder",
            "株式会社見本造船",
            "ミホンゾウセン",
            OrganizationKind.COMPANY,
            "企業会員",
            ("work",),
            "就労体験の受入れ",
        ),
        MemberShape(
            "citrus",
            "株式会社見本柑橘",
            "ミホンカンキツ",
            OrganizationKind.COMPANY,
            "企業会員",
            ("food", "work"),
            "農園での就労体験",
        ),
    ),
    topics=("living_costs", "work_search"),
)
