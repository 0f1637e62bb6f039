"""Businesses and cooperatives."""

from platform_app.members.models import OrganizationKind as Kind
from seed.catalog.shapes import Common, Offer

BUSINESS = (
    Common(
        "bank",
        "見本銀行",
        "ミホンギンコウ",
        Kind.BANK,
        "窓口での気づき、家計相談",
        ("本店", "{place}支店"),
        (
            Offer(
                "家計と返済の相談",
                "返済が苦しい方の家計の見直しと相談先の案内。",
                ("consumer", "living_costs"),
                ("working_age", "elderly"),
                hours="平日 9時～15時",
                office=1,
            ),
        ),
    ),
    Common(
        "post",
        "見本郵便局グループ",
        "ミホンユウビンキョクグループ",
        Kind.POST_OFFICE,
        "配達時の気づき、見守り訪問",
        ("見本中央郵便局", "見本駅前郵便局", "見本北郵便局"),
        (
            Offer(
                "みまもり訪問（見本）",
                "月1回30分ほど訪ね、家族に知らせる。",
                ("elderly",),
                ("elderly",),
                ("outreach",),
                cost="月2,500円",
            ),
        ),
    ),
    Common(
        "agricultural",
        "見本農業協同組合",
        "ミホンノウギョウキョウドウクミアイ",
        Kind.AGRICULTURAL_COOP,
        "農福連携",
        ("本所", "{place}営農センター"),
        (
            Offer(
                "畑の仕事体験",
                "短い時間から始める農作業の体験。",
                ("work", "hikikomori"),
                ("youth", "working_age"),
                hours="季節による",
                visibility="platform",
                office=1,
            ),
        ),
    ),
    Common(
        "coop",
        "見本生活協同組合",
        "ミホンセイカツキョウドウクミアイ",
        Kind.CONSUMER_COOP,
        "宅配時の見守り、食の支援",
        ("本部", "{place}センター"),
        (
            Offer(
                "食料の緊急お届け",
                "今日食べるものがない方へ3日分を届ける。",
                ("food",),
                reach=("outreach", "phone"),
                hours="平日 9時～18時",
                visibility="desk",
                office=1,
            ),
        ),
    ),
    Common(
        "chamber",
        "見本商工会議所",
        "ミホンショウコウカイギショ",
        Kind.CHAMBER_OF_COMMERCE,
        "就労受入れ企業の開拓",
        ("事務局",),
        (
            Offer(
                "はじめの一歩 就労先紹介",
                "短時間・短期間から受け入れる事業所の紹介。",
                ("work",),
                ("youth", "working_age"),
                visibility="platform",
            ),
        ),
    ),
    Common(
        "real-estate",
        "見本宅地建物取引業協会",
        "ミホンタクチタテモノトリヒキギョウキョウカイ",
        Kind.REAL_ESTATE_ASSOCIATION,
        "住まい探し",
        ("事務局",),
        (Offer("住まい探しの相談", "保証人がいない方も相談できる住まい探し。", ("housing",), hours="平日 10時～16時"),),
    ),
    Common(
        "company",
        "株式会社見本コンビニ",
        "ミホンコンビニ",
        Kind.COMPANY,
        "店頭での気づき、見守り協定",
        ("{place}駅前店", "{place}北店"),
    ),
    Common(
        "credit-union",
        "見本信用金庫",
        "ミホンシンヨウキンコ",
        Kind.CREDIT_UNION,
        "窓口での気づき",
        ("本店", "{place}支店"),
    ),
)
