"""Data keys of a session: made on demand, unwrapped once per transaction, destroyed on disposal.

Unwrapped keys live in ``session.info`` for one transaction and for the tenant of its context only; they are dropped
at commit, at rollback (a key made in it is gone with it) and when the context moves to another tenant.
"""

import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Select, and_, event, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from platform_app.core import clock
from platform_app.core.crypto.errors import CannotOpen, Destroyed, KeyMissing
from platform_app.core.crypto.keyring import KEY, NONCE, Keyring, keyring, unwrap, wrap
from platform_app.core.crypto.models import DataKey, KeyScope
from platform_app.core.database import INSTALLATION, current_context, new_id

VERSION = b"\x01"
_HEAD = 1 + 16 + NONCE
_INFO = "tsunagi_keys"

Owner = tuple[KeyScope, int, uuid.UUID | None]


@dataclass(slots=True)
class _Unwrapped:
    """Keys opened in this transaction, for the tenant of its context."""

    tenant_id: int | None
    by_owner: dict[Owner, uuid.UUID] = field(default_factory=dict)
    by_id: dict[tuple[int, uuid.UUID], bytes | None] = field(default_factory=dict)


@event.listens_for(Session, "after_commit")
def _forget_at_commit(session: Session) -> None:
    session.info.pop(_INFO, None)


@event.listens_for(Session, "after_soft_rollback")
def _forget_at_rollback(session: Session, _previous: object) -> None:
    session.info.pop(_INFO, None)


def ensure_key(session: Session, scope: KeyScope | str, tenant_id: int, subject_id: uuid.UUID | None = None) -> DataKey:
    """The live key of an owner, made if there is none. Two transactions at once end up with the same key.

    Raises ``Destroyed`` when it was destroyed: a disposed case takes no new secrets.
    """
    key_id = _key_of(session, _owner(scope, tenant_id, subject_id))
    with session.no_autoflush:
        return session.scalars(
            select(DataKey).where(DataKey.tenant_id == _home(scope, tenant_id), DataKey.id == key_id)
        ).one()


def ensure_case_keys(session: Session, tenant_id: int, case_ids: Iterable[uuid.UUID]) -> None:
    """Make the keys of many new cases in a few statements, as an import needs; those that exist stay as they are."""
    tenant_key = scope_secret(session, tenant_id)
    made = {new_id(): case_id for case_id in case_ids}
    if not made:
        return
    rows = [
        {
            "tenant_id": tenant_id,
            "id": key_id,
            "scope": KeyScope.CASE,
            "subject_id": case_id,
            "wrapped": wrap(tenant_key, os.urandom(KEY), _bound(tenant_id, key_id)),
            "created_at": clock.now(),
        }
        for key_id, case_id in made.items()
    ]
    with session.no_autoflush:
        session.execute(insert(DataKey).values(rows).on_conflict_do_nothing())
    _load(session, tenant_id, set(made))


def destroy_key(session: Session, tenant_id: int, case_id: uuid.UUID) -> bool:
    """Destroy the key of a case for good; False if it had none. Needs the case role."""
    result = session.execute(
        update(DataKey)
        .where(
            DataKey.tenant_id == tenant_id,
            DataKey.scope == KeyScope.CASE,
            DataKey.subject_id == case_id,
            DataKey.destroyed_at.is_(None),
        )
        .values(wrapped=None, destroyed_at=clock.now())
        .returning(DataKey.id)
        .execution_options(synchronize_session=False)
    )
    session.info.pop(_INFO, None)
    return result.first() is not None


def rewrap_keys(session: Session, ring: Keyring) -> int:
    """Rewrap by the present master key whatever an earlier one wrapped; the number done. Needs ``tsunagi_maint``."""
    done = 0
    rows = session.scalars(
        select(DataKey).where(DataKey.scope != KeyScope.CASE, DataKey.wrapped.is_not(None)).with_for_update()
    )
    for row in rows:
        if row.wrapped is not None and not row.wrapped.startswith(ring.mark):
            bound = _bound(row.tenant_id, row.id)
            row.wrapped = ring.wrap(ring.unwrap(row.wrapped, bound), bound)
            done += 1
    session.flush()
    return done


def seal_bytes(
    session: Session,
    data: bytes,
    *,
    scope: KeyScope | str,
    tenant_id: int,
    subject_id: uuid.UUID | None = None,
    place: str,
) -> bytes:
    """``version | key id | nonce | ciphertext and tag``, bound to ``place`` (e.g. ``table.column:tenant:row``)."""
    key_id = _key_of(session, _owner(scope, tenant_id, subject_id))
    secret = _secret(session, _home(scope, tenant_id), key_id)
    nonce = os.urandom(NONCE)
    return VERSION + key_id.bytes + nonce + AESGCM(secret).encrypt(nonce, data, place.encode())


def open_bytes(
    session: Session, sealed: bytes, *, scope: KeyScope | str, tenant_id: int, place: str, nearby: Iterable[bytes] = ()
) -> bytes:
    """The bytes again. Raises ``Destroyed``, or ``CannotOpen`` when changed or out of place.

    ``nearby`` are other ciphertexts that will be read soon: their keys come with the same query.
    """
    if sealed[:1] != VERSION or len(sealed) < _HEAD:
        raise CannotOpen("not a sealed value")
    key_id = key_id_of(sealed)
    home = _home(scope, tenant_id)
    if (home, key_id) not in _cache(session).by_id:
        _load(session, home, {key_id, *(key_id_of(other) for other in nearby)})
    secret = _secret(session, home, key_id)
    return unwrap(secret, sealed[17:], place.encode())


