"""Pictures that nobody had to photograph: drawn when they are asked for, the same for the same key."""

import io
import random

from PIL import Image, ImageDraw

SIZES = {
    "platform": (1200, 675),
    "board": (1200, 675),
    "crowd": (1200, 800),
    "app_error": (640, 1136),
    "ticket": (900, 600),
    "seat": (800, 1000),
}
SKIES = ((126, 160, 190), (90, 110, 140), (200, 170, 150), (60, 70, 95))
SKIN = ((240, 205, 175), (200, 150, 115), (140, 95, 70), (100, 68, 50))
SHIRT = ((0, 60, 130), (200, 60, 40), (40, 120, 90), (230, 180, 40), (90, 60, 130), (60, 60, 60))


def draw(motif: str, key: str) -> bytes:
    """A PNG of that motif; `key` decides its details."""
    size = SIZES.get(motif, (1200, 675))
    dice = random.Random(key)  # noqa: S311  # a drawing, no secret
    image = Image.new("RGB", size, dice.choice(SKIES))
    painters = {"app_error": _app_error, "board": _board, "ticket": _ticket, "crowd": _crowd, "seat": _seat}
    painters.get(motif, _platform)(ImageDraw.Draw(image), size, dice)
    return _png(image)


def avatar(handle: str) -> bytes:
    """A face for a handle."""
    dice = random.Random(handle.lower())  # noqa: S311  # a drawing, no secret
    image = Image.new("RGB", (96, 96), tuple(dice.randrange(90, 220) for _ in range(3)))
    pen = ImageDraw.Draw(image)
    pen.ellipse((12, 62, 84, 130), fill=dice.choice(SHIRT))
    pen.ellipse((28, 18, 68, 66), fill=dice.choice(SKIN))
    pen.pieslice((26, 14, 70, 60), 180, 360, fill=tuple(dice.randrange(20, 140) for _ in range(3)))
    return _png(image)


def emblem() -> bytes:
    """The brand's own avatar: a track that runs to the horizon."""
    image = Image.new("RGB", (96, 96), (0, 72, 120))
    pen = ImageDraw.Draw(image)
    for left, right in ((22, 42), (74, 54)):
        pen.line((left, 84, right, 16), fill="white", width=5)
    for y, half in ((78, 30), (62, 25), (48, 20), (36, 16), (26, 13)):
        pen.line((48 - half, y, 48 + half, y), fill=(255, 190, 60), width=4)
    return _png(image)


def _png(image: Image.Image) -> bytes:
    held = io.BytesIO()
    image.save(held, "PNG", compress_level=3)
    return held.getvalue()


Size = tuple[int, int]


