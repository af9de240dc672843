"""Kinds of news come from the tables the apps bring; a key has one meaning."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from slaportal.notifications import kinds
from slaportal.notifications.kinds import Kind

TWICE = (Kind("lead.breached", "Breached"), Kind("lead.breached", "Breached again"))


@pytest.fixture(autouse=True)
def _fresh_table() -> Iterator[None]:
    kinds.table.cache_clear()
    yield
    kinds.table.cache_clear()


def test_every_table_named_in_the_settings_is_there_and_each_icon_is_in_the_sprite(
    settings: Settings,
) -> None:
    sprite = (settings.BASE_DIR / "static" / "img" / "icons.svg").read_text()
    assert [kind.key for kind in kinds.table().values() if f'id="{kind.icon}"' not in sprite] == []
    assert "accounts.invitation" in kinds.table()


def test_two_kinds_with_one_key_are_a_mistake(settings: Settings) -> None:
    settings.NOTICE_KINDS = [f"{__name__}.TWICE"]
    with pytest.raises(ValueError, match="are called 'lead"):
        kinds.table()


def test_a_kind_of_an_older_release_reads_as_plain_news() -> None:
    old = kinds.kind_of("gone.since")
    assert (str(old.title), old.icon) == ("News", "bell")
