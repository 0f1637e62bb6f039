"""Sealed fields of models: plain to the code, ciphertext to the database.

    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name = SealedText("name_sealed", scope="case", required=True)

The row needs ``id``, and ``tenant_id`` if it has one, before the field is assigned (``Base`` sees to it); scope
``case`` reads the row's ``case_id`` (or the attribute named by ``subject``). The ciphertext is bound to table, column,
tenant and row.
Assign within the transaction that flushes: a key made in a transaction that is rolled back goes with it.
"""

import json
import uuid
from collections.abc import Iterator
from typing import Any, Generic, Literal, Self, TypeVar, cast, overload

from sqlalchemy.orm import Session, object_session

from platform_app.core.crypto.errors import Destroyed
from platform_app.core.crypto.keys import is_known, open_bytes, seal_bytes
from platform_app.core.crypto.models import KeyScope
from platform_app.core.database import INSTALLATION
from platform_app.extensions import db

T = TypeVar("T")
Json = dict[str, Any] | list[Any]


class Sealed:
    """What sealed fields of all kinds share."""

    is_sealed = True

    def __init__(self, column: str, *, scope: KeyScope | str, required: bool = False, subject: str = "case_id") -> None:
        self.column = column
        self.scope = KeyScope(scope)
        self.required = required
        self.subject = subject
        self.name = column

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def _read(self, row: Any) -> bytes | None:
        sealed: bytes | None = getattr(row, self.column)
        if sealed is None:
            return None
        session, tenant_id = _session(row), _tenant_of(row)
        nearby = () if is_known(session, self.scope, tenant_id, sealed) else tuple(self._nearby(session, row))
        return open_bytes(session, sealed, scope=self.scope, tenant_id=tenant_id, place=self._place(row), nearby=nearby)

    def _write(self, row: Any, data: bytes | None) -> None:
        if data is None:
            if self.required:
                raise ValueError(f"{type(row).__name__}.{self.name} is required")
            setattr(row, self.column, None)
            return
        subject = getattr(row, self.subject) if self.scope == KeyScope.CASE else None
        sealed = seal_bytes(
            _session(row),
            data,
            scope=self.scope,
            tenant_id=_tenant_of(row),
            subject_id=subject,
            place=self._place(row),
        )
        setattr(row, self.column, sealed)

    def _place(self, row: Any) -> str:
        row_id: uuid.UUID | None = row.id
        if row_id is None:
            raise ValueError(f"{type(row).__name__} needs its id before {self.name} is sealed")
        return f"{row.__tablename__}.{self.column}:{_tenant_of(row)}:{row_id}"

    def _nearby(self, session: Session, row: Any) -> Iterator[bytes]:
        """Ciphertexts of the same field in rows already loaded: a list costs one key query, not one per row."""
        tenant_id = _tenant_of(row)
        for other in session.identity_map.values():
            if type(other) is type(row) and _tenant_of(other) == tenant_id:
                sealed = vars(other).get(self.column)
                if sealed:
                    yield sealed


class SealedText(Sealed, Generic[T]):
    """An encrypted text; ``str`` with ``required=True``, else ``str | None``. Empty text is sealed too."""

    @overload
    def __init__(
        self: "SealedText[str]",
        column: str,
        *,
        scope: KeyScope | str,
        required: Literal[True],
        subject: str = "case_id",
    ) -> None: ...
    @overload
    def __init__(
        self: "SealedText[str | None]",
        column: str,
        *,
        scope: KeyScope | str,
        required: Literal[False] = False,
        subject: str = "case_id",
    ) -> None: ...
    def __init__(self, column: str, *, scope: KeyScope | str, required: bool = False, subject: str = "case_id") -> None:
        super().__init__(column, scope=scope, required=required, subject=subject)

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...
    @overload
    def __get__(self, row: object, owner: type) -> T: ...
    def __get__(self, row: object | None, owner: type) -> Self | T:
        if row is None:
            return self
        data = self._read(row)
        return cast(T, None if data is None else data.decode())

    def __set__(self, row: object, value: T) -> None:
        self._write(row, None if value is None else cast(str, value).encode())


class SealedJson(Sealed, Generic[T]):
    """An encrypted JSON value. Change it by assigning anew: a change inside the value is not seen."""

    @overload
    def __init__(
        self: "SealedJson[Json]",
        column: str,
        *,
        scope: KeyScope | str,
        required: Literal[True],
        subject: str = "case_id",
    ) -> None: ...
    @overload
    def __init__(
        self: "SealedJson[Json | None]",
        column: str,
        *,
        scope: KeyScope | str,
        required: Literal[False] = False,
        subject: str = "case_id",
    ) -> None: ...
    def __init__(self, column: str, *, scope: KeyScope | str, required: bool = False, subject: str = "case_id") -> None:
        super().__init__(column, scope=scope, required=required, subject=subject)

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...
    @overload
    def __get__(self, row: object, owner: type) -> T: ...
    def __get__(self, row: object | None, owner: type) -> Self | T:
        if row is None:
            return self
        data = self._read(row)
        return cast(T, None if data is None else json.loads(data))

    def __set__(self, row: object, value: T) -> None:
        self._write(
            row, None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        )


def readable(row: Any, *names: str) -> bool:
    """Whether these sealed fields still open; False once the key was destroyed."""
    try:
        for name in names:
            getattr(row, name)
    except Destroyed:
        return False
    return True


def _tenant_of(row: Any) -> int:
    tenant_id = getattr(row, "tenant_id", INSTALLATION)
    if tenant_id is None:
        raise ValueError(f"{type(row).__name__} needs its tenant before a field is sealed")
    return cast(int, tenant_id)


def _session(row: Any) -> Session:
    return object_session(row) or db.session()
