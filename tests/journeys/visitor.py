"""Somebody at a browser without JavaScript: opens pages, follows links, fills in the forms that stand there and sends them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client


@dataclass
class Form:
    """A form as the page holds it: where it goes, what is filled in, and the names of its fields."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    """Collects forms with what a browser would send if nobody touched them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""
        self._textarea = ""
        self._text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form":
            self.forms.append(Form(given.get("action") or ""))
        if not self.forms or not (name := given.get("name") or self._select):
            return
        form, value = self.forms[-1], given.get("value") or ""
        if tag == "select":
            self._select = name
            form.names.add(name)
        elif tag == "option" and "selected" in given:
            form.values.setdefault(self._select, []).append(value)
        elif tag == "textarea":
            self._textarea, self._text = name, ""
            form.names.add(name)
        elif tag == "input":
            form.names.add(name)
            is_box = given.get("type") in {"checkbox", "radio"}
            if given.get("type") != "submit" and (not is_box or "checked" in given):
                form.values.setdefault(name, []).append(given.get("value", "on" if is_box else "") or "")

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea" and self._textarea:
            self.forms[-1].values[self._textarea] = [self._text.strip("\n")]
            self._textarea = ""


class Visitor:
    """A browser of its own, with the page that stands open in it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.page = HttpResponse()

    @property
    def text(self) -> str:
        """The HTML of the open page."""
        return self.page.content.decode()

    def open(self, address: str) -> str:
        """Open an address as a link would; the page must be there. Returns its HTML."""
        self.page = self.client.get(address, follow=True)
        assert self.page.status_code == 200, (address, self.page.status_code)
        return self.text

    def send(self, into: str, **answers: Any) -> str:
        """Fill in the form of the open page whose address ends in ``into``, send it, and return the page that follows.

        Only fields that the form has can be filled in. 200 is the only answer that is taken: what was refused comes back as 422.
        """
        parser = _Forms()
        parser.feed(self.text)
        for form in parser.forms:
            form.action = form.action.split("#")[0] or self.page.request["PATH_INFO"]
        forms = [form for form in parser.forms if form.action.split("?")[0].endswith(into)]
        assert forms, f"no form for {into} among {[form.action for form in parser.forms]}"
        form = forms[0]
        unknown = set(answers) - form.names
        assert not unknown, f"the form has no {unknown}, but {sorted(form.names)}"
        self.page = self.client.post(form.action, {**form.values, **answers}, follow=True)
        assert self.page.status_code == 200, self.text
        return self.text
