"""The master list of prefectures, municipalities and wards by local government code."""

from collections.abc import Iterable, Mapping

from sqlalchemy.dialects.postgresql import insert

from platform_app.core.database import INSTALLATION, Context, DbRole, bind_context, current_context
from platform_app.core.japanese import local_gov_check_digit, normalize_local_gov_code
from platform_app.extensions import db
from platform_app.tenants.models import Area, AreaKind

BATCH = 500
_BY_ENDING = {"市": AreaKind.CITY, "区": AreaKind.WARD, "町": AreaKind.TOWN, "村": AreaKind.VILLAGE}


def import_areas(rows: Iterable[Mapping[str, str]]) -> int:
    """Add or correct areas from rows ``code, type, pref, name, kana`` (type: prefecture, municipality, ward); how many.

    A city with wards of its own is a designated city. Runs in the installation's context and puts back the one before.
    """
    listed = [{**row, "code": normalize_local_gov_code(row["code"])} for row in rows]
    with_wards = {
        (row["pref"], row["name"].split()[0])
        for row in listed
        if row["type"] == "ward" and len(row["name"].split()) > 1
    }
    values = [_values(row, with_wards) for row in listed]
    before = current_context(db.session)
    bind_context(db.session, Context(INSTALLATION, before.user_id if before else None, None, DbRole.NATIONAL))
    for start in range(0, len(values), BATCH):
        statement = insert(Area).values(values[start : start + BATCH])
        columns = ("prefecture_code", "kind", "name", "name_kana", "prefecture_name")
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=[Area.code], set_={name: statement.excluded[name] for name in columns}
            )
        )
    bind_context(db.session, before)
    return len(values)


def _values(row: Mapping[str, str], with_wards: set[tuple[str, str]]) -> dict[str, str]:
    five = row["code"][:2] + "000"
    return {
        "code": row["code"],
        "prefecture_code": five + local_gov_check_digit(five),
        "kind": _kind(row, with_wards),
        "name": "".join(row["name"].split()),
        "name_kana": row["kana"],
        "prefecture_name": row["pref"],
    }


def _kind(row: Mapping[str, str], with_wards: set[tuple[str, str]]) -> AreaKind:
    if row["type"] == "prefecture":
        return AreaKind.PREFECTURE
    if (row["pref"], row["name"]) in with_wards:
        return AreaKind.DESIGNATED_CITY
    return _BY_ENDING[row["name"][-1]]
