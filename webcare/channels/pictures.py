"""Pictures of customers, fetched by us and never by an agent's browser, and made small, harmless and alike.

Only from the configured origins, without following a redirect, bounded in bytes, pixels and time. What a picture is
comes from its content; what is kept is a WebP of our own making.
"""

import hashlib
import io
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import requests
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST = 5_000_000  # bytes as they come
MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
TIMEOUT = (3.0, 8.0)
WHOLE = 15.0  # seconds for all of it
AT_ONCE = 8  # so that a slow platform cannot take all threads of the web
KEPT = 200_000_000  # bytes on disk
FAILED_FOR = 60.0  # seconds before a picture that could not be had is tried again
BROKEN = (
    requests.exceptions.RequestException,
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    SyntaxError,
    ValueError,
)


class PictureUnavailable(Exception):
    """It cannot be shown: not from an origin we trust, not there, too large, or no picture."""


@dataclass
class Pictures:
    """Fetches and keeps pictures; one for the process."""

    folder: Path
    origins: frozenset[str]
    plain: frozenset[str] = frozenset()  # those of the origins that may do without HTTPS: a simulator's
    _slots: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_ONCE))
    _failed: dict[str, float] = field(default_factory=dict)

    def get(self, url: str, size: int) -> bytes:
        """A WebP of at most `size` pixels each way. Raises PictureUnavailable."""
        kept = self.folder / f"{hashlib.sha256(f'{size} {url}'.encode()).hexdigest()}.webp"
        if kept.exists():
            return kept.read_bytes()
        self._check(url)
        try:
            with self._slots:
                made = small(fetch(url), size)
        except BROKEN as error:
            self._failed[url] = time.monotonic()
            raise PictureUnavailable(type(error).__name__) from None
        self._keep(kept, made)
        return made

    def _check(self, url: str) -> None:
        """Raises PictureUnavailable for an address we do not fetch from, or did in vain a moment ago."""
        if not self.trusts(url):
            raise PictureUnavailable("not an origin of the platform")
        if time.monotonic() - self._failed.get(url, -FAILED_FOR) < FAILED_FOR:
            raise PictureUnavailable("tried a moment ago")
        if len(self._failed) > 1_000:
            self._failed.clear()

    def trusts(self, url: str) -> bool:
        """Whether an address is at one of the configured origins, and nothing else."""
        try:
            parts = urlsplit(url)
            origin = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
        except ValueError:
            return False
        if parts.username is not None or parts.password is not None or "\\" in url:
            return False
        if origin not in self.origins:
            return False
        return parts.scheme == "https" or origin in self.plain

    def _keep(self, path: Path, made: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{threading.get_ident()}")
        part.write_bytes(made)
        part.replace(path)
        if int(path.name[:2], 16) < 8:  # now and then
            prune(self.folder, KEPT)


def fetch(url: str) -> bytes:
    """What stands at an address, 5 MB at most. Raises ValueError or what requests raises."""
    until = time.monotonic() + WHOLE
    content = bytearray()
    answer = requests.get(
        url, timeout=TIMEOUT, allow_redirects=False, stream=True, auth=_nobody, headers={"Accept": "image/*"}
    )
    with answer:
        if answer.status_code != 200:
            raise ValueError(f"answered {answer.status_code}")
        for chunk in answer.iter_content(65_536):
            content += chunk
            if len(content) > LARGEST or time.monotonic() > until:
                raise ValueError("too large or too slow")
    return bytes(content)


def small(content: bytes, size: int) -> bytes:
    """A picture as a WebP of at most `size` pixels each way, without what a camera wrote in it."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        picture.draft("RGB", (size, size))
        upright = ImageOps.exif_transpose(picture)
        plain = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
    plain.thumbnail((size, size))
    made = io.BytesIO()
    plain.save(made, "WEBP", quality=80, method=2)
    return made.getvalue()


def prune(folder: Path, most: int) -> None:
    """Take the oldest away until what is kept is under `most` bytes."""
    files = sorted(((each.stat().st_mtime, each.stat().st_size, each) for each in folder.glob("*.webp")), reverse=True)
    total = 0
    for _, size, path in files:
        total += size
        if total > most:
            path.unlink(missing_ok=True)


def origin_of(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")


def allowed(media_origins: Iterable[str], *api_urls: str) -> tuple[frozenset[str], frozenset[str]]:
    """The origins to fetch from, and which of them may do without HTTPS: only those of the platform's API itself.

    That is its address, and that of the simulator for drills, if there is one.
    """
    apis = frozenset(origin_of(each) for each in api_urls if each)
    return frozenset(origin_of(each) for each in media_origins) | apis, apis


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No log-in from a file of the machine."""
    return request
