"""Notices and mail carry a kind, a number and a link, and nothing else."""

import email
import email.policy
import uuid
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from platform_app.core.database import Context, DbRole, bind_context, current_context, new_id
from platform_app.core.jobs import Job, run_worker
from platform_app.core.notices import (
    Mail,
    Recipient,
    count_unread,
    kinds,
    list_notices,
    mail,
    mark_read,
    notify,
    register_kind,
    register_mail,
    register_recipients,
    send_mail,
)
from platform_app.extensions import db
from tests.core.conftest import acting

HANAKO, TARO = new_id(), new_id()
ADDRESSES = {HANAKO: "hanako@example.jp", TARO: "taro@example.jp"}


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch, core_context: Flask) -> Iterator[None]:
    monkeypatch.setattr(mail, "_LOOKUP", [])
    with mock.patch.dict(kinds.KINDS, clear=True), mock.patch.dict(mail._RENDERERS, clear=True):
        register_kind("referral.sent", _l("Referral %(number)s has arrived."))
        register_recipients(lambda user_id: Recipient(ADDRESSES[user_id], "en") if user_id in ADDRESSES else None)
        yield


def spooled(app: Flask) -> list[EmailMessage]:
    folder: Path = app.config["MAIL_SPOOL"]
    found = sorted(folder.glob("*.eml")) if folder.exists() else []
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in found]  # type: ignore[misc]  # the policy makes it EmailMessage


def tell(*users: uuid.UUID, tenant_id: int = 1, **options: Any) -> None:
    with acting(tenant_id, DbRole.CASE, new_id(), new_id()):
        notify(users, "referral.sent", "鳥市-R5-0142", "/t/tottori-city/referrals/x", **options)


def as_user(user_id: uuid.UUID, tenant_id: int = 1) -> None:
    bind_context(db.session, Context(tenant_id, user_id, None, DbRole.TENANT))


def test_each_user_is_told_once_and_mailed(core_app: Flask) -> None:
    tell(HANAKO, TARO, HANAKO)
    run_worker(core_app, once=True)

    assert sorted(message["To"] for message in spooled(core_app)) == ["hanako@example.jp", "taro@example.jp"]
    as_user(HANAKO)
    assert [notice.number for notice in list_notices()] == ["鳥市-R5-0142"]


def test_mail_has_number_and_link_and_nothing_else(core_app: Flask) -> None:
    tell(HANAKO)
    run_worker(core_app, once=True)

    (message,) = spooled(core_app)
    assert message["Subject"] == "[Tsunagi] Referral 鳥市-R5-0142 has arrived."
    assert message.get_content().split("\n\n") == [
        "Referral 鳥市-R5-0142 has arrived.",
        "Number: 鳥市-R5-0142",
        "https://tsunagi.example.jp/t/tottori-city/referrals/x",
        "This message was sent automatically. Please do not reply to it.\n",
    ]


def test_notices_are_seen_by_their_recipient_only() -> None:
    tell(HANAKO)
    for user_id, tenant_id, count in ((HANAKO, 1, 1), (TARO, 1, 0), (HANAKO, 2, 0)):
        as_user(user_id, tenant_id)
        assert count_unread() == count
        db.session.rollback()


def test_read_is_marked_by_the_recipient_only(core_app: Flask) -> None:
    tell(HANAKO)
    as_user(TARO)
    db.session.execute(text("UPDATE notices SET read_at = now()"))
    db.session.commit()
    as_user(HANAKO)
    assert count_unread() == 1
    mark_read(list_notices()[0].id)
    db.session.commit()

    assert count_unread() == 0
    run_worker(core_app, once=True)
    assert spooled(core_app) == []


def test_who_has_no_address_gets_no_mail(core_app: Flask) -> None:
    tell(new_id())

    assert run_worker(core_app, once=True) == 1
    assert spooled(core_app) == []


def test_mail_can_be_left_out(core_app: Flask) -> None:
    tell(HANAKO, mail=False)

    assert run_worker(core_app, once=True) == 0


@pytest.mark.parametrize("link", ["https://elsewhere.example", "//elsewhere.example", "relative"])
def test_link_is_a_path(link: str) -> None:
    with pytest.raises(ValueError, match="path"), acting(1):
        notify([HANAKO], "referral.sent", "1", link)


def test_long_text_does_not_pass_for_a_number() -> None:
    bind_context(db.session, Context(1, HANAKO, None, DbRole.TENANT))
    with pytest.raises(IntegrityError, match="ck_notices_number"):
        notify([HANAKO], "referral.sent", "鳥取花子さんが" * 10, "/x")


def test_content_of_a_notice_cannot_be_changed() -> None:
    tell(HANAKO)
    as_user(HANAKO)
    with pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text("UPDATE notices SET link = '/y'"))


@pytest.mark.parametrize("sentence", [_l("%(name)s has come."), "Case of {name}", _l("Hello %(number)s %(body)s")])
def test_kind_may_name_the_number_only(sentence: Any) -> None:
    with pytest.raises(ValueError, match="only"):
        register_kind("x", sentence)


def test_registered_mail_is_rendered_in_the_worker(core_app: Flask) -> None:
    seen: list[Context | None] = []

    def render(run: Any) -> Mail:
        seen.append(current_context(db.session))
        return Mail(
            Recipient(ADDRESSES[run.uuid("user")], "en"), "Password", ("Follow the link.",), "/account/reset/secret"
        )

    register_mail("password.reset", render)
    with acting(0, DbRole.LOGIN):
        send_mail("password.reset", user=HANAKO)
        assert "secret" not in str(db.session.query(Job.args).all())
    run_worker(core_app, once=True)

    (message,) = spooled(core_app)
    assert "https://tsunagi.example.jp/account/reset/secret" in message.get_content()
    assert seen == [Context(0, None, None, DbRole.LOGIN)]


def test_subject_takes_no_line_break(core_app: Flask) -> None:
    bad = Mail(Recipient("a@example.jp"), "x\r\nBcc: b@example.jp", (), "/")
    with pytest.raises(ValueError, match="linefeed"):
        mail.compose(bad)


def test_mail_server_down_is_tried_again(core_app: Flask) -> None:
    core_app.config["SMTP_URL"] = "smtp://127.0.0.1:9"
    tell(HANAKO)
    run_worker(core_app, once=True)
    bind_context(db.session, Context(1, None, None, DbRole.TENANT))

    assert db.session.query(Job.state, Job.error).one() == ("queued", "ConnectionRefusedError")
