"""Static files under one versioned prefix: cached for ever, compressed once."""

import gzip
import hashlib
import mimetypes
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, request
from markupsafe import Markup

from config import ROOT
from webcare.errors import NotFound

STATIC = ROOT / "static"
FIRST_SHEETS = ("tokens", "base", "shell", "forms", "buttons")  # the rest follows by name; layers settle precedence
ELSEWHERE = ("factors", "live", "login", "mandates", "phone", "reports", "themes")  # nothing of these is in the inbox
TEXT = {"text/css", "text/javascript", "image/svg+xml"}
FOR_EVER = "public, max-age=31536000, immutable"

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")

static = Blueprint("static", __name__)


def register(app: Flask) -> None:
    """Serve the files, and let templates name them: `static_url("js/app.js")`, `icon("globe")`."""
    app.register_blueprint(static)
    app.jinja_env.globals.update(static_url=static_url, icon=icon)


def static_url(path: str) -> str:
    """The address of a static file; needs no request, so live partials use it as well."""
    return f"/static/{version()}/{path}"


@cache
def icon(name: str) -> Markup:
    """One icon of the set in icons/icons.svg, as decoration: the words beside it say what it means."""
    drawing = '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>'
    return Markup(drawing).format(static_url("icons/icons.svg"), name)  # noqa: S704  # our own words


@cache
def version() -> str:
    """A hash of every static file, taken once per process."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(STATIC)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@static.get("/static/<string:asked>/<path:path>")
def file(asked: str, path: str) -> Response:
    """Any version's address gives the file as it is now; only the present one is cached for ever."""
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    encoding = _encoding(kind)
    response = Response(_body(path, encoding), content_type=f"{kind}; charset=utf-8" if kind in TEXT else kind)
    response.headers["Cache-Control"] = FOR_EVER if asked == version() else "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def _encoding(kind: str) -> str:
    if kind not in TEXT:
        return ""
    return request.accept_encodings.best_match(["br", "gzip"], default="") or ""


@cache
def _body(path: str, encoding: str) -> bytes:
    """One file or the bundle of style sheets, compressed as asked. At most a few hundred small files."""
    bundle = _bundles().get(path)
    content = _sheets(bundle) if bundle is not None else _read(path)
    if encoding == "br":
        return bytes(brotli.compress(content))
    return gzip.compress(content, mtime=0) if encoding == "gzip" else content


def _read(path: str) -> bytes:
    if path not in _names():
        raise NotFound
    return (STATIC / path).read_bytes()


@cache
def _names() -> frozenset[str]:
    """Every file by its one name: "js/../js/app.js" is none, so nobody fills the memory with other spellings."""
    return frozenset(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file())


def _bundles() -> dict[str, tuple[str, ...]]:
    """Style sheets in two files: what the inbox needs, where a new sheet comes without a mention, and the others."""
    named = {path.stem for path in (STATIC / "css").glob("*.css")}
    rest = sorted(named.difference(FIRST_SHEETS, ELSEWHERE))
    return {"css/all.css": (*FIRST_SHEETS, *rest), "css/elsewhere.css": ELSEWHERE}


def _sheets(names: Iterable[str]) -> bytes:
    return b"\n".join((STATIC / "css" / f"{name}.css").read_bytes() for name in names)


def icons() -> frozenset[str]:
    """The names of all icons in the set."""
    return frozenset(part.split('"')[0] for part in Path(STATIC / "icons/icons.svg").read_text().split('id="')[1:])
