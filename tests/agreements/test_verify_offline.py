"""The stand-alone verifier needs nothing but Python, and finds in a bundle what was altered."""

from __future__ import annotations

import base64
import importlib.util
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pypdf
import pytest
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from agreements.models import Version
from agreements.queries.bundle import PREFIXES, bundle_of
from agreements.rules import statements
from slaportal.audit import keys
from tests.factories import agreements, moments

SCRIPT = Path(settings.BASE_DIR, "docs", "verify_offline.py")


def _loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_offline", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


offline = _loaded()
Bundle = dict[str, Any]


@pytest.fixture
def bundle(in_force: Version) -> Bundle:
    """The bundle of a second version, with the seal of the first in it."""
    second = agreements.amend(in_force.agreement, {"purpose": "Twice."}, at=moments.NOW)
    made: Bundle = json.loads(bundle_of(second))
    return made


def run(folder: Path, content: Any, *more: str) -> tuple[int, str]:
    """Run the script on its own, without this project and its packages; return exit code and output."""
    file = folder / "bundle.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(file), *more],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_good_bundle_is_exact_by_its_own_key_and_by_one_that_is_given(
    bundle: Bundle, tmp_path: Path
) -> None:
    code, said = run(tmp_path, bundle)
    assert (code, "All is exact." in said) == (0, True)
    assert "came with the bundle; ask the portal" in said
    given_key = next(f"{id}:{public}" for id, public in bundle["keys"].items())
    code, said = run(tmp_path, bundle, "--key", given_key)
    assert (code, "came with the bundle" in said) == (0, False)


def _resealed(bundle: Bundle) -> None:
    """Forge everything: another text, and a seal by a key of one's own under the same name."""
    private = Ed25519PrivateKey.generate()
    bundle["keys"] = {id: keys.public_text(private.public_key()) for id in bundle["keys"]}
    for seal in [*bundle["seals"], bundle["seal"]]:
        seal["signature"] = base64.b64encode(private.sign(statements.seal_message(seal["text"]))).decode()


def _set(*path: Any, to: Callable[[Any], Any]) -> Callable[[Bundle], None]:
    def change(bundle: Bundle) -> None:
        place: Any = bundle
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to(place[path[-1]])

    return change


def _swap(old: str, new: str) -> Callable[[Any], Any]:
    return lambda text: text.replace(old, new)


ALTERED: dict[str, Callable[[Bundle], Any]] = {
    "the text": _set("version", "text", to=_swap("240", "24")),
    "the digest": _set("version", "digest", to=lambda _: "0" * 64),
    "a row": _set("signatures", 0, "row", "typed_name", to=lambda _: "Nobody"),
    "a statement": _set("signatures", 1, "statement", to=_swap("password", "passw0rd")),
    "a signature less": _set("signatures", to=lambda all: all[:1]),
    "the seal": _set("seal", "text", to=_swap('"round":1', '"round":2')),
    "its signature": _set("seal", "signature", to=lambda _: base64.b64encode(bytes(64)).decode()),
    "an earlier seal": _set("seals", 0, "text", to=_swap('"version":1', '"version":9')),
    "an earlier seal less": _set("seals", to=lambda _: []),
    "a line": _set("ledger", 3, "text", to=_swap('"by":', '"by": ')),
    "a line less": _set("ledger", to=lambda lines: lines[:2] + lines[3:]),
    "the last line less": _set("ledger", to=lambda lines: lines[:-1]),
    "the prefixes": _set("prefixes", "seal", to=lambda _: ""),
    "the agreement": _set("agreement", "id", to=lambda id: id + 1),
    "a part less": lambda bundle: bundle.pop("ledger"),
    "a part of another kind": _set("seal", to=lambda _: [1, 2]),
}


@pytest.mark.parametrize("what", ALTERED)
def test_what_was_altered_in_a_bundle_is_found(bundle: Bundle, what: str) -> None:
    ALTERED[what](bundle)
    told = list(offline.verify(bundle, {}))
    assert offline.exit_code(told) == 1


def test_an_altered_bundle_is_told_by_the_exit_code(bundle: Bundle, tmp_path: Path) -> None:
    ALTERED["the text"](bundle)
    code, said = run(tmp_path, bundle)
    assert (code, "ALTERED: the text has its hash" in said) == (1, True)


def test_a_forger_brings_a_key_along_and_is_found_by_the_one_that_is_trusted(
    bundle: Bundle, tmp_path: Path
) -> None:
    true_key = next(f"{id}:{public}" for id, public in bundle["keys"].items())
    _resealed(bundle)
    assert run(tmp_path, bundle)[0] == 0
    assert run(tmp_path, bundle, "--key", true_key)[0] == 1
    assert run(tmp_path, bundle, "--key", f"another:{true_key.partition(':')[2]}")[0] == 2


def test_what_cannot_be_checked_is_said(bundle: Bundle, tmp_path: Path) -> None:
    bundle["keys"] = dict.fromkeys(bundle["keys"])
    assert run(tmp_path, bundle)[0] == 2
    assert run(tmp_path, "no JSON")[0] == 2
    assert run(tmp_path, "[" * 100_000)[0] == 2


def test_a_pdf_is_the_one_issued_or_carries_the_text_or_does_not(
    bundle: Bundle, in_force: Version, tmp_path: Path
) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment("agreement.json", bundle["version"]["text"].encode())
    file = io.BytesIO()
    writer.write(file)
    path = tmp_path / "agreement.pdf"
    path.write_bytes(file.getvalue())
    code, said = run(tmp_path, bundle, "--pdf", str(path))
    assert (code, "its pages may say anything" in said) == (2, True)
    digest = offline.hashlib.sha256(file.getvalue()).hexdigest()
    bundle["artifacts"] = [{"kind": "pdf", "maker": "test", "digest": digest}]
    assert run(tmp_path, bundle, "--pdf", str(path))[0] == 0
    path.write_bytes(b"%PDF-1.7 something else")
    assert run(tmp_path, bundle, "--pdf", str(path))[0] == 1


def test_it_makes_hashes_as_the_portal_does() -> None:
    assert {name: prefix.decode() for name, prefix in PREFIXES.items()} == offline.PREFIXES


@pytest.mark.slow
@given(st.binary(max_size=200), st.binary(min_size=32, max_size=32), st.integers(0, 95), st.integers(0, 7))
def test_its_ed25519_says_what_the_cryptography_package_says(
    message: bytes, seed: bytes, place: int, bit: int
) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert offline.ed25519_holds(public, signature, message)
    assert not offline.ed25519_holds(public, signature, message + b".")
    both = bytearray(public + signature)
    both[place] ^= 1 << bit
    turned = bytes(both[:32]), bytes(both[32:])
    assert offline.ed25519_holds(*turned, message) == _holds(*turned, message)


def _holds(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


_TEXTS = st.text(st.characters(codec="utf-8"))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=4),
        max_leaves=12,
    )
)
@pytest.mark.slow
def test_it_writes_down_as_rfc_8785_does(content: Any) -> None:
    assert offline.canonical(content) == rfc8785.dumps(content).decode()
