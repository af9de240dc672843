"""Verifies the bundle of a signed agreement anywhere: one file, Python 3.9 or newer, nothing else installed, no network.

    python3 verify_offline.py bundle.json
    python3 verify_offline.py bundle.json --key seal-2026-1:bWHpDf…= --pdf agreement.pdf

It prints what it checked and leaves 0 when all is exact, 1 when something was altered, 2 when something could not be checked.
``--key`` gives a public key as the portal's administrators name it (``manage.py seal_keys``): a bundle brings its keys along,
and whoever forges a bundle brings their own. How a bundle is written stands in agreements/queries/bundle.py.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

SCHEMA = "slaportal.bundle.v1"
PREFIXES = {
    "text": "slaportal.agreement.v1\n",
    "consent": "slaportal.consent.v1\n",
    "statement": "slaportal.signature.v1\n",
    "seal": "slaportal.seal.v1\n",
    "event": "slaportal.event.v1\n",
}
SIDES = ["marketing", "sales"]
EXACT, ALTERED, UNCHECKED, NOTE = "exact", "ALTERED", "cannot be checked", "note"
MAX_BYTES = 64 * 1024 * 1024


class Told(NamedTuple):
    """One thing that was looked at, and what came of it."""

    what: str
    said: str


# Hashes and texts ---------------------------------------------------------------------------------------------------


def sha256(kind: str, text: str) -> str:
    """Return the hash of a text of a kind."""
    return hashlib.sha256((PREFIXES[kind] + text).encode()).hexdigest()


def canonical(content: Any) -> str:
    """Write a content down as RFC 8785 does, for what stands in statements: texts, whole numbers, null, and objects of these."""
    if isinstance(content, dict):
        names = sorted(content, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(content[name])}" for name in names) + "}"
    if isinstance(content, list):
        return "[" + ",".join(map(canonical, content)) + "]"
    if isinstance(content, float):
        raise ValueError("a number with a fraction")
    return json.dumps(content, ensure_ascii=False)


def objects(text: str) -> dict[str, Any]:
    """Return the JSON object that a text holds; raises ValueError for anything else."""
    content = json.loads(text)
    if not isinstance(content, dict):
        raise ValueError("no JSON object")
    return content


# Ed25519, RFC 8032 --------------------------------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)  # a square root of -1

#: A point as (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.
Point = tuple[int, int, int, int]
NEUTRAL = (0, 1, 1, 0)


def _add(a: Point, b: Point) -> Point:
    low, high = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    both, depth = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = high - low, depth - both, depth + both, high + low
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(number: int, point: Point) -> Point:
    result = NEUTRAL
    while number:
        if number & 1:
            result = _add(result, point)
        point, number = _add(point, point), number >> 1
    return result


def _x_of(y: int, is_odd: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if is_odd else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if (x & 1) != is_odd else x


def _read_point(raw: bytes) -> Point | None:
    number = int.from_bytes(raw, "little")
    y, is_odd = number & (2**255 - 1), number >> 255
    x = _x_of(y, is_odd)
    return None if x is None else (x, y, 1, x * y % P)


def _write_point(point: Point) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


_BASE_Y = 4 * pow(5, P - 2, P) % P
_BASE_X = _x_of(_BASE_Y, 0) or 0
BASE = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % P)


def ed25519_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether a signature belongs to a message and a public key."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key = _read_point(public)
    s = int.from_bytes(signature[32:], "little")
    if key is None or s >= ORDER:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    minus_key = (P - key[0], key[1], key[2], P - key[3])
    expected = _add(_times(s, BASE), _times(challenge, minus_key))
    return _write_point(expected) == signature[:32]


# The parts of a bundle ----------------------------------------------------------------------------------------------


def check_form(bundle: dict[str, Any]) -> Iterator[Told]:
    """Say whether the bundle follows the schema this program knows, with the prefixes it knows."""
    if bundle.get("schema") != SCHEMA:
        yield Told(f"the bundle follows the schema {bundle.get('schema')!r}; this reads {SCHEMA}", UNCHECKED)
    same = bundle["prefixes"] == PREFIXES
    yield Told("hashes are made with the prefixes known here", EXACT if same else ALTERED)


def check_text(bundle: dict[str, Any]) -> Iterator[Told]:
    """Hash the text, and read which agreement and version it names."""
    version = bundle["version"]
    yield _held("the text has its hash", sha256("text", version["text"]) == version["digest"])
    named = objects(version["text"])["version"]
    is_named = (named["agreement"], named["number"]) == (bundle["agreement"]["id"], version["number"])
    yield _held(
        f"the text names agreement {bundle['agreement']['id']}, version {version['number']}", is_named
    )


def check_signatures(bundle: dict[str, Any]) -> Iterator[Told]:
    """Write both statements anew from their rows, and look at the text and the declaration they name."""
    yield _held("both sides have signed", [each["side"] for each in bundle["signatures"]] == SIDES)
    for given in bundle["signatures"]:
        row, whose = given["row"], f"signature for {given['side']}"
        yield _held(
            f"{whose}: the statement has its hash", sha256("statement", given["statement"]) == given["digest"]
        )
        yield _held(f"{whose}: the row says what the statement says", canonical(row) == given["statement"])
        said = objects(given["statement"])
        place = (said["agreement"], said["version"], said["round"], said["side"], said["text_digest"])
        here = (
            *(bundle["agreement"]["id"], bundle["version"]["number"], bundle["round"], given["side"]),
            bundle["version"]["digest"],
        )
        yield _held(f"{whose}: it was given on this text, in this round", place == here)
        declared = said["consent"]
        yield _held(
            f"{whose}: the declaration has its hash",
            sha256("consent", declared["text"]) == declared["digest"],
        )


def check_seals(bundle: dict[str, Any], trusted: dict[str, str]) -> Iterator[Told]:
    """Check every seal from the first: its hash, its link to the one before, its key, and what the last one covers."""
    previous = ""
    for seal in [*bundle["seals"], bundle["seal"]]:
        said, which = objects(seal["text"]), f"seal of version {seal['version']}"
        yield _held(f"{which}: it has its hash", sha256("seal", seal["text"]) == seal["digest"])
        linked = (said["previous"], said["key"], said["version"], said["agreement"])
        here = (previous, seal["key"], seal["version"], bundle["agreement"]["id"])
        yield _held(f"{which}: it follows on the seal before", linked == here)
        yield _signed(seal, which, (trusted or bundle["keys"]).get(seal["key"]))
        previous = seal["digest"]
    said = objects(bundle["seal"]["text"])
    covers = (said["version"], said["round"], said["text_digest"], said["statements"])
    statements = {each["side"]: each["digest"] for each in bundle["signatures"]}
    here = (bundle["version"]["number"], bundle["round"], bundle["version"]["digest"], statements)
    yield _held("the seal covers this text and both statements", covers == here)


def _signed(seal: dict[str, Any], which: str, key: str | None) -> Told:
    if not key:
        return Told(f"{which}: its key {seal['key']} is not known; give it with --key", UNCHECKED)
    message = (PREFIXES["seal"] + seal["text"]).encode()
    is_signed = ed25519_holds(_raw(key), _raw(seal["signature"]), message)
    return _held(f"{which}: signed with {seal['key']}", is_signed)


def check_ledger(bundle: dict[str, Any]) -> Iterator[Told]:
    """Follow the ledger from its first line to the one that records the seal."""
    lines, previous, whole = bundle["ledger"], "", True
    for number, line in enumerate(lines, start=1):
        said = objects(line["text"])
        whole = whole and sha256("event", line["text"]) == line["hash"]
        place = (said["stream"], said["sequence"], said["previous"])
        whole = whole and place == (f"agreement:{bundle['agreement']['id']}", number, previous)
        previous = line["hash"]
    yield _held(f"{len(lines)} lines of the ledger, whole and chained", whole)
    for seal in [*bundle["seals"], bundle["seal"]]:
        said = objects(seal["text"])
        number = said["ledger_sequence"]
        head = lines[number - 1]["hash"] if 0 < number <= len(lines) else ""
        yield _held(
            f"seal of version {seal['version']}: it vouches for line {number}", head == said["ledger_hash"]
        )
    told = [objects(line["text"]) for line in lines]
    signed = {
        (line["data"]["side"], line["data"]["statement"])
        for line in told
        if line["kind"] == "round.signed" and line["data"]["version"] == bundle["version"]["number"]
    }
    given = {(each["side"], each["digest"]) for each in bundle["signatures"]}
    yield _held("the ledger tells of both signatures", given <= signed)
    last = told[-1] if told else {}
    is_sealed = last.get("kind") == "version.sealed" and last["data"].get("seal") == bundle["seal"]["digest"]
    yield _held("the last line records the seal", is_sealed)


def check_keys(bundle: dict[str, Any], trusted: dict[str, str]) -> Iterator[Told]:
    """Say where the keys came from."""
    for id, brought in sorted(bundle["keys"].items()):
        if id in trusted:
            same = not brought or _raw(brought) == _raw(trusted[id])
            yield _held(f"the bundle brings the key {id} that you gave", same)
        elif brought:
            yield Told(f"the key {id} came with the bundle; ask the portal whether it is {brought}", NOTE)


# A PDF that came with it --------------------------------------------------------------------------------------------


def check_pdf(bundle: dict[str, Any], pdf: bytes) -> Iterator[Told]:
    """Say whether a PDF is the file that was issued; if not, whether the exact text is attached to it."""
    issued = {each["digest"] for each in bundle["artifacts"]}
    if hashlib.sha256(pdf).hexdigest() in issued:
        yield Told("the PDF is the file that was issued", EXACT)
    elif bundle["version"]["text"].encode() in set(_attached(pdf)):
        said = "the exact text is attached to the PDF, but the file is none that this bundle names: its pages may say anything"
        yield Told(said, UNCHECKED)
    else:
        yield Told(
            "the PDF is no file that this bundle names, and the exact text is not attached to it", ALTERED
        )


def _attached(pdf: bytes) -> Iterator[bytes]:
    """Yield every stream of a PDF as it stands and unpacked, no more of it than a text can have."""
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\n?endstream", pdf, re.DOTALL):
        yield found[1]
        try:
            yield zlib.decompressobj().decompress(found[1], 4 * 1024 * 1024)
        except zlib.error:
            continue


# What comes of it ---------------------------------------------------------------------------------------------------


def verify(bundle: dict[str, Any], trusted: dict[str, str], pdf: bytes | None = None) -> Iterator[Told]:
    """Check a whole bundle, part by part; a part that is not written as it should be counts as altered."""
    parts = [
        ("form", lambda: check_form(bundle)),
        ("text", lambda: check_text(bundle)),
        ("signatures", lambda: check_signatures(bundle)),
        ("seals", lambda: check_seals(bundle, trusted)),
        ("ledger", lambda: check_ledger(bundle)),
        ("keys", lambda: check_keys(bundle, trusted)),
    ]
    if pdf is not None:
        parts.append(("PDF", lambda: check_pdf(bundle, pdf)))
    for name, part in parts:
        try:
            yield from part()
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError) as fault:
            yield Told(f"{name}: not written as a bundle is ({type(fault).__name__}: {fault})", ALTERED)


def exit_code(told: list[Told]) -> int:
    """Return 1 when something was altered, 2 when something could not be checked, else 0."""
    said = {each.said for each in told}
    return 1 if ALTERED in said else 2 if UNCHECKED in said else 0


def main(arguments: list[str] | None = None) -> int:
    """Read the files, print what was checked, and return the exit code."""
    parser = argparse.ArgumentParser(
        description="Verify the bundle of a signed agreement without the portal."
    )
    parser.add_argument("bundle", help="the bundle, a JSON file")
    parser.add_argument(
        "--key", action="append", default=[], metavar="ID:BASE64", help="a public key you trust"
    )
    parser.add_argument("--pdf", help="the signed PDF that came with it")
    asked = parser.parse_args(arguments)
    trusted = dict(given.split(":", 1) for given in asked.key if ":" in given)
    if len(trusted) != len(asked.key):
        parser.error("a key is written id:base64")
    try:
        bundle = objects(_bytes(asked.bundle).decode())
        pdf = _bytes(asked.pdf) if asked.pdf else None
    except (OSError, ValueError, RecursionError) as fault:
        sys.stdout.write(f"{UNCHECKED}: the file cannot be read: {fault}\n")
        return 2
    told = list(verify(bundle, trusted, pdf))
    for each in told:
        sys.stdout.write(f"{each.said}: {each.what}\n")
    code = exit_code(told)
    summary = ["All is exact.", "Something was altered.", "Something could not be checked."][code]
    sys.stdout.write(f"{summary}\n{LIMITS}\n")
    return code


LIMITS = (
    "This shows that text, statements, seals and ledger fit together and were sealed with that key. It does not show "
    "who sat at the keyboard, whether a later version is in force by now, or that the key was never in other hands."
)


def _held(what: str, holds: bool) -> Told:
    return Told(what, EXACT if holds else ALTERED)


def _raw(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ValueError("it is larger than 64 MB")
    return content


if __name__ == "__main__":
    sys.exit(main())
