"""Error pages: what happened and what to do, never details of the inside."""

from http import HTTPStatus

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from platform_app.core.errors import DomainError, Invalid, NotYours, Refused, WrongState

PAGES = frozenset({400, 403, 404, 409, 413, 429, 500, 503})
PAGE_OF = {401: 403, 410: 404, 412: 409, 502: 503, 504: 503}
STATUS_OF: dict[type[DomainError], int] = {NotYours: 404, Refused: 403, WrongState: 409, Invalid: 400}
KEPT_HEADERS = ("Allow", "Retry-After")


def init_errors(app: Flask) -> None:
    """Answer domain errors, HTTP errors and faults with pages of our own.

    A fault reaches `_http_error` as a 500 after Flask has logged it; its text is never shown.
    """
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)


def problem(status: int, reason: str | None = None) -> Response:
    """Return the page of a status (for programs, RFC 9457 JSON); `reason` must be written for the reader."""
    if _wants_json():
        title = reason or HTTPStatus(status).phrase
        response = jsonify({"type": "about:blank", "status": status, "title": title})
        response.content_type = "application/problem+json"
    else:
        page = render_template(f"errors/{_page(status)}.html", reason=reason, request_id=g.get("request_id"))
        response = make_response(page)
    response.status_code = status
    return response


def _page(status: int) -> int:
    """Return the status whose page tells this status best."""
    if status in PAGES:
        return status
    return PAGE_OF.get(status, 500 if status >= 500 else 400)


def _wants_json() -> bool:
    """Tell whether a program asks: the interface paths, or JSON preferred to HTML."""
    if request.path.startswith(("/api/", "/hsds/")):
        return True
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def _domain_error(error: DomainError) -> Response:
    """Show what a service refused; about what is not the actor's, nothing."""
    status = next((status for kind, status in STATUS_OF.items() if isinstance(error, kind)), 400)
    return problem(status, None if status == 404 else str(error) or None)


def _csrf_error(_error: CSRFError) -> Response:
    """Show the page of a form that was open too long; why its token failed is nobody's business."""
    return problem(400)


def _http_error(error: HTTPException) -> BaseResponse | HTTPException:
    """Show the page of an HTTP status; redirects and ready-made answers pass as they are."""
    if error.response is not None or error.code is None or error.code < 400:
        return error
    if isinstance(request.routing_exception, SecurityError):  # a host that is not ours: no page can name its parts
        return Response(HTTPStatus(400).phrase + "\n", 400, mimetype="text/plain")
    response = problem(error.code)
    for name, value in error.get_headers():
        if name in KEPT_HEADERS:
            response.headers[name] = value
    return response
