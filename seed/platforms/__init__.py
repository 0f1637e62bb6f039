"""The seven platforms of the demo, each a shape that really exists (national report of 2023-10-10 and later pages)."""

from seed.platforms.ehime import EHIME
from seed.platforms.gifu import GIFU
from seed.platforms.hirakata_city import HIRAKATA_CITY
from seed.platforms.kitakyushu_city import KITAKYUSHU_CITY
from seed.platforms.mihara_city import MIHARA_CITY
from seed.platforms.tottori_city import TOTTORI_CITY
from seed.platforms.yamagata_city import YAMAGATA_CITY

PLATFORMS = (TOTTORI_CITY, MIHARA_CITY, EHIME, GIFU, YAMAGATA_CITY, HIRAKATA_CITY, KITAKYUSHU_CITY)
