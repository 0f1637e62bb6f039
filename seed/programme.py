"""The bodies of the national programme in fiscal 2022 (29 = 12 + 17) and 2023 (15 = 5 + 10, four in their second year).

How sure each name is stands in README.md of this folder: the first round of 2022 is verified, most of the rest is not.
"""

from dataclasses import dataclass

PREFECTURE, MUNICIPALITY = "prefecture", "municipality"


@dataclass(frozen=True, slots=True)
class Participant:
    """One body: where it is, how many live there (rounded, in persons), when it took part."""

    slug: str
    code: str
    group: str
    population: int
    fiscal_years: tuple[int, ...]


def _body(slug: str, code: str, group: str, thousands: float, *years: int) -> Participant:
    return Participant(slug, code, group, round(thousands * 1000), years)


PARTICIPANTS = (
    # fiscal 2022, first round
    _body("saitama", "110001", PREFECTURE, 7330, 2022),
    _body("gifu", "210005", PREFECTURE, 1950, 2022),
    _body("shiga", "250007", PREFECTURE, 1410, 2022),
    _body("kyoto-city", "261009", PREFECTURE, 1450, 2022),
    _body("osaka", "270008", PREFECTURE, 8780, 2022),
    _body("tottori", "310000", PREFECTURE, 544, 2022),
    _body("tokushima", "360007", PREFECTURE, 704, 2022),
    _body("ehime", "380008", PREFECTURE, 1306, 2022),
    _body("kitakyushu-city", "401005", PREFECTURE, 924, 2022, 2023),
    _body("yamagata-city", "062014", MUNICIPALITY, 244, 2022),
    _body("ichihara-city", "122190", MUNICIPALITY, 267, 2022),
    _body("kamakura-city", "142042", MUNICIPALITY, 172, 2022),
    _body("tottori-city", "312011", MUNICIPALITY, 252, 2022, 2023),
    _body("kasaoka-city", "332054", MUNICIPALITY, 45, 2022),
    _body("mihara-city", "342041", MUNICIPALITY, 88, 2022),
    _body("onomichi-city", "342050", MUNICIPALITY, 128, 2022),
    _body("uwajima-city", "382035", MUNICIPALITY, 69, 2022),
    _body("tsukumi-city", "442071", MUNICIPALITY, 15.9, 2022),
    # fiscal 2022, second round
    _body("hokkaido", "010006", PREFECTURE, 5140, 2022, 2023),
    _body("aomori", "020001", PREFECTURE, 1204, 2022),
    _body("saga", "410004", PREFECTURE, 801, 2022),
    _body("noboribetsu-city", "012301", MUNICIPALITY, 45, 2022, 2023),
    _body("hirakata-city", "272108", MUNICIPALITY, 396, 2022),
    _body("kiryu-city", "102032", MUNICIPALITY, 103, 2022),
    _body("fujieda-city", "222143", MUNICIPALITY, 141, 2022),
    _body("toyota-city", "232114", MUNICIPALITY, 417, 2022),
    _body("komaki-city", "232190", MUNICIPALITY, 149, 2022),
    _body("nabari-city", "242080", MUNICIPALITY, 76, 2022),
    _body("omuta-city", "402028", MUNICIPALITY, 108, 2022),
    # fiscal 2023, new
    _body("nagano", "200000", PREFECTURE, 2020, 2023),
    _body("wakayama", "300004", PREFECTURE, 903, 2023),
    _body("kumamoto-city", "431001", PREFECTURE, 738, 2023),
    _body("himi-city", "162051", MUNICIPALITY, 44, 2023),
    _body("iiyama-city", "202134", MUNICIPALITY, 19.5, 2023),
    _body("zama-city", "142166", MUNICIPALITY, 132, 2023),
    _body("okazaki-city", "232025", MUNICIPALITY, 384, 2023),
    _body("obu-city", "232238", MUNICIPALITY, 93, 2023),
    _body("iga-city", "242161", MUNICIPALITY, 86, 2023),
    _body("takaishi-city", "272256", MUNICIPALITY, 57, 2023),
    _body("urasoe-city", "472085", MUNICIPALITY, 115, 2023),
)


def of_year(fiscal_year: int, group: str | None = None) -> list[Participant]:
    """Who took part in a fiscal year, perhaps of one group only."""
    return [one for one in PARTICIPANTS if fiscal_year in one.fiscal_years and group in (None, one.group)]
