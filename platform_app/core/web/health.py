"""Is the process alive, and is it ready to serve: for balancers and supervisors."""

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from platform_app.core.access import Scope, public
from platform_app.core.web.room import Room
from platform_app.extensions import db

health = Room("health", __name__, Scope.OPEN)


@health.get("/healthz")
@public("a supervisor asks whether the process answers; it says nothing else")
def alive() -> ResponseReturnValue:
    return jsonify(status="ok")


@health.get("/readyz")
@public("a balancer asks whether the database answers; it says nothing else")
def ready() -> ResponseReturnValue:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return jsonify(status="unavailable"), 503
    return jsonify(status="ok")
