"""A channel for uploads, and a batch of it, as every test of importing needs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

import pytest

from agreements.models import Version
from leads.models import Batch, Channel
from leads.operations import channelling, importing
from leads.rules.sheets.mapping import Spec
from tests.factories import moments
from tests.factories.people import Cast

Upload = Callable[..., Batch]


@pytest.fixture
def channel(in_force: Version, cast: Cast) -> Channel:
    """The channel "Trade fairs" of the cast's agreement."""
    return channelling.add(
        agreement=in_force.agreement,
        name="Trade fairs",
        slug="trade-fairs",
        kind=Channel.Kind.UPLOAD,
        format="attendee_spreadsheet",
        at=moments.IN_FORCE,
        by=cast.ines,
    )


@pytest.fixture
def upload(channel: Channel, cast: Cast) -> Upload:
    """Upload a file as Ruth and say what columns are: ``upload(file, y=Spec("outcome", …), row_number_as_id=True)``."""

    def upload(
        file: BinaryIO,
        specs: Mapping[str, Spec] | None = None,
        *,
        kind: str = "leads",
        name: str = "people.csv",
        **fields: Any,
    ) -> Batch:
        batch = importing.upload(channel, file, name, kind=kind, at=moments.NOW, by=cast.ruth)
        if specs or fields:
            guess = importing.mapping_of(batch)
            mapping = replace(guess, columns={**guess.columns, **(specs or {})}, **fields)
            importing.set_mapping(batch, mapping, at=moments.NOW, by=cast.ruth)
        return batch

    return upload
