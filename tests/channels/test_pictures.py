"""Pictures of customers: only from where they may come, only pictures, small and without secrets of a camera."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from PIL import Image

from webcare.channels import pictures
from webcare.channels.pictures import Pictures, PictureUnavailable, allowed, prune, small


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 675), **facts: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, (0, 60, 130)).save(made, kind, **facts)
    return made.getvalue()


class Host(BaseHTTPRequestHandler):
    """Serves whatever a test put under a path."""

    files: ClassVar[dict[str, tuple[int, dict[str, str], bytes]]] = {}
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        status, headers, body = self.files[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def host() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def address() -> Iterator[str]:
    Host.files.clear()
    Host.asked.clear()
    with host() as address:
        yield address


def kept(folder: Path, address: str) -> Pictures:
    return Pictures(folder, *allowed(["https://pbs.twimg.com"], address))


def serve(body: bytes, path: str = "/a.png", status: int = 200, **headers: str) -> str:
    Host.files[path] = (status, headers, body)
    return path


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_becomes_a_small_webp_of_our_own(address: str, tmp_path: Path, kind: str) -> None:
    made = kept(tmp_path, address).get(address + serve(picture(kind)), 320)
    with Image.open(io.BytesIO(made)) as found:
        assert (found.format, found.size) == ("WEBP", (320, 180))


def test_it_is_fetched_once(address: str, tmp_path: Path) -> None:
    url = address + serve(picture())
    first = kept(tmp_path, address).get(url, 320)
    assert kept(tmp_path, address).get(url, 320) == first
    assert Host.asked == ["/a.png"]


def test_where_it_was_taken_is_not_kept(address: str, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x9286] = "kanarie"
    made = kept(tmp_path, address).get(address + serve(picture("JPEG", exif=exif)), 320)
    assert b"kanarie" not in made


@pytest.mark.parametrize(
    "body",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html>",
        b"",
        picture("TIFF"),
        picture("BMP"),
        picture()[:200],
    ],
)
def test_what_is_no_picture_by_its_content_is_refused(address: str, tmp_path: Path, body: bytes) -> None:
    with pytest.raises(PictureUnavailable):
        kept(tmp_path, address).get(address + serve(body, **{"Content-Type": "image/png"}), 320)


def test_a_flood_of_bytes_or_pixels_is_refused(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PictureUnavailable):
        kept(tmp_path, address).get(address + serve(b"\x89PNG" + b"a" * 5_000_001), 320)
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100)
    with pytest.raises(PictureUnavailable):
        kept(tmp_path, address).get(address + serve(picture(), "/b.png"), 320)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_bomb_is_not_unpacked() -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    with pytest.raises(pictures.BROKEN):
        small(bomb.getvalue(), 320)


def test_no_redirect_is_followed(address: str, tmp_path: Path) -> None:
    serve(picture(), "/inside.png")
    with pytest.raises(PictureUnavailable):
        kept(tmp_path, address).get(address + serve(b"", status=302, Location="/inside.png"), 320)
    assert Host.asked == ["/a.png"]


@pytest.mark.parametrize(
    "url",
    [
        "http://pbs.twimg.com/a.png",  # no HTTPS
        "https://pbs.twimg.com.evil.example/a.png",
        "https://evil.example/a.png",
        "https://pbs.twimg.com@evil.example/a.png",
        "https://user:word@pbs.twimg.com/a.png",
        "https://pbs.twimg.com:8443/a.png",
        "https://pbs.twimg.com\\@evil.example/a.png",
        "http://169.254.169.254/latest",
        "http://127.0.0.1:1/a.png",
        "file:///etc/passwd",
        "//pbs.twimg.com/a.png",
        "https://[::1/a.png",
        "",
    ],
)
def test_nothing_is_fetched_from_anywhere_else(address: str, tmp_path: Path, url: str) -> None:
    with pytest.raises(PictureUnavailable):
        kept(tmp_path, address).get(url, 320)
    assert kept(tmp_path, address).trusts("https://pbs.twimg.com/a.png")


def test_what_could_not_be_had_is_not_asked_for_again_at_once(address: str, tmp_path: Path) -> None:
    store, url = kept(tmp_path, address), address + serve(b"", status=500)
    for _ in range(3):
        with pytest.raises(PictureUnavailable):
            store.get(url, 320)
    assert Host.asked == ["/a.png"]


def test_what_is_kept_has_a_bound_and_the_oldest_go_first(tmp_path: Path) -> None:
    import os

    for number in range(5):
        path = tmp_path / f"{number}.webp"
        path.write_bytes(b"a" * 100)
        os.utime(path, (number, number))
    prune(tmp_path, 250)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["3.webp", "4.webp"]
