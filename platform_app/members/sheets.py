"""The register as an Excel sheet."""

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _

from platform_app.core import clock
from platform_app.core.sheets import Column, Kind, SheetData, SheetSpec, workbook_bytes
from platform_app.core.taxonomy import FIELDS
from platform_app.members.labels import KINDS, STATUSES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def members_sheet() -> SheetSpec:
    """Columns of the register; headings in the language of the moment."""
    return SheetSpec(
        "members",
        _("List of members"),
        (
            Column("name", _("Name of the organization"), width=32, required=True),
            Column("name_kana", _("Kana of the name"), width=32, required=True),
            Column("kind", _("Kind of organization"), Kind.CHOICE, choices={str(k): v for k, v in KINDS.items()}),
            Column("corporate_number", _("Corporate number"), Kind.CODE, digits=13, width=16),
            Column("member_class", _("Member class"), required=True),
            Column("status", _("Status"), Kind.CHOICE, choices={str(k): v for k, v in STATUSES.items()}, width=10),
            Column("joined_on", _("Day of joining"), Kind.DATE, width=18),
            Column("left_on", _("Last day as a member"), Kind.DATE, width=18),
            Column("postal_code", _("Postal code"), Kind.CODE, width=10),
            Column("address", _("Address"), width=36),
            Column("phone", _("Telephone"), Kind.PHONE, width=16),
            Column("url", _("Web site"), width=28),
            Column("fields", _("Fields of support"), width=32),
            Column("is_public", _("Public"), Kind.BOOL, width=8),
        ),
    )


def members_workbook(rows: Iterable[Any], *, as_of: date) -> io.BytesIO:
    """The official workbook of ``(organization, class name, …)`` rows."""
    lines = [_line(row[0], row[1]) for row in rows]
    data = SheetData(
        members_sheet(),
        lines,
        notes=[_("As of %(day)s, %(number)d organizations", day=clock.era_date(as_of), number=len(lines))],
    )
    return io.BytesIO(workbook_bytes([data], made_at=clock.now()))


def _line(organization: Any, class_name: str) -> dict[str, object]:
    plain = {
        name: getattr(organization, name)
        for name in (
            "name", "name_kana", "corporate_number", "joined_on", "left_on", "postal_code", "address", "phone", "url",
            "is_public",
        )
    }  # fmt: skip
    return {
        **plain,
        "kind": str(organization.kind),
        "status": str(organization.status),
        "member_class": class_name,
        "fields": "、".join(str(FIELDS[code]) for code in organization.fields if code in FIELDS),
    }
