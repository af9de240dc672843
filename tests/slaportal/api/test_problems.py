"""Every refusal of the API is one kind of document, whoever refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from ninja import NinjaAPI

from slaportal.api import problems


def said(answer: Any) -> tuple[int, str, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["title"], answer.json()["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/nothing", "/api/leads/", "/api/leads/17"])
def test_an_address_that_is_none_is_a_problem(address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert said(strict.get(address)) == (404, "Not Found", "Nothing is here.")
    assert said(strict.post(address, "{}", content_type="application/json"))[0] == 404


@pytest.mark.django_db
def test_a_method_that_is_not_taken_is_a_problem_and_names_those_that_are(client: Client) -> None:
    answer = client.get("/api/leads")
    assert said(answer) == (405, "Method Not Allowed", "This address takes POST, not GET.")
    assert answer.headers["Allow"] == "POST"


@pytest.mark.django_db
def test_the_schema_is_there_for_programs(client: Client) -> None:
    schema = client.get("/api/openapi.json").json()
    assert list(schema["paths"]) == ["/api/leads"]


def test_a_fault_of_ours_is_a_problem_too_and_tells_nothing_of_itself(rf: Any) -> None:
    api = NinjaAPI(urls_namespace="broken")
    problems.install(api)
    request: HttpRequest = rf.get("/")
    answer: HttpResponse = api.on_exception(request, RuntimeError("secret"))
    assert answer.status_code == 500
    assert b"secret" not in answer.content
