"""The member organizations that the platforms of the demo have in common, and what they offer. All are invented."""

from dataclasses import dataclass

from platform_app.members.models import OrganizationKind as Kind


@dataclass(frozen=True, slots=True)
class Offer:
    """One resource of a member. ``{place}`` is filled in."""

    name: str
    summary: str
    fields: tuple[str, ...]
    targets: tuple[str, ...] = ("anyone",)
    reach: tuple[str, ...] = ("visit", "phone")
    hours: str = "平日 9時～17時"
    cost: str = "無料"
    visibility: str = "public"
    is_shelter: bool = False
    languages: tuple[str, ...] = ("ja",)
    office: int = 0


@dataclass(frozen=True, slots=True)
class Common:
    """A member. ``{place}``, ``{flavor}`` and ``{body}`` are filled in."""

    key: str
    name: str
    kana: str
    kind: Kind
    activities: str
    offices: tuple[str, ...] = ("本部",)
    offers: tuple[Offer, ...] = ()
    has_number: bool = True


COMMON = (
    Common(
        "npo", "NPO法人 見本{flavor}のわ", "ミホン{flavor_kana}ノワ", Kind.NPO, "居場所づくり、見守り、ひきこもり支援",
        ("本部", "駅前ひろば"),
        (
            Offer("{flavor}カフェ（日中の居場所）", "予約なしで立ち寄れる居場所。スタッフが話を聞く。", ("gathering", "hard_to_live"), hours="火～土 10時～16時", office=1),
            Offer("訪問・電話の見守り", "月2回の訪問と電話で近況を聞く。", ("elderly", "gathering"), ("elderly",), ("outreach", "phone")),
            Offer("ひきこもり本人と家族の会", "月1回の集まりと個別相談。", ("hikikomori", "hard_to_live"), ("youth", "families"), hours="第2日曜 13時30分～16時"),
        ),
    ),
    Common(
        "bank", "見本銀行", "ミホンギンコウ", Kind.BANK, "窓口での気づき、家計相談", ("本店", "{place}支店"),
        (Offer("家計と返済の相談", "返済が苦しい方の家計の見直しと相談先の案内。", ("consumer", "living_costs"), ("working_age", "elderly"), hours="平日 9時～15時", office=1),),
    ),
    Common(
        "council-of-welfare", "{body}社会福祉協議会（見本）", "{body_kana}シャカイフクシキョウギカイ", Kind.SOCIAL_WELFARE_COUNCIL,
        "自立相談支援、貸付、ボランティア", ("本所", "権利擁護センター"),
        (
            Offer("自立相談支援", "くらしと仕事の困りごとを一緒に整理し、計画を立てる。", ("living_costs", "work", "housing"), ("working_age",), ("visit", "phone", "outreach")),
            Offer("生活福祉資金の貸付", "所得の少ない世帯などへの貸付の相談。", ("living_costs",), hours="平日 8時30分～17時15分"),
            Offer("日常生活自立支援", "お金や書類の管理を手伝う。", ("elderly", "disability"), ("elderly", "disabled"), cost="1回1,000円程度", office=1),
        ),
    ),
    Common(
        "commissioners", "{body}民生委員児童委員協議会（見本）", "{body_kana}ミンセイイインジドウイインキョウギカイ", Kind.WELFARE_COMMISSIONERS,
        "地区での見守り", ("事務局",),
        (Offer("地区の見守り訪問", "地区の委員が訪ね、ようすを伝える。", ("elderly", "gathering"), ("elderly", "families"), ("outreach",), "随時", visibility="platform"),),
        has_number=False,
    ),
    Common(
        "post", "見本郵便局グループ", "ミホンユウビンキョクグループ", Kind.POST_OFFICE, "配達時の気づき、見守り訪問",
        ("見本中央郵便局", "見本駅前郵便局", "見本北郵便局"),
        (Offer("みまもり訪問（見本）", "月1回30分ほど訪ね、家族に知らせる。", ("elderly",), ("elderly",), ("outreach",), cost="月2,500円"),),
    ),
    Common(
        "agricultural", "見本農業協同組合", "ミホンノウギョウキョウドウクミアイ", Kind.AGRICULTURAL_COOP, "農福連携", ("本所", "{place}営農センター"),
        (Offer("畑の仕事体験", "短い時間から始める農作業の体験。", ("work", "hikikomori"), ("youth", "working_age"), hours="季節による", visibility="platform", office=1),),
    ),
    Common(
        "coop", "見本生活協同組合", "ミホンセイカツキョウドウクミアイ", Kind.CONSUMER_COOP, "宅配時の見守り、食の支援", ("本部", "{place}センター"),
        (Offer("食料の緊急お届け", "今日食べるものがない方へ3日分を届ける。", ("food",), reach=("outreach", "phone"), hours="平日 9時～18時", visibility="desk", office=1),),
    ),
    Common(
        "chamber", "見本商工会議所", "ミホンショウコウカイギショ", Kind.CHAMBER_OF_COMMERCE, "就労受入れ企業の開拓", ("事務局",),
        (Offer("はじめの一歩 就労先紹介", "短時間・短期間から受け入れる事業所の紹介。", ("work",), ("youth", "working_age"), visibility="platform"),),
    ),
    Common(
        "real-estate", "見本宅地建物取引業協会", "ミホンタクチタテモノトリヒキギョウキョウカイ", Kind.REAL_ESTATE_ASSOCIATION, "住まい探し", ("事務局",),
        (Offer("住まい探しの相談", "保証人がいない方も相談できる住まい探し。", ("housing",), hours="平日 10時～16時"),),
    ),
    Common(
        "medical", "見本医師会", "ミホンイシカイ", Kind.MEDICAL_ASSOCIATION, "受診の相談", ("事務局",),
        (Offer("受診の相談", "どこにかかればよいか分からない方の相談。", ("health",), reach=("phone",), hours="平日 13時～16時", visibility="platform"),),
    ),
    Common(
        "university", "学校法人 見本大学 地域連携室", "ミホンダイガクチイキレンケイシツ", Kind.SCHOOL, "学生による学習支援", ("地域連携室",),
        (Offer("放課後の学習ひろば", "学生が勉強と話し相手をする。", ("school", "child_raising"), ("children", "youth"), ("visit", "online"), "月・水・金 16時～19時"),),
    ),
    Common("police", "見本警察署 生活安全課", "ミホンケイサツショ", Kind.POLICE, "地域の安全", ("生活安全課",), (), has_number=False),
    Common(
        "food", "NPO法人 見本フードバンク{flavor}", "ミホンフードバンク{flavor_kana}", Kind.NPO, "食料支援", ("倉庫",),
        (
            Offer("フードパントリー", "月2回、食料と日用品を渡す。", ("food", "living_costs"), ("anyone", "parents"), hours="第1・第3土曜 10時～12時"),
            Offer("子ども食堂", "みんなで食べる夕ごはん。", ("food", "child_raising", "gathering"), ("children", "parents"), hours="毎週木曜 17時～19時", cost="子ども無料、大人300円"),
        ),
    ),
    Common(
        "women", "NPO法人 見本ひまわりの家", "ミホンヒマワリノイエ", Kind.NPO, "女性の支援", ("相談室",),
        (
            Offer("女性のための相談", "女性の相談員が聞く。", ("dv", "abuse", "single_parents"), ("women",), ("phone", "chat"), "毎日 10時～21時"),
            Offer("緊急の宿泊場所", "安全な場所での短い宿泊。所在地は公表しない。", ("dv", "abuse", "housing"), ("women",), ("phone",), "24時間", visibility="council", is_shelter=True),
        ),
    ),
    Common(
        "child", "NPO法人 見本こどもの木", "ミホンコドモノキ", Kind.NPO, "子どもの居場所、ヤングケアラー支援", ("ひろば",),
        (
            Offer("こどもの居場所", "宿題、あそび、夕ごはん。", ("child_raising", "school", "bullying"), ("children",), hours="平日 15時～19時"),
            Offer("ヤングケアラーの家事支援", "家事と送迎を手伝い、休める時間をつくる。", ("young_carers", "single_parents"), ("children", "families"), ("outreach",), visibility="platform"),
        ),
    ),
    Common(
        "mental", "NPO法人 見本こころの電話", "ミホンココロノデンワ", Kind.NPO, "電話とチャットの傾聴", ("事務局",),
        (
            Offer("こころの電話", "名前を言わずに話せる。", ("suicide_prevention", "hard_to_live", "health"), reach=("phone",), hours="毎日 19時～23時"),
            Offer("夜のチャット相談", "文字で話せる相談。", ("suicide_prevention", "hard_to_live"), ("youth",), ("chat",), "金・土 20時～24時"),
        ),
    ),
    Common(
        "consumer", "見本消費生活センター", "ミホンショウヒセイカツセンター", Kind.OTHER, "消費者被害、多重債務", ("センター",),
        (Offer("借金と契約の相談", "多重債務と契約のトラブルの相談。", ("consumer",), hours="平日 9時～16時30分"),), has_number=False,
    ),
    Common(
        "legal", "見本法律相談センター", "ミホンホウリツソウダンセンター", Kind.OTHER, "法律相談", ("センター",),
        (Offer("無料法律相談", "弁護士による30分の相談。", ("consumer", "crime_victims", "housing"), hours="予約制"),),
    ),
    Common(
        "disability", "社会福祉法人 見本福祉会", "ミホンフクシカイ", Kind.OTHER, "障害のある人の相談と就労", ("相談支援事業所", "就労支援事業所"),
        (
            Offer("障害の相談支援", "手帳の有無を問わない相談。", ("disability", "health"), ("disabled", "families")),
            Offer("就労継続支援の見学と体験", "見学と1日体験。", ("work", "disability"), ("disabled",), visibility="platform", office=1),
        ),
    ),
    Common(
        "elder-center", "見本地域包括支援センター", "ミホンチイキホウカツシエンセンター", Kind.OTHER, "高齢者の総合相談", ("東センター", "西センター"),
        (
            Offer("高齢者の総合相談", "介護、健康、権利の相談。", ("elderly", "health"), ("elderly", "families"), ("visit", "phone", "outreach")),
            Offer("認知症の人と家族の集い", "お茶を飲みながら話す。", ("elderly", "gathering"), ("elderly", "families"), ("visit",), "第3水曜 13時～15時", office=1),
        ),
    ),
    Common("company", "株式会社見本コンビニ", "ミホンコンビニ", Kind.COMPANY, "店頭での気づき、見守り協定", ("{place}駅前店", "{place}北店")),
    Common(
        "salon", "見本おしゃべりサロンの会", "ミホンオシャベリサロンノカイ", Kind.VOLUNTARY_GROUP, "集いの場", ("世話人宅",),
        (Offer("おしゃべりサロン", "だれでも来られるお茶の会。", ("gathering",), hours="毎週水曜 10時～12時", cost="100円"),), has_number=False,
    ),
    Common(
        "parents", "見本親の会「ひなたぼっこ」", "ミホンオヤノカイヒナタボッコ", Kind.VOLUNTARY_GROUP, "不登校の子の親の集い", ("世話人",),
        (Offer("不登校の親の集い", "経験を話し合う会。", ("school", "hikikomori", "child_raising"), ("parents", "families"), hours="第4土曜 14時～16時"),),
        has_number=False,
    ),
    Common(
        "foreign", "見本国際交流協会", "ミホンコクサイコウリュウキョウカイ", Kind.OTHER, "外国人住民の支援", ("事務局",),
        (Offer("外国人くらしの相談", "やさしい日本語と多言語での相談。", ("foreign_residents", "living_costs"), ("foreign_residents",), languages=("easy_ja", "en", "zh", "vi", "pt"), hours="火～土 10時～17時"),),
    ),
    Common("credit-union", "見本信用金庫", "ミホンシンヨウキンコ", Kind.CREDIT_UNION, "窓口での気づき", ("本店", "{place}支店")),
    Common(
        "health-office", "見本保健所", "ミホンホケンジョ", Kind.PREFECTURE_OFFICE, "精神保健の相談", ("健康支援課",),
        (Offer("こころの健康相談", "保健師と医師による相談。", ("health", "suicide_prevention", "hikikomori"), ("anyone", "families"), ("visit", "phone", "outreach")),),
        has_number=False,
    ),
)
"""The order is the order of joining."""

BY_KEY = {common.key: common for common in COMMON}
