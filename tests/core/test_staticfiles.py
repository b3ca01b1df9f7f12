"""Static files as they are served: the stylesheet in one piece, hashed names, compressed twins."""

import gzip
import json
import re
import time
from pathlib import Path
from unittest.mock import Mock

import brotli
import pytest
from django.contrib.staticfiles.finders import get_finder
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.core.management.base import OutputWrapper
from django.test import override_settings

from core import static_stamp
from core.staticfiles import bundle

STORAGE = {"staticfiles": {"BACKEND": "core.staticfiles.BundledStaticFilesStorage"}}


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """What `collectstatic` makes of all static files, ours and those of packages. Takes a while, so it is made once."""
    from django.conf import settings

    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES={**settings.STORAGES, **STORAGE}):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def manifest(folder: Path) -> dict[str, str]:
    return json.loads((folder / "staticfiles.json").read_text())["paths"]


@pytest.fixture(scope="module")
def stylesheet(collected) -> str:
    return (collected / manifest(collected)["css/site.css"]).read_text()


def test_the_stylesheet_is_in_one_piece(stylesheet):
    assert "@import" not in stylesheet
    assert ".masthead" in stylesheet
    assert ".guidebook-card" in stylesheet


def test_the_stylesheet_is_minified(stylesheet, settings):
    parts = (settings.BASE_DIR / "site" / "static" / "css").rglob("*.css")
    assert len(stylesheet) < sum(file.stat().st_size for file in parts)
    assert "/*" not in stylesheet


def test_the_stylesheet_keeps_its_layers_in_their_order(stylesheet, settings):
    source = (settings.BASE_DIR / "site" / "static" / "css" / "site.css").read_text()
    declared = [name.strip() for name in re.search(r"@layer ([^;{]+);", source).group(1).split(",")]
    named = [name for names in re.findall(r"@layer ([^;{]+)[;{]", stylesheet) for name in names.split(",")]
    assert [name for name in dict.fromkeys(named) if name in declared] == declared


def test_whatever_the_stylesheet_names_is_there_under_its_hashed_name(collected, stylesheet):
    urls = [url.strip("'\"") for url in re.findall(r"url\(([^)]+)\)", stylesheet)]
    urls = [url for url in urls if not url.startswith(("data:", "#"))]
    assert urls
    base = (collected / "css").resolve()
    for url in urls:
        file = (base / url.split("#")[0].split("?")[0]).resolve()
        assert file.exists(), url
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", file.name), url


def test_every_file_has_a_name_that_changes_with_its_content(collected):
    names = manifest(collected)
    for ours in ("css/site.css", "js/site.js", "img/icons.svg", "img/favicon.svg"):
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", names[ours]), ours
        assert (collected / names[ours]).exists()


def test_modules_name_each_other_by_their_hashed_names(collected):
    """Otherwise a browser that keeps one for ever would run yesterday's other."""
    site = (collected / manifest(collected)["js/site.js"]).read_text()
    imported = re.findall(r"(?:import|from)\s*\(?[\"'](\.[^\"']+)[\"']", site)
    assert all(re.search(r"\.[0-9a-f]{12}\.js$", name) for name in imported), imported


@pytest.mark.parametrize("name", ["css/site.css", "js/site.js", "img/icons.svg"])
def test_files_that_shrink_have_compressed_twins_with_the_same_content(collected, name):
    file = collected / manifest(collected)[name]
    assert gzip.decompress(file.with_name(f"{file.name}.gz").read_bytes()) == file.read_bytes()
    assert brotli.decompress(file.with_name(f"{file.name}.br").read_bytes()) == file.read_bytes()


def test_fonts_are_not_compressed_twice(collected):
    assert not list(collected.rglob("*.woff2.gz"))
    assert list(collected.rglob("*.woff2"))


OF_THE_DESK = {"js/block_clipboard.js", "js/editor.js", "js/footnote_editor.js", "js/import.js"}


