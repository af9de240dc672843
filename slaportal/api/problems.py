"""Refusals of the API in one format, RFC 9457: what happened, in words, and where."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from slaportal.accounts.access import open_to_everyone
from slaportal.errors import Refused

log = structlog.get_logger(__name__)

CONTENT_TYPE = "application/problem+json"
#: The place of an error begins with "body" and the name of our argument, which say nothing to the caller.
_WRAPPING = 2


class Problem(Exception):
    """A refusal with its status; ``more`` are further members of the document."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.more = status, detail, more


def response(status: int, detail: str, **more: Any) -> HttpResponse:
    """Answer with a problem document."""
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **more,
    }
    answer = HttpResponse(json.dumps(document), status=status, content_type=CONTENT_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view of the API refuse a method in the format of every other refusal."""

    @wraps(view)
    def telling(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return answer
        allowed = answer.headers["Allow"]
        problem = response(
            HTTPStatus.METHOD_NOT_ALLOWED,
            _("This address takes %(allowed)s, not %(method)s.")
            % {"allowed": allowed, "method": request.method},
        )
        problem.headers["Allow"] = allowed
        return problem

    return telling


@open_to_everyone
@csrf_exempt
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer for every address of the API that there is none."""
    return response(HTTPStatus.NOT_FOUND, _("Nothing is here."))


def install(api: NinjaAPI) -> None:
    """Make every refusal of an API a problem document."""
    api.add_exception_handler(Problem, _problem)
    api.add_exception_handler(Refused, lambda request, error: response(HTTPStatus.CONFLICT, str(error)))
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(Exception, _broken)
    api.add_exception_handler(
        Http404, lambda request, error: response(HTTPStatus.NOT_FOUND, _("Nothing is here."))
    )
    api.add_exception_handler(
        RequestDataTooBig,
        lambda request, error: response(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("The request is larger than is accepted.")
        ),
    )


def _problem(request: HttpRequest, error: Any) -> HttpResponse:
    return response(error.status, error.detail, **error.more)


def _broken(request: HttpRequest, error: Any) -> HttpResponse:
    """Say that it was our fault; what exactly stands in the log."""
    log.error("a call of the API failed", path=request.path, exc_info=error)
    return response(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("Something went wrong here. Send it again with the same Idempotency-Key; nothing is taken twice."),
    )


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    said = {401: _("Send the key of a channel as Bearer.")}.get(error.status_code, error.message)
    return response(error.status_code, said)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    """Say what is wrong with a request, place by place."""
    errors = [
        {"place": "/".join(map(str, found["loc"][_WRAPPING:])) or "body", "message": found["msg"]}
        for found in error.errors
    ]
    return response(HTTPStatus.UNPROCESSABLE_ENTITY, _("The request is not as described."), errors=errors)
