from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from articles.wordpress import web
from articles.wordpress.content import Conversion, convert
from articles.wordpress.images import Library
from articles.wordpress.reader import Export, read_export
from articles.wordpress.uploads import Folder
from core import outbound
from tests.articles.wordpress.export import attachment, meta, save, wxr
from tests.factories.images import picture_bytes

KINDS = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP"}


class NoRecords:
    """Records of a site nothing of which has been imported."""

    source = "harbour.example"

    def target(self, kind: str, key: str) -> None:
        return None


@pytest.fixture(autouse=True)
def no_other_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """No host can be found but this machine, and nobody waits for one."""
    look_up = outbound.socket.getaddrinfo

    def answer(host: str, *args: Any, **options: Any) -> Any:
        if host not in {"localhost", "127.0.0.1"}:
            raise OSError("Name or service not known")
        return look_up(host, *args, **options)

    monkeypatch.setattr(outbound.socket, "getaddrinfo", answer)
    monkeypatch.setattr(web, "PAUSE", 0)


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    """A copy of `wp-content/uploads` with three pictures."""
    folder = tmp_path / "uploads"
    for number, name in enumerate(("boat.jpg", "quay.png", "lamp.jpg")):
        put_picture(folder / "2020" / "05" / name, width=60 + number)
    return folder


def put_picture(path: Path, **options: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture_bytes(kind=KINDS[path.suffix[1:]], **options))
    return path


@pytest.fixture
def export_file(tmp_path: Path) -> Callable[..., Path]:
    """Saves an export of the items given."""

    def write(*items: str, name: str = "export.xml", **head: Any) -> Path:
        return save(tmp_path, wxr(*items, **head), name)

    return write


@pytest.fixture
def export(export_file: Callable[..., Path]) -> Export:
    """Three pictures, two of which have been described by a person, and a document."""
    return read_export(
        export_file(
            attachment(7, "2020/05/boat.jpg"),
            attachment(
                8, "2020/05/quay.png", meta("_wp_attachment_image_alt", "A quay at low tide"), parent=1, order=2
            ),
            attachment(
                9,
                "2020/05/lamp.jpg",
                meta("_wp_attachment_image_alt", "The lamp of a lighthouse"),
                parent=1,
                order=1,
                excerpt="Lit at dusk",
            ),
            attachment(10, "2020/05/tides.pdf"),
        )
    )


@pytest.fixture
def library(export: Export, uploads: Path) -> Library:
    return Library(export, Folder(uploads), NoRecords(), dry_run=True)  # type: ignore[arg-type]


@pytest.fixture
def converted(library: Library) -> Callable[..., Conversion]:
    """Converts the content of post 1."""

    def run(html: str, **options: Any) -> Conversion:
        return convert(html, library, **{"title": "Tides", "post_id": 1, **options})

    return run


@pytest.fixture
def blocks(converted: Callable[..., Conversion]) -> Callable[..., list[tuple[str, Any]]]:
    """The blocks of the content as pairs of type and value."""

    def run(html: str, **options: Any) -> list[tuple[str, Any]]:
        return [(block["type"], block["value"]) for block in converted(html, **options).blocks]

    return run


@pytest.fixture
def run_import(db: None) -> Callable[..., str]:
    """Runs the command and returns its report."""

    def run(path: Path, **options: Any) -> str:
        output = StringIO()
        call_command("import_wordpress", path, stdout=output, **options)
        return output.getvalue()

    return run