def test_what_a_page_loads_is_small(collected, stylesheet):
    """60 KB for all of a page but its pictures; 20 KB for all scripts that there are, most fetched only when needed.

    What an article loads is measured in a browser (`tests/e2e/test_reading_tools.py`).
    """
    names = manifest(collected)
    scripts = [name for name in names if name.startswith("js/") and "/" not in name[3:] and name not in OF_THE_DESK]
    sizes = {
        name: (collected / f"{names[name]}.br").stat().st_size for name in scripts if is_twin(collected, names[name])
    }
    small = sum((collected / names[name]).stat().st_size for name in scripts if name not in sizes)
    assert sum(sizes.values()) + small < 20 * 1024
    assert len(brotli.compress(stylesheet.encode())) < 20 * 1024


def is_twin(folder: Path, name: str) -> bool:
    return (folder / f"{name}.br").exists()


def test_the_stylesheet_is_the_same_each_time_it_is_made(settings):
    """Otherwise every start would give it another name, and readers would load it again."""
    source = settings.BASE_DIR / "site" / "static" / "css" / "site.css"
    assert bundle(source) == bundle(source)


def test_a_dry_run_writes_nothing(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, **STORAGE}
    call_command("collectstatic", interactive=False, verbosity=0, dry_run=True)
    assert list(tmp_path.iterdir()) == []


def test_a_stylesheet_that_cannot_be_read_stops_the_collection(tmp_path):
    file = tmp_path / "site.css"
    file.write_text('@import url("./missing.css");')
    with pytest.raises(Exception, match=r"site\.css"):
        bundle(file)


def test_the_tests_themselves_use_plain_names():
    assert staticfiles_storage.url("css/site.css") == "/static/css/site.css"


# Collected only when something has changed


@pytest.fixture
def collect(settings, tmp_path, monkeypatch):
    """Runs the check at every start, and says how often something was collected."""
    source, root = tmp_path / "source", tmp_path / "root"
    source.mkdir()
    root.mkdir()
    (source / "a.css").write_text("a {}")
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], root
    command = Mock()
    monkeypatch.setattr(static_stamp, "call_command", command)

    def run() -> int:
        with (tmp_path / "log").open("a") as log:
            static_stamp.collect_if_changed(OutputWrapper(log))
        return command.call_count

    run.source = source
    return run


def test_the_first_start_collects_and_the_second_does_not(collect):
    assert collect() == 1
    assert collect() == 1


def test_a_changed_added_or_removed_file_is_collected(collect):
    assert collect() == 1
    (collect.source / "a.css").write_text("a { color: red }")
    assert collect() == 2
    (collect.source / "b.css").write_text("b {}")
    assert collect() == 3
    (collect.source / "b.css").unlink()
    assert collect() == 4
    assert collect() == 4


def test_a_changed_file_of_an_app_is_collected(collect, tmp_path, monkeypatch):
    """Apps keep static files beside their code."""
    folder = tmp_path / "an_app"
    folder.mkdir()
    finder = get_finder("django.contrib.staticfiles.finders.AppDirectoriesFinder")
    monkeypatch.setitem(finder.storages, "newsletter", FileSystemStorage(folder))
    assert collect() == 1
    (folder / "ledgers.css").write_text("table {}")
    assert collect() == 2
    (folder / "ledgers.css").write_text("table { color: red }")
    assert collect() == 3
    assert collect() == 3


def test_other_code_that_bundles_is_a_reason_to_collect(collect, tmp_path, monkeypatch):
    assert collect() == 1
    (tmp_path / "staticfiles.py").write_text("# Bundled in another way.")
    monkeypatch.setattr(static_stamp.staticfiles, "__file__", str(tmp_path / "staticfiles.py"))
    assert collect() == 2


def test_whether_to_collect_is_known_at_once(collect):
    """A second start takes seconds."""
    began = time.monotonic()
    static_stamp.fingerprint()
    assert time.monotonic() - began < 1


def test_another_version_of_a_package_is_collected(collect, monkeypatch):
    assert collect() == 1
    monkeypatch.setattr(static_stamp, "version", Mock(return_value="999"))
    assert collect() == 2


def test_a_collection_that_failed_is_tried_again(collect, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(static_stamp, "call_command", Mock(side_effect=OSError("disk full")))
        with pytest.raises(OSError, match="disk full"):
            collect()
    assert collect() == 1
