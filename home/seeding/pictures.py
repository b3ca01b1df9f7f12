"""The few pictures that all bulk content shares, with their renditions made once."""

from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw

from core.images import make_sources
from core.models import SiteImage

SIZE = (1620, 1080)
SHAPES = ("hero", "inline", "full", "portrait", "social")
# Sky, sea, sun and island of each; all in the site's palette of deep sea, paper, lagoon and one warm accent.
SCENES = {
    "Seeded picture, morning": ("#f3ead9", "#2f7f86", "#e8865a", "#123a4a"),
    "Seeded picture, night": ("#0e2f3d", "#123a4a", "#f0c9a4", "#071c26"),
}


def shared_pictures() -> list[SiteImage]:
    """The pictures, ready to be shown in every shape; made on the first call, found again on every later one."""
    return [find(title) or make(title) for title in SCENES]


def find(title: str) -> SiteImage | None:
    image = SiteImage.objects.filter(title=title).order_by("pk").first()
    return image if image and all(image.ready_sources(shape) for shape in SHAPES) else None


def make(title: str) -> SiteImage:
    image = SiteImage(title=title, description="An island in the sea, under a low sun.")
    image.file = ImageFile(BytesIO(draw(*SCENES[title])), name="seeded.jpg")
    image.save()
    for shape in SHAPES:
        make_sources(image.pk, shape)
    image.refresh_from_db()
    return image


def draw(sky: str, sea: str, sun: str, island: str) -> bytes:
    """An island before a horizon, as a JPEG."""
    width, height = SIZE
    horizon = height * 3 // 5
    picture = Image.new("RGB", SIZE, sky)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((width * 3 // 5, horizon - 320, width * 3 // 5 + 260, horizon - 60), fill=sun)
    pen.rectangle((0, horizon, width, height), fill=sea)
    pen.polygon([(240, horizon), (520, horizon - 190), (700, horizon - 110), (980, horizon)], fill=island)
    for row in range(1, 6):
        y = horizon + row * row * 14
        pen.line((width // 4 - row * 40, y, width * 3 // 4 + row * 40, y), fill=sky, width=1 + row)
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()
