"""The register as an Excel sheet.

Headings are fixed Japanese, not gettext: the file goes to offices and comes back, and the import finds its columns by
these headings whatever language the screen had. Choices are written in Japanese for the same reason.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import force_locale

from platform_app.core import clock
from platform_app.core.sheets import Column, Kind, SheetData, SheetSpec, workbook_bytes
from platform_app.core.taxonomy import FIELDS
from platform_app.members.labels import KINDS, STATUSES
from platform_app.members.models import Organization

MEMBERS_SHEET = SheetSpec(
    "members",
    "構成団体名簿",
    (
        Column("name", "団体名", width=32, required=True),
        Column("name_kana", "団体名（カナ）", width=32, required=True),
        Column("kind", "団体の種別", Kind.CHOICE, choices={str(code): word for code, word in KINDS.items()}, width=20),
        Column("corporate_number", "法人番号", Kind.CODE, digits=13, width=16),
        Column("member_class", "会員区分", required=True),
        Column("status", "状態", Kind.CHOICE, choices={str(code): word for code, word in STATUSES.items()}, width=10),
        Column("joined_on", "入会日", Kind.DATE, width=18),
        Column("left_on", "退会日", Kind.DATE, width=18),
        Column("postal_code", "郵便番号", Kind.CODE, width=10),
        Column("address", "所在地", width=36),
        Column("phone", "電話番号", Kind.PHONE, width=16),
        Column("url", "ウェブサイト", width=28),
        Column("fields", "支援分野", width=32, note="「、」で区切ります。"),
        Column("is_public", "公開", Kind.BOOL, width=8, note="公開名簿への掲載に同意した団体は「はい」。"),
    ),
)


def members_workbook(rows: Sequence[Any], *, platform: str, as_of: date) -> bytes:
    """The official workbook of ``(organization, class name, …)`` rows."""
    with force_locale("ja"):
        data = SheetData(
            MEMBERS_SHEET,
            [_line(row[0], row[1]) for row in rows],
            subtitle=f"{platform}　{clock.era_date(as_of)}現在",
            notes=[f"{len(rows):,}団体"],
        )
        return workbook_bytes([data], made_at=clock.now(), info={"プラットフォーム": platform})


def _line(organization: Organization, class_name: str) -> dict[str, object]:
    plain = {column.key: getattr(organization, column.key, None) for column in MEMBERS_SHEET}
    return {
        **plain,
        "kind": str(organization.kind),
        "status": str(organization.status),
        "member_class": class_name,
        "fields": "、".join(str(FIELDS.get(code, code)) for code in organization.fields),
    }
