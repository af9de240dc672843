"""Refusals of the API in one format, RFC 9457: what happened, in words, and where."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from slaportal.errors import Refused

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


def install(api: NinjaAPI) -> None:
    """Make every refusal of an API a problem document."""
    api.add_exception_handler(Problem, _problem)
    api.add_exception_handler(Refused, lambda request, error: response(HTTPStatus.CONFLICT, str(error)))
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(ValidationError, _invalid)
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
