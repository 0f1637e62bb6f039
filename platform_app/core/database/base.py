"""Declarative base, naming convention, identifiers and the tenant-owned mixin."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

import uuid_utils
from sqlalchemy import DateTime, ForeignKeyConstraint, Integer, MetaData, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

INSTALLATION = 0
"""Tenant number of the installation itself: national and operator seats, log-ins, national figures."""

NAMING_CONVENTION = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


def new_id() -> uuid.UUID:
    """A random, time-ordered identifier (UUIDv7, RFC 9562), made here so that no INSERT needs RETURNING."""
    return uuid.UUID(int=uuid_utils.uuid7().int)


class Base(DeclarativeBase):
    """Base of all models. Gives the row its identifier before anything else, so sealed fields can bind to it."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {
        uuid.UUID: Uuid(),
        datetime: DateTime(timezone=True),
        str: Text(),
        list[str]: ARRAY(Text()),
        list[uuid.UUID]: ARRAY(Uuid()),
    }

    def __init__(self, **values: Any) -> None:
        plain = {name: value for name, value in values.items() if not _is_sealed(type(self), name)}
        if "id" not in plain and _has_uuid_id(type(self)):
            self.id = new_id()
        for name, value in plain.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no field {name!r}")
            setattr(self, name, value)
        for name, value in values.items():
            if name not in plain:
                setattr(self, name, value)


@cache
def _is_sealed(model: type, name: str) -> bool:
    """Whether the attribute is a sealed field: read from the class, such a descriptor gives itself."""
    return bool(getattr(getattr(model, name, None), "is_sealed", False))


def _has_uuid_id(model: type[Base]) -> bool:
    column = model.__table__.columns.get("id")
    return column is not None and isinstance(column.type, Uuid)


class TenantOwned:
    """A row of exactly one tenant: primary key ``(tenant_id, id)``."""

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False, sort_order=-20)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-19)


def tenant_fk(column: str, target: str, **options: Any) -> ForeignKeyConstraint:
    """A reference that cannot cross tenants: ``(tenant_id, column)`` to ``target (tenant_id, id)``."""
    return ForeignKeyConstraint(["tenant_id", column], [f"{target}.tenant_id", f"{target}.id"], **options)


E = TypeVar("E", bound=StrEnum)


class _EnumText(TypeDecorator[E]):
    """A Python enum kept as its value in a text column (a CHECK beside it names the values)."""

    impl = Text
    cache_ok = True

    def __init__(self, enum: type[E]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: E | str | None, dialect: object) -> str | None:
        return None if value is None else str(self.enum(value))

    def process_result_value(self, value: str | None, dialect: object) -> E | None:
        return None if value is None else self.enum(value)


def enum_column(enum: type[E]) -> _EnumText[E]:
    """Column type of a closed list of codes. A new code is a migration of the CHECK, never of a type."""
    return _EnumText(enum)


def values_check(column: str, enum: Iterable[StrEnum]) -> str:
    """SQL text of the CHECK that keeps ``column`` to the values of ``enum``."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in enum)})"
