"""Prefectures and the municipalities that the demo names, by local government code, with kana."""

from dataclasses import dataclass

from platform_app.core.japanese import is_local_gov_code, local_gov_check_digit
from platform_app.tenants.models import AreaKind

PREFECTURES = (
    "北海道 ホッカイドウ/青森県 アオモリケン/岩手県 イワテケン/宮城県 ミヤギケン/秋田県 アキタケン/山形県 ヤマガタケン/福島県 フクシマケン/"
    "茨城県 イバラキケン/栃木県 トチギケン/群馬県 グンマケン/埼玉県 サイタマケン/千葉県 チバケン/東京都 トウキョウト/神奈川県 カナガワケン/"
    "新潟県 ニイガタケン/富山県 トヤマケン/石川県 イシカワケン/福井県 フクイケン/山梨県 ヤマナシケン/長野県 ナガノケン/岐阜県 ギフケン/"
    "静岡県 シズオカケン/愛知県 アイチケン/三重県 ミエケン/滋賀県 シガケン/京都府 キョウトフ/大阪府 オオサカフ/兵庫県 ヒョウゴケン/"
    "奈良県 ナラケン/和歌山県 ワカヤマケン/鳥取県 トットリケン/島根県 シマネケン/岡山県 オカヤマケン/広島県 ヒロシマケン/"
    "山口県 ヤマグチケン/"
    "徳島県 トクシマケン/香川県 カガワケン/愛媛県 エヒメケン/高知県 コウチケン/福岡県 フクオカケン/佐賀県 サガケン/長崎県 ナガサキケン/"
    "熊本県 クマモトケン/大分県 オオイタケン/宮崎県 ミヤザキケン/鹿児島県 カゴシマケン/沖縄県 オキナワケン"
)
"""In the order of their numbers 01 to 47."""

DESIGNATED_CITIES = frozenset({"261009", "401005", "431001"})

MUNICIPALITIES = """
012301 登別市 ノボリベツシ
062014 山形市 ヤマガタシ
102032 桐生市 キリュウシ
122190 市原市 イチハラシ
142042 鎌倉市 カマクラシ
142166 座間市 ザマシ
162051 氷見市 ヒミシ
202134 飯山市 イイヤマシ
212016 岐阜市 ギフシ
212024 大垣市 オオガキシ
212032 高山市 タカヤマシ
212041 多治見市 タジミシ
212059 関市 セキシ
212067 中津川市 ナカツガワシ
212075 美濃市 ミノシ
212083 瑞浪市 ミズナミシ
212091 羽島市 ハシマシ
212105 恵那市 エナシ
212113 美濃加茂市 ミノカモシ
212121 土岐市 トキシ
212130 各務原市 カカミガハラシ
212148 可児市 カニシ
212156 山県市 ヤマガタシ
212164 瑞穂市 ミズホシ
212172 飛騨市 ヒダシ
212181 本巣市 モトスシ
212199 郡上市 グジョウシ
212202 下呂市 ゲロシ
212211 海津市 カイヅシ
213021 岐南町 ギナンチョウ
213039 笠松町 カサマツチョウ
213411 養老町 ヨウロウチョウ
213616 垂井町 タルイチョウ
213624 関ケ原町 セキガハラチョウ
213811 神戸町 ゴウドチョウ
213829 輪之内町 ワノウチチョウ
213837 安八町 アンパチチョウ
214019 揖斐川町 イビガワチョウ
214035 大野町 オオノチョウ
214043 池田町 イケダチョウ
214213 北方町 キタガタチョウ
215015 坂祝町 サカホギチョウ
215023 富加町 トミカチョウ
215031 川辺町 カワベチョウ
215040 七宗町 ヒチソウチョウ
215058 八百津町 ヤオツチョウ
215066 白川町 シラカワチョウ
215074 東白川村 ヒガシシラカワムラ
215210 御嵩町 ミタケチョウ
216046 白川村 シラカワムラ
222143 藤枝市 フジエダシ
232025 岡崎市 オカザキシ
232114 豊田市 トヨタシ
232190 小牧市 コマキシ
232238 大府市 オオブシ
242080 名張市 ナバリシ
242161 伊賀市 イガシ
261009 京都市 キョウトシ
272108 枚方市 ヒラカタシ
272256 高石市 タカイシシ
285854 香美町 カミチョウ
285862 新温泉町 シンオンセンチョウ
312011 鳥取市 トットリシ
313025 岩美町 イワミチョウ
313254 若桜町 ワカサチョウ
313289 智頭町 チヅチョウ
313297 八頭町 ヤズチョウ
332054 笠岡市 カサオカシ
342041 三原市 ミハラシ
342050 尾道市 オノミチシ
382019 松山市 マツヤマシ
382027 今治市 イマバリシ
382035 宇和島市 ウワジマシ
382043 八幡浜市 ヤワタハマシ
382051 新居浜市 ニイハマシ
382060 西条市 サイジョウシ
382078 大洲市 オオズシ
382108 伊予市 イヨシ
382132 四国中央市 シコクチュウオウシ
382141 西予市 セイヨシ
382159 東温市 トウオンシ
383562 上島町 カミジマチョウ
383864 久万高原町 クマコウゲンチョウ
384011 松前町 マサキチョウ
384020 砥部町 トベチョウ
384224 内子町 ウチコチョウ
384429 伊方町 イカタチョウ
384844 松野町 マツノチョウ
384887 鬼北町 キホクチョウ
385069 愛南町 アイナンチョウ
401005 北九州市 キタキュウシュウシ
402028 大牟田市 オオムタシ
402036 久留米市 クルメシ
431001 熊本市 クマモトシ
442071 津久見市 ツクミシ
472085 浦添市 ウラソエシ
"""

_KINDS = {"市": AreaKind.CITY, "町": AreaKind.TOWN, "村": AreaKind.VILLAGE}


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the areas table."""

    code: str
    prefecture_code: str
    kind: AreaKind
    name: str
    kana: str
    prefecture: str


def _places() -> dict[str, Place]:
    found: dict[str, Place] = {}
    prefectures: dict[str, tuple[str, str]] = {}
    for number, entry in enumerate(PREFECTURES.split("/"), start=1):
        name, kana = entry.split()
        five = f"{number:02}000"
        code = five + local_gov_check_digit(five)
        prefectures[code[:2]] = (code, name)
        found[code] = Place(code, code, AreaKind.PREFECTURE, name, kana, name)
    for line in MUNICIPALITIES.split("\n"):
        if not line:
            continue
        code, name, kana = line.split()
        if not is_local_gov_code(code):
            raise ValueError(f"{code} {name}: the check digit is wrong")
        prefecture_code, prefecture = prefectures[code[:2]]
        kind = AreaKind.DESIGNATED_CITY if code in DESIGNATED_CITIES else _KINDS[name[-1]]
        found[code] = Place(code, prefecture_code, kind, name, kana, prefecture)
    return found


PLACES = _places()
"""Every area of the demo by code; a wrong check digit stops the import."""


def municipalities_of(prefecture_code: str) -> tuple[str, ...]:
    """Codes of the listed municipalities of a prefecture (all of Gifu's 42 and Ehime's 20 are listed)."""
    return tuple(
        place.code
        for place in PLACES.values()
        if place.prefecture_code == prefecture_code and place.kind is not AreaKind.PREFECTURE
    )
