"""The resource list as an Excel sheet.

Headings are fixed Japanese, not gettext: the file goes to offices and comes back, and the import finds its columns by
these headings whatever language the screen had. Choices are written in Japanese for the same reason.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import force_locale

from platform_app.core import clock
from platform_app.core.sheets import Column, Kind, SheetData, SheetSpec, workbook_bytes
from platform_app.core.taxonomy import FIELDS, LANGUAGES, REACH, TARGET_GROUPS, Labels
from platform_app.resources.labels import ROOM_STATES, VISIBILITIES
from platform_app.resources.models import Resource

WHOLE_AREA = "全域"
_SEVERAL = "「、」で区切ります。"

RESOURCES_SHEET = SheetSpec(
    "resources",
    "支援資源リスト",
    (
        Column("name", "支援の名称", width=32, required=True),
        Column("organization", "提供団体", width=28, required=True),
        Column("office", "拠点・支店", width=20, required=True),
        Column("summary", "支援の内容", width=48, required=True),
        Column("fields", "支援分野", width=28, note=_SEVERAL),
        Column("target_groups", "対象者", width=22, note=_SEVERAL),
        Column("areas", "対象地域", width=22, note=f"{_SEVERAL}指定がないときは「{WHOLE_AREA}」。"),
        Column("hours", "曜日・時間", width=24),
        Column("cost", "費用", width=16),
        Column("reach", "利用方法", width=20, note=_SEVERAL),
        Column("languages", "対応言語", width=20, note=_SEVERAL),
        Column("eligibility", "利用条件", width=28),
        Column("contact_section", "連絡先部署", width=20),
        Column("phone", "電話番号", Kind.PHONE, width=16),
        Column("url", "ウェブサイト", width=28),
        Column(
            "room_state",
            "受入状況",
            Kind.CHOICE,
            choices={str(code): word for code, word in ROOM_STATES.items()},
            width=12,
        ),
        Column("room_noted_on", "受入状況の報告日", Kind.DATE, width=18),
        Column("checked_on", "最終確認日", Kind.DATE, width=18),
        Column(
            "visibility",
            "公開範囲",
            Kind.CHOICE,
            choices={str(code): word for code, word in VISIBILITIES.items()},
            width=18,
        ),
    ),
)


def resources_workbook(rows: Sequence[Any], area_names: Mapping[str, str], *, platform: str, as_of: date) -> bytes:
    """The official workbook of ``(resource, organization name, office name)`` rows."""
    with force_locale("ja"):
        data = SheetData(
            RESOURCES_SHEET,
            [_line(row[0], row[1], row[2], area_names) for row in rows],
            subtitle=f"{platform}　{clock.era_date(as_of)}現在",
            notes=[f"{len(rows):,}件"],
        )
        return workbook_bytes([data], made_at=clock.now(), info={"プラットフォーム": platform})


def _line(
    resource: Resource, organization_name: str, office_name: str, area_names: Mapping[str, str]
) -> dict[str, object]:
    plain = {column.key: getattr(resource, column.key, None) for column in RESOURCES_SHEET}
    return {
        **plain,
        "organization": organization_name,
        "office": office_name,
        "fields": _words(resource.fields, FIELDS),
        "target_groups": _words(resource.target_groups, TARGET_GROUPS),
        "areas": _words(resource.area_codes, area_names) or WHOLE_AREA,
        "reach": _words(resource.reach, REACH),
        "languages": _words(resource.languages, LANGUAGES),
        "room_state": str(resource.room_state),
        "room_noted_on": resource.room_noted_at.astimezone(clock.TOKYO).date(),
        "visibility": str(resource.visibility),
    }


def _words(codes: Sequence[str], words: Labels) -> str:
    return "、".join(str(words.get(code, code)) for code in codes)