def _platform(pen: ImageDraw.ImageDraw, size: Size, dice: random.Random) -> None:
    width, height = size
    horizon = height * 45 // 100
    pen.rectangle((0, horizon, width, height), fill=(120, 118, 115))
    pen.polygon(
        [(0, height), (width // 3, horizon), (width // 2, horizon), (width * 2 // 3, height)], fill=(70, 66, 62)
    )
    for step in range(9):
        y = horizon + (height - horizon) * step * step // 81
        pen.line((width // 3 - step * 40, y, width // 2 + step * 20, y), fill=(95, 80, 65), width=2 + step)
    pen.polygon([(0, horizon), (width // 3, horizon), (width // 3, 90), (0, 40)], fill=(150, 150, 155))
    pen.rectangle((width * 62 // 100, 120, width * 90 // 100, 210), fill=(0, 30, 70))
    for row in range(3):
        pen.rectangle(
            (width * 64 // 100, 132 + row * 26, width * (72 + dice.randrange(12)) // 100, 146 + row * 26),
            fill=(255, 210, 90) if row else (255, 255, 255),
        )
    _people(pen, dice, count=dice.randrange(2, 9), ground=height - 60, width=width)


def _people(pen: ImageDraw.ImageDraw, dice: random.Random, *, count: int, ground: int, width: int) -> None:
    for _ in range(count):
        x, tall = dice.randrange(width * 55 // 100, width - 60), dice.randrange(150, 240)
        pen.rounded_rectangle((x, ground - tall + 40, x + 56, ground), 18, fill=dice.choice(SHIRT))
        pen.ellipse((x + 8, ground - tall, x + 48, ground - tall + 46), fill=dice.choice(SKIN))


def _crowd(pen: ImageDraw.ImageDraw, size: Size, dice: random.Random) -> None:
    _platform(pen, size, dice)
    for row in range(5):
        _people(pen, dice, count=14, ground=size[1] - 160 + row * 40, width=size[0])


def _board(pen: ImageDraw.ImageDraw, size: Size, dice: random.Random) -> None:
    width, height = size
    pen.rectangle((60, 60, width - 60, height - 60), fill=(10, 25, 60))
    for row in range(6):
        y = 100 + row * 85
        late = dice.random() < 0.6
        pen.text((100, y), f"{dice.randrange(7, 23):02d}:{dice.randrange(60):02d}", fill="white", font_size=42)
        pen.text((280, y), dice.choice(PLACES), fill="white", font_size=42)
        pen.text(
            (760, y), dice.choice(("+25 min", "Rijdt niet", "+10 min")) if late else "", (255, 190, 60), font_size=42
        )
        pen.text((1020, y), str(dice.randrange(1, 15)), fill="white", font_size=42)


PLACES = ("Waterstad", "Heuvelrode", "Oosterhaven", "Duinzicht", "Meerkerk Centraal", "Zandvoorde")


def _app_error(pen: ImageDraw.ImageDraw, size: Size, dice: random.Random) -> None:
    width, height = size
    pen.rectangle((0, 0, width, height), fill=(245, 246, 248))
    pen.rectangle((0, 0, width, 130), fill=(0, 72, 120))
    pen.text((40, 60), "Spoorlijn", fill="white", font_size=44)
    pen.rounded_rectangle((50, 380, width - 50, 760), 24, fill="white", outline=(210, 40, 40), width=4)
    pen.text((90, 430), "Er ging iets mis", fill=(40, 40, 40), font_size=44)
    pen.text(
        (90, 510), f"Foutcode {dice.choice(('BT', 'IN', 'RS'))}-{dice.randrange(100, 999)}", (90, 90, 90), font_size=32
    )
    pen.text((90, 560), "Probeer het later opnieuw.", fill=(90, 90, 90), font_size=32)
    pen.rounded_rectangle((90, 650, width - 90, 720), 16, fill=(0, 72, 120))
    pen.text((220, 662), "Opnieuw", fill="white", font_size=36)


def _ticket(pen: ImageDraw.ImageDraw, size: Size, dice: random.Random) -> None:
    width, height = size
    pen.rounded_rectangle((60, 80, width - 60, height - 80), 30, fill=(255, 252, 240))
    pen.text((100, 120), "SPOORLIJN  Enkele reis", fill=(0, 72, 120), font_size=40)
    pen.text((100, 200), f"{dice.choice(PLACES)} - {dice.choice(PLACES)}", fill=(40, 40, 40), font_size=36)
    pen.text((100, 270), f"EUR {dice.randrange(4, 32)},{dice.randrange(10) * 10:02d}", fill=(40, 40, 40), font_size=36)
    for row in range(18):
        for column in range(18):
            if dice.random() < 0.5:
                x, y = width - 290 + column * 11, 200 + row * 11
                pen.rectangle((x, y, x + 10, y + 10), fill="black")


def _seat(pen: ImageDraw.ImageDraw, size: Size, dice: random.Random) -> None:
    width, height = size
    pen.rectangle((0, 0, width, height), fill=(205, 205, 200))
    pen.rounded_rectangle((150, 120, width - 150, 620), 60, fill=(30, 70, 130))
    pen.rounded_rectangle((110, 560, width - 110, 820), 50, fill=(36, 80, 146))
    for _ in range(dice.randrange(3, 8)):
        x, y, r = dice.randrange(200, width - 250), dice.randrange(250, 760), dice.randrange(15, 60)
        pen.ellipse((x, y, x + r * 2, y + r), fill=(60, 50, 40))


def _svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def _flood() -> bytes:
    """Few bytes, a hundred million pixels."""
    held = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(held, "PNG")
    return held.getvalue()


def _page() -> bytes:
    return b"<html><script>alert(1)</script></html>"


HOSTILE = {
    "svg": (_svg, "image/svg+xml"),
    "flood": (_flood, "image/png"),
    "html": (_page, "image/png"),
    "heavy": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(12_000_000), "image/png"),
}
