"""Mail: written in the worker, sent by SMTP, or laid into a folder where there is no mail server (demo, tests).

Configuration: ``SMTP_URL`` (``smtp://``, ``smtp+tls://`` for STARTTLS, ``smtps://``, each with optional user and password),
``MAIL_FROM``, ``MAIL_SPOOL`` (folder used when there is no ``SMTP_URL``), ``BASE_URL``; ``init_app`` takes them from the
settings.
"""

import os
import smtplib
import ssl
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from platform_app.config import Settings
from platform_app.core import clock
from platform_app.core.database import Context, DbRole, bind_context, new_id
from platform_app.core.jobs import Run, defer, job
from platform_app.core.notices.kinds import KINDS
from platform_app.core.notices.models import Notice
from platform_app.extensions import db

TIMEOUT = 30


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where one user's mail goes, and in which language."""

    address: str
    locale: str = "ja"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail ready to go. ``link`` is a path; the text must not say what the link does not need to."""

    to: Recipient
    subject: str
    lines: tuple[str, ...]
    link: str


Lookup = Callable[[uuid.UUID], Recipient | None]
Render = Callable[[Run], Mail | None]

_RENDERERS: dict[str, Render] = {}
_LOOKUP: list[Lookup] = []


def init_app(app: Flask) -> None:
    """Take the mail settings; outside production mail without a server is laid into ``var/mail``."""
    settings: Settings = app.extensions["settings"]
    spool = settings.mail_spool or (None if settings.is_production else Path("var/mail"))
    app.config.update(
        SMTP_URL=settings.smtp_url, MAIL_SPOOL=spool, MAIL_FROM=settings.mail_from, BASE_URL=settings.base_url
    )


def register_recipients(lookup: Lookup) -> None:
    """The accounts room tells how a user's address is found (decrypted in the worker). ``None``: no mail, e.g. left."""
    _LOOKUP[:] = [lookup]


def register_mail(kind: str, render: Render) -> None:
    """A mail that is no notice (password reset, invitation): ``render`` gets the run with the identifiers of ``send_mail``."""
    _RENDERERS[kind] = render


def send_mail(kind: str, **identifiers: Any) -> uuid.UUID:
    """Defer a registered mail in the current transaction. Identifiers only: whatever is secret is made in ``render``."""
    if kind not in _RENDERERS:
        raise ValueError(f"there is no mail called {kind}")
    return defer("mail.send", {**identifiers, "mail": kind})


@job("mail.send", max_attempts=8)
def send_registered_mail(run: Run) -> None:
    """Render and send a registered mail."""
    mail = _RENDERERS[run.args["mail"]](run)
    if mail is not None:
        deliver(mail)


@job("mail.notice", max_attempts=8)
def send_notice_mail(run: Run) -> None:
    """Mail one notice to its recipient, in whose context it is read."""
    user_id, tenant_id = run.uuid("user"), run.context.tenant_id
    session = db.session()
    bind_context(session, Context(tenant_id, user_id, None, DbRole.TENANT))
    notice = session.get(Notice, (tenant_id, run.uuid("notice")))
    if notice is None or notice.read_at is not None:
        return
    bind_context(session, Context(tenant_id, user_id, None, DbRole.LOGIN))
    to = _LOOKUP[0](user_id) if _LOOKUP else None
    if to is not None:
        deliver(notice_mail(notice, to))


def notice_mail(notice: Notice, to: Recipient) -> Mail:
    """The mail of a notice: kind, number and link."""
    with force_locale(to.locale):
        sentence = KINDS[notice.kind].text(notice.number)
        return Mail(to, sentence, (sentence, _("Number: %(number)s", number=notice.number)), notice.link)


def deliver(mail: Mail) -> None:
    """Send by SMTP, or write into the spool folder."""
    message = compose(mail)
    url = current_app.config.get("SMTP_URL")
    if url:
        send(message, url)
        return
    spool: Path | None = current_app.config.get("MAIL_SPOOL")
    if spool is None:
        raise RuntimeError("neither SMTP_URL nor MAIL_SPOOL is set")
    spool.mkdir(parents=True, exist_ok=True)
    part, path = spool / f".{new_id()}", spool / f"{new_id()}.eml"
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(message.as_bytes())
    part.rename(path)


def compose(mail: Mail) -> EmailMessage:
    """The message; a line break in subject or address is refused by ``EmailMessage``."""
    sender: str = current_app.config["MAIL_FROM"]
    message = EmailMessage()
    message["From"], message["To"] = sender, mail.to.address
    with force_locale(mail.to.locale):
        message["Subject"] = f"[Tsunagi] {mail.subject}"
        footer = _("This message was sent automatically. Please do not reply to it.")
        url = f"{str(current_app.config['BASE_URL']).rstrip('/')}{mail.link}"
        message.set_content("\n\n".join((*mail.lines, url, footer)) + "\n")
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("> ") or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    return message


def send(message: EmailMessage, url: str) -> None:
    """Hand the message to the mail server of ``SMTP_URL``."""
    parts = urlsplit(url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=context)
    elif parts.scheme in ("smtp", "smtp+tls"):
        server = smtplib.SMTP(host, parts.port or (587 if parts.scheme == "smtp+tls" else 25), timeout=TIMEOUT)
    else:
        raise ValueError("SMTP_URL must begin with smtp://, smtp+tls:// or smtps://")
    with server:
        if parts.scheme == "smtp+tls":
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
