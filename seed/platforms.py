"""The seven platforms of the demo, each a shape that really exists (national report of 2023-10-10 and later pages)."""

from datetime import date

from platform_app.meetings.models import BodyKind
from platform_app.members.models import OrganizationKind
from platform_app.tenants.models import Formation, SecretariatKind
from seed.areas import PLACES, municipalities_of
from seed.shapes import BodyShape, ClassShape, CouncilShape, MemberShape, Shape

TOWNS_OF_TOTTORI = ("313025", "313254", "313289", "313297", "285854", "285862")
"""Iwami, Wakasa, Chizu, Yazu of Tottori; Kami and Shin'onsen of Hyogo."""


def _governments(codes: tuple[str, ...], member_class: str) -> tuple[MemberShape, ...]:
    return tuple(
        MemberShape(
            key=f"government-{code}",
            name=f"{PLACES[code].name}（福祉担当課）",
            kana=PLACES[code].kana,
            kind=OrganizationKind.MUNICIPALITY,
            member_class=member_class,
            fields=("living_costs", "elderly", "child_raising"),
            activities="住民の相談支援、圏域の情報共有",
        )
        for code in codes
    )


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
    members=_governments(TOWNS_OF_TOTTORI, "構成団体"),
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
        BodyShape("生活困窮部会", theme="生活困窮", legal_bases=("生活困窮者自立支援法第9条",), taken_from="生活困窮者自立支援会議（見本）"),
        BodyShape("こども部会", theme="こども", legal_bases=("児童福祉法第25条の2",), taken_from="要保護児童対策地域協議会（見本）"),
        BodyShape(
            "障害部会", theme="障害", legal_bases=("障害者総合支援法第89条の3",), taken_from="障害者自立支援協議会（見本）"
        ),
        BodyShape("高齢部会", theme="高齢", legal_bases=("介護保険法第115条の48",), taken_from="地域ケア推進会議（見本）"),
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
    description="企業や銀行も会員。総合相談窓口から、資源リストに載る支援団体へつなぐ仕組みをもつ。窓口には会員団体の職員も座る。",
    cases_per_year=150,
    classes=(ClassShape("支援会員", can_propose=True), ClassShape("企業会員"), ClassShape("一般会員")),
    class_of={"npo": "支援会員", "council-of-welfare": "支援会員", "commissioners": "支援会員"}
    | dict.fromkeys(("bank", "credit-union", "company", "real-estate", "chamber"), "企業会員"),
    bodies=(
        BodyShape("幹事会", BodyKind.STEERING_GROUP),
        BodyShape("つなぎ実務部会", theme="総合相談からのつなぎ", taken_from="重層的支援会議（見本）", legal_bases=("社会福祉法第106条の6",)),
        BodyShape("住まい部会", theme="住まい", established_on=date(2023, 5, 18)),
    ),
    council=CouncilShape(
        "愛媛県孤独・孤立対策地域協議会", date(2024, 8, 1), coordinating_section="愛媛県保健福祉部 福祉総務課（見本）"
    ),
    desk_name="愛媛県 総合相談窓口",
    secretariat_name="愛媛県保健福祉部 福祉総務課（見本）",
    desk_staffed_by=("npo", "council-of-welfare", "mental"),
    members=(
        MemberShape("shipbuilder", "株式会社見本造船", "ミホンゾウセン", OrganizationKind.COMPANY, "企業会員", ("work",), "就労体験の受入れ"),
        MemberShape("citrus", "株式会社見本柑橘", "ミホンカンキツ", OrganizationKind.COMPANY, "企業会員", ("food", "work"), "農園での就労体験"),
    ),
    topics=("living_costs", "work_search"),
)

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
    members=_governments(municipalities_of("210005"), "一般団体"),
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
    class_of=dict.fromkeys(("npo", "council-of-welfare", "commissioners", "child", "food", "authority", "mental"), "会員"),
    members=(
        MemberShape(
            "adviser-support", "認定NPO法人 見本全国支援機構", "ミホンゼンコクシエンキコウ", OrganizationKind.NPO, "アドバイザー",
            ("hard_to_live",), "全国の中間支援。運営への助言"
        ),
        MemberShape(
            "adviser-network", "一般社団法人 見本全国居場所ネット", "ミホンゼンコクイバショネット", OrganizationKind.OTHER, "アドバイザー",
            ("gathering",), "居場所づくりの助言"
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
    class_of=dict.fromkeys(("npo", "council-of-welfare", "child", "university", "parents", "authority", "mental"), "構成機関"),
    bodies=(
        BodyShape("代表者会議", BodyKind.STEERING_GROUP),
        BodyShape(
            "若者・ひきこもり部会", theme="若者のひきこもり", legal_bases=("子ども・若者育成支援推進法第19条",),
            taken_from="子ども・若者支援地域協議会（見本）"
        ),
        BodyShape("中高年の孤立部会", theme="中高年の孤立", established_on=date(2023, 7, 1)),
    ),
    council=CouncilShape(
        "枚方市孤独・孤立対策地域協議会",
        date(2024, 4, 1),
        ("act_15", "child_youth_19"),
        coordinating_section="枚方市健康福祉部 健康福祉総務課（見本）",
    ),
    desk_name="枚方市 ひきこもり・孤立相談窓口",
    secretariat_name="枚方市健康福祉部 健康福祉総務課（見本）",
    without=frozenset({"agricultural", "foreign"}),
    topics=("withdrawal", "withdrawal", "family"),
    channels=("school_device",),
)

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
            "secretariat-npo", "NPO法人 見本つながり北九州", "ミホンツナガリキタキュウシュウ", OrganizationKind.NPO, "構成団体",
            ("gathering", "hard_to_live"), "プラットフォーム事務局（受託）"
        ),
    ),
    bodies=(
        BodyShape("企画運営会議", BodyKind.STEERING_GROUP),
        BodyShape("居場所・つながり部会", theme="居場所"),
        BodyShape("支援会議", theme="個別支援", legal_bases=("社会福祉法第106条の6",), taken_from="北九州市支援会議（見本）"),
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

PLATFORMS = (TOTTORI_CITY, MIHARA_CITY, EHIME, GIFU, YAMAGATA_CITY, HIRAKATA_CITY, KITAKYUSHU_CITY)
