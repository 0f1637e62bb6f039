"""The switch between Japanese and English at the head of every page."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from platform_app.core.access import Scope, public
from platform_app.core.web.i18n import choose_language, local_path
from platform_app.core.web.room import Room

language = Room("language", __name__, Scope.OPEN)


@language.post("/language")
@public("the language of the screens is chosen before logging in, too")
def choose() -> ResponseReturnValue:
    """Keep the choice in the session and go back to the page it was made on."""
    choose_language(request.form.get("language", ""))
    return redirect(local_path(request.form.get("back")), code=303)
