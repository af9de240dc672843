"""What every page loads, joined where the portal is served."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import pytest

from slaportal.ui import joined
from slaportal.ui.joined import MODULES, STYLES, JoinedStaticFiles
from tests.house.tree import ROOT, files


@pytest.fixture
def collected(tmp_path: Path) -> JoinedStaticFiles:
    """Our own static files as ``collectstatic`` leaves them."""
    shutil.copytree(ROOT / "static", tmp_path, dirs_exist_ok=True)
    storage = JoinedStaticFiles(location=str(tmp_path), base_url="/static/")
    names = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()]
    faults = [
        done for _name, _hashed, done in storage.post_process({name: (storage, name) for name in names})
    ]
    assert [fault for fault in faults if isinstance(fault, Exception)] == []
    return storage


def test_one_sheet_and_one_script_hold_all_parts_in_order(collected: JoinedStaticFiles) -> None:
    for whole, parts in ((joined.STYLE, STYLES), (joined.SCRIPT, MODULES)):
        text = Path(collected.path(whole)).read_text()
        places = [text.index((ROOT / "static" / part).read_text().strip()) for part in parts]
        assert places == sorted(places)


def test_a_page_weighs_little(collected: JoinedStaticFiles) -> None:
    """Style, script and icons, compressed: at most 65 kB, which leaves room for htmx and the page in 90 kB."""
    names = (joined.STYLE, joined.SCRIPT, "img/icons.svg")
    weight = sum(len(gzip.compress(Path(collected.path(name)).read_bytes())) for name in names)
    assert weight <= 65_000


def test_the_fonts_a_joined_sheet_names_are_found(collected: JoinedStaticFiles) -> None:
    hashed = Path(collected.path(collected.stored_name(joined.STYLE)))
    named = re.findall(r'url\("?(\.\./vendor/[^")]+)', hashed.read_text())
    assert len(named) == 12
    assert [name for name in named if not (hashed.parent / name).exists()] == []


def test_no_module_knows_another() -> None:
    modules = [ROOT / path for path in files(".js") if path.startswith("static/js/")]
    bound = [
        path.name for path in modules if re.search(r"^\s*(?:import|export)\b", path.read_text(), re.MULTILINE)
    ]
    assert bound == []


def test_where_the_portal_is_worked_on_every_part_is_loaded_by_itself() -> None:
    tags = joined.tags()
    assert re.findall(r'(?:href|src)="/static/([^"]+)"', tags) == [*STYLES, *MODULES]
