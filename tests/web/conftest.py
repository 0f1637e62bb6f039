"""A small application with the web layer alone: no database, source messages, one page with every component."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length

from platform_app.core.errors import NotYours, Refused, WrongState
from platform_app.core.web.forms import ChoiceField, EraDateField, Form, MultiCheckboxField
from platform_app.core.web.i18n import choose_language, local_path
from platform_app.core.web.pagination import Page, Sort
from platform_app.core.web.setup import init_web
from platform_app.core.web.shell import Shell

TEMPLATES = Path(__file__).parent / "templates"
PACKAGE = Path(__file__).parents[2] / "platform_app"
PAIRS = [("a", "First"), ("b", "Second")]


class Link(NamedTuple):
    label: str
    url: str
    active: bool


class Tenant(NamedTuple):
    name: str


class EveryField(Form):
    hidden = HiddenField("Hidden")
    name = StringField("Name", [DataRequired()], description="As in the register.")
    secret = PasswordField("Password", [DataRequired()])
    mail = EmailField("Mail")
    persons = IntegerField("Persons")
    consent = BooleanField("Consent was given", [DataRequired()])
    answer = RadioField("Answer", [DataRequired()], choices=PAIRS)
    kind = ChoiceField("Kind", [DataRequired()])
    targets = MultiCheckboxField("Targets", [DataRequired()], choices=PAIRS)
    held_on = EraDateField("Day", [DataRequired()])
    note = TextAreaField("Note", [Length(max=10)])
    paper = FileField("Paper")


class Search(Form):
    class Meta(Form.Meta):
        csrf = False

    keyword = StringField("Keyword")


@pytest.fixture
def web_app(tmp_path: Path) -> Flask:
    app = Flask("platform_app", root_path=str(PACKAGE))
    app.config.update(SECRET_KEY="k" * 40, PROPAGATE_EXCEPTIONS=False, BABEL_TRANSLATION_DIRECTORIES=str(tmp_path))
    app.jinja_loader = ChoiceLoader([FileSystemLoader(TEMPLATES), FileSystemLoader(PACKAGE / "templates")])
    CSRFProtect(app)
    init_web(app, Babel(), production=True)
    app.jinja_env.globals["nav"] = lambda: [Link("Home", "/home", False), Link("Inbox", "/components", True)]
    shell = Shell("Yamada", "/logout", seat="Desk", notices_url="/notices", notices_count=3)
    app.context_processor(lambda: {"current_tenant": Tenant("Sample city"), "shell": shell})
    _add_views(app)
    return app


def _add_views(app: Flask) -> None:
    @app.get("/components")
    def components() -> str:
        form = EveryField(MultiDict({"note": "a note that is too long"}), meta={"csrf": False}, choices={"kind": PAIRS})
        if request.args.get("errors"):
            form.validate()
        page = Page(["one", "two"], 2, 2, 9, Sort("name"))
        return render_template("components.html", search=Search(), form=form, page=page, day=date(2023, 10, 5))

    @app.post("/language", endpoint="language.choose")
    def choose() -> ResponseReturnValue:
        choose_language(request.form["language"])
        return redirect(local_path(request.form["back"]), 303)

    @app.get("/fail/<kind>")
    def fail(kind: str) -> str:
        errors = {
            "state": WrongState("It is closed."),
            "refused": Refused("Not this desk."),
            "stranger": NotYours("secret-name"),
        }
        if kind.isdigit():
            abort(int(kind), "internal-detail")
        raise errors.get(kind, RuntimeError("internal-detail"))


@pytest.fixture
def in_request(web_app: Flask) -> Iterator[Flask]:
    with web_app.test_request_context("/components?q=x&state=a&state=b&page=2"):
        yield web_app