def key_id_of(sealed: bytes) -> uuid.UUID:
    """Which key a ciphertext needs."""
    return uuid.UUID(bytes=sealed[1:17])


def is_known(session: Session, scope: KeyScope | str, tenant_id: int, sealed: bytes) -> bool:
    """Whether the key of a ciphertext is already unwrapped."""
    return (_home(scope, tenant_id), key_id_of(sealed)) in _cache(session).by_id


def scope_secret(session: Session, tenant_id: int) -> bytes:
    """The raw key of a tenant, or of the installation for tenant 0; for derivations only."""
    scope = KeyScope.INSTALLATION if tenant_id == INSTALLATION else KeyScope.TENANT
    return _secret(session, tenant_id, _key_of(session, (scope, tenant_id, None)))


def _home(scope: KeyScope | str, tenant_id: int) -> int:
    return INSTALLATION if scope == KeyScope.INSTALLATION else tenant_id


def _owner(scope: KeyScope | str, tenant_id: int, subject_id: uuid.UUID | None) -> Owner:
    if (scope == KeyScope.CASE) != (subject_id is not None):
        raise ValueError("a case key names its case, other keys name none")
    return KeyScope(scope), _home(scope, tenant_id), subject_id


def _cache(session: Session) -> _Unwrapped:
    context = current_context(session)
    tenant_id = context.tenant_id if context else None
    cache: _Unwrapped | None = session.info.get(_INFO)
    if cache is None or cache.tenant_id != tenant_id:
        cache = session.info[_INFO] = _Unwrapped(tenant_id)
    return cache


def _key_of(session: Session, owner: Owner) -> uuid.UUID:
    known = _cache(session).by_owner.get(owner)
    if known is None:
        known = _find(session, owner) or _make(session, owner)
    if _cache(session).by_id[owner[1], known] is None:
        raise Destroyed("the key was destroyed")
    return known


def _of_owner(owner: Owner) -> Select[uuid.UUID]:
    scope, tenant_id, subject_id = owner
    return select(DataKey.id).where(
        DataKey.tenant_id == tenant_id,
        DataKey.scope == scope,
        DataKey.subject_id.is_(None) if subject_id is None else DataKey.subject_id == subject_id,
    )


def _find(session: Session, owner: Owner) -> uuid.UUID | None:
    with session.no_autoflush:
        key_id = session.scalar(_of_owner(owner))
    if key_id is not None:
        _load(session, owner[1], {key_id})
        _cache(session).by_owner[owner] = key_id
    return key_id


def _make(session: Session, owner: Owner) -> uuid.UUID:
    scope, tenant_id, subject_id = owner
    key_id, secret = new_id(), os.urandom(KEY)
    bound = _bound(tenant_id, key_id)
    if scope == KeyScope.CASE:
        tenant_key = _secret(session, tenant_id, _key_of(session, (KeyScope.TENANT, tenant_id, None)))
        wrapped = wrap(tenant_key, secret, bound)
    else:
        wrapped = keyring().wrap(secret, bound)
    with session.no_autoflush:
        session.execute(
            insert(DataKey)
            .values(
                tenant_id=tenant_id,
                id=key_id,
                scope=scope,
                subject_id=subject_id,
                wrapped=wrapped,
                created_at=clock.now(),
            )
            .on_conflict_do_nothing()
        )
    found = _find(session, owner)
    if found is None:
        raise KeyMissing("the key cannot be made in this context")
    return found


def _load(session: Session, tenant_id: int, key_ids: set[uuid.UUID]) -> None:
    """Read and unwrap these keys, and the tenant's own with them, in one query."""
    with session.no_autoflush:
        rows = session.execute(
            select(DataKey.id, DataKey.scope, DataKey.subject_id, DataKey.wrapped).where(
                and_(DataKey.tenant_id == tenant_id, or_(DataKey.id.in_(key_ids), DataKey.scope == KeyScope.TENANT))
            )
        ).all()
    cache = _cache(session)
    for row in sorted(rows, key=lambda row: row.scope == KeyScope.CASE):
        secret = None
        if row.wrapped is not None:
            bound = _bound(tenant_id, row.id)
            if row.scope == KeyScope.CASE:
                secret = unwrap(_tenant_secret(cache, tenant_id), row.wrapped, bound)
            else:
                secret = keyring().unwrap(row.wrapped, bound)
        cache.by_id[tenant_id, row.id] = secret
        cache.by_owner[row.scope, tenant_id, row.subject_id] = row.id


def _tenant_secret(cache: _Unwrapped, tenant_id: int) -> bytes:
    key_id = cache.by_owner.get((KeyScope.TENANT, tenant_id, None))
    secret = cache.by_id.get((tenant_id, key_id)) if key_id else None
    if secret is None:
        raise Destroyed("the tenant's key was destroyed")
    return secret


def _secret(session: Session, tenant_id: int, key_id: uuid.UUID) -> bytes:
    known = _cache(session).by_id
    if (tenant_id, key_id) not in known:
        raise KeyMissing("the key is not visible in this context")
    secret = known[tenant_id, key_id]
    if secret is None:
        raise Destroyed("the key was destroyed")
    return secret


def _bound(tenant_id: int, key_id: uuid.UUID) -> bytes:
    return f"data_keys.wrapped:{tenant_id}:{key_id}".encode()
