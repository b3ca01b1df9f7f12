"""The pages of one machine on its disk, as nginx meets them."""

import gzip
import os
import sqlite3
import time
from pathlib import Path

import brotli
import pytest
from django.conf import settings

from core.page_store.clearing import clear
from core.page_store.entries import CACHE_CONTROL, Entry, Key, Knowledge
from core.page_store.files import Files, is_sound
from core.page_store.tags import EVERYTHING, number
from tests.core.page_store.conftest import HIT, STORED, ask

BODY = b"<!doctype html><title>A page</title>" * 20
HTML = [("Content-Type", "text/html; charset=utf-8")]


@pytest.fixture
def files(tmp_path) -> Files:
    return Files(tmp_path / "pages", "tests")


def entry(path: str = "/articles/", body: bytes = BODY, headers=HTML, query: str = "", **kwargs) -> Entry:
    kwargs.setdefault("expires", time.time() + 60)
    tags = [number(name) for name in (EVERYTHING, *kwargs.pop("names", ()))]
    return Entry.make(Key("http", "localhost", path, query), headers, body, tags=tags, **kwargs)


def public(files: Files) -> dict[str, bytes]:
    found = sorted(file for file in files.public.rglob("*") if file.is_file())
    return {str(file.relative_to(files.public)): file.read_bytes() for file in found}


def test_a_page_is_three_files(files):
    files.put(entry())
    found = public(files)
    place = "http/localhost/articles/index.html"
    assert list(found) == [place, f"{place}.br", f"{place}.gz"]
    assert found[place] == gzip.decompress(found[f"{place}.gz"]) == brotli.decompress(found[f"{place}.br"]) == BODY


def test_what_is_stored_comes_back_as_it_was(files):
    known = Knowledge(7, (3, 5))
    stored = entry(headers=[*HTML, ("X-Robots-Tag", "noindex")], knowledge=known, names=["topic:1"])
    files.put(stored)
    found = files.get(stored.key)
    assert found == stored
    assert found.knowledge == known
    assert found.identity == BODY


def test_no_connection_to_the_index_keeps_much_of_it(files):
    """There is one for each thread of each process, and what it has read is kept elsewhere."""
    assert files.index.execute("PRAGMA cache_size").fetchone() == (-256,)  # KiB.


def test_the_time_of_a_file_is_made_of_its_content(files):
    """nginx makes an ETag of time and size: a page rendered anew has it again, and another page has not."""
    times = []
    for body in (BODY, BODY, BODY.replace(b"A page", b"B page")):
        files.put(entry(body=body))
        times.append({file.stat().st_mtime for file in files.public.rglob("index.html*")})
    assert times[0] == times[1] != times[2]
    assert all(len(each) == 1 for each in times)
    assert max(max(each) for each in times) < time.time()


@pytest.mark.parametrize(
    ("path", "query", "headers"),
    [
        ("/articles/", "page=2", HTML),
        ("/articles/ann/one.md", "", [("Content-Type", "text/markdown; charset=utf-8")]),
        ("/articles/", "", [*HTML, ("X-Robots-Tag", "noindex")]),
        ("/articles/", "", [*HTML, ("Cache-Control", "public, max-age=3600")]),
        ("/../../etc/", "", HTML),
        ("/a//b/", "", HTML),
        ("/a/./b/", "", HTML),
        ("/a\x00b/", "", HTML),
        (f"/{'a' * 250}/", "", HTML),
        ("/\xff\xfe/", "", HTML),
    ],
)
def test_what_nginx_could_not_tell_apart_is_no_file(files, path, query, headers):
    stored = entry(path, query=query, headers=headers)
    files.put(stored)
    assert public(files) == {}
    assert files.get(stored.key) == stored


def test_feeds_and_sitemaps_are_files_too(files):
    files.put(entry("/articles/feed/", headers=[("Content-Type", "application/rss+xml; charset=utf-8")]))
    files.put(entry("/sitemap.xml", headers=[("Content-Type", "application/xml"), ("X-Robots-Tag", "noindex")]))
    assert {name for name in public(files) if not name.endswith((".gz", ".br"))} == {
        "http/localhost/articles/feed/index.rss",
        "http/localhost/sitemap.xml",
    }


@pytest.mark.parametrize("name", ["sitemap.xml", "sitemap-pages.xml"])
def test_the_maps_of_the_site_are_files_and_go_with_a_change(db, site, name):
    """As the views answer, with all the headers that they send; nginx repeats the one that is theirs alone."""
    answer = ask(site, f"/{name}")
    assert answer.headers["cache-control"] == CACHE_CONTROL
    place = f"http/localhost/{name}"
    assert list(public(site.store.files)) == [place, f"{place}.br", f"{place}.gz"]
    assert public(site.store.files)[place] == answer.body
    configuration = (Path(settings.BASE_DIR) / "deploy" / "nginx.conf").read_text()
    assert f'add_header X-Robots-Tag "{answer.headers["x-robots-tag"]}";' in configuration
    clear(EVERYTHING)
    site.store.log.check()
    assert public(site.store.files) == {}


def test_a_path_in_other_letters_is_written_as_utf_8(files):
    files.put(entry("/święty-spokój/".encode().decode("latin-1")))
    assert "http/localhost/święty-spokój/index.html" in public(files)


def test_a_change_takes_away_the_files_of_what_showed_it(files):
    files.put(entry("/one/", names=["topic:1"]))
    files.put(entry("/two/", names=["topic:2"]))
    assert [key.path for key in files.drop([(1, ["topic:1", "topic:7"])])] == ["/one/"]
    assert {name.split("/")[2] for name in public(files)} == {"two"}
    assert files.drop([(1, ["topic:1"])]) == []
    assert files.get(entry("/one/").key) is not None  # As the last good one.
    assert [key.path for key in files.cleared(9)] == ["/one/"]
    files.put(entry("/one/"))
    assert files.cleared(9) == []


def test_what_was_rendered_since_stays(files):
    """Whoever hears of a change late finds it rendered already."""
    files.put(entry("/one/", names=["topic:1"], knowledge=Knowledge(5)))
    files.put(entry("/two/", names=["topic:1"], knowledge=Knowledge(5, (3,))))
    assert [key.path for key in files.drop([(3, ["topic:1"])])] == ["/two/"]
    assert [key.path for key in files.drop([(6, ["topic:1"])])] == ["/one/"]


def test_everything_goes_at_once(files):
    for path in ("/one/", "/two/"):
        files.put(entry(path))
    assert len(files.drop([(1, [EVERYTHING])])) == 2
    assert public(files) == {}


def test_what_has_had_its_time_goes(files, monkeypatch):
    files.put(entry("/one/", expires=time.time() - 1))
    files.put(entry("/two/"))
    files.put(entry("/old/", expires=time.time() - 2 * 24 * 60 * 60))
    assert sorted(key.path for key in files.tidy()) == ["/old/", "/one/"]
    assert {name.split("/")[2] for name in public(files)} == {"two"}
    assert files.get(entry("/old/").key) is None
    assert files.get(entry("/one/").key) is not None


def test_much_that_ends_at_once_goes_bit_by_bit(files, monkeypatch):
    monkeypatch.setattr("core.page_store.files.ENDED_AT_ONCE", 2)
    for place in range(5):
        files.put(entry(f"/{place}/", expires=time.time() - 1))
    assert len(files.tidy()) == 5
    assert public(files) == {}


def test_what_is_asked_every_few_seconds_reads_no_page(files):
    """Each holds some twenty thousand bytes, in front of whatever else is known of it."""
    files.put(entry())
    asked: list[str] = []
    files.index.set_trace_callback(asked.append)
    files.tidy()
    files.cleared(9)
    files.facts()
    files.index.set_trace_callback(None)
    plans = [files.index.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in asked if sql.startswith("SELECT")]
    assert len(plans) == 5
    assert [detail for plan in plans for *_, detail in plan if detail.startswith("SCAN")] == []


def test_the_disk_does_not_fill(files, monkeypatch):
    monkeypatch.setattr("core.page_store.files.MOST_BYTES", 200_000)
    for place in range(200):
        files.put(entry(f"/{place}/", body=os.urandom(2000)))
    files.tidy()
    assert files.size <= 200_000
    assert public(files) == {}


def test_pages_of_another_release_are_not_ours(files, tmp_path):
    files.put(entry())
    other = Files(tmp_path / "pages", "another")
    assert other.get(entry().key) is None
    assert [key.path for key in other.tidy()] == ["/articles/"]
    assert public(files) == {}


def test_a_broken_index_is_made_anew(files, tmp_path, caplog):
    files.put(entry())
    files.index.close()
    files.index_file.write_bytes(b"no database at all" * 100)
    broken = Files(tmp_path / "pages", "tests")
    assert broken.get(entry().key) is None
    assert public(files) == {}  # Nobody knows what is in them any more.
    assert "do not answer" in caplog.text
    broken.put(entry())
    assert broken.get(entry().key) == entry(expires=broken.get(entry().key).expires)


def test_files_that_no_index_knows_are_taken_away(files, tmp_path):
    """As after an upgrade that makes the index otherwise."""
    files.put(entry())
    files.index_file.rename(files.index_file.with_name("index-old.sqlite3"))
    other = Files(tmp_path / "pages", "tests")
    assert other.get(entry().key) is None
    assert public(files) == {}
    assert [file.name for file in other.folder.glob("index*.sqlite3")] == [files.index_file.name]


def test_an_index_that_cannot_be_read_leaves_no_file_behind(files, monkeypatch):
    files.put(entry())

    def locked(*arguments) -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(files, "marked", locked)
    assert files.drop([(1, ["topic:1"])]) == []
    assert public(files) == {}


def test_a_full_disk_costs_no_page(files, monkeypatch, caplog):
    def full(*arguments) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.page_store.files.replace", full)
    files.put(entry())
    assert public(files) == {}
    assert files.get(entry().key) is not None


@pytest.mark.parametrize("part", ["", ".", "..", "a\x00", "a\\b", "\ufffd", "ż" * 121])
def test_unsound_names(part):
    assert not is_sound(part)


def test_a_restart_is_warm(db, site, process, django_assert_max_num_queries):
    before = ask(site, "/")
    with django_assert_max_num_queries(2):  # Of the log.
        after = ask(process(), "/")
    assert (before.cache, after.cache) == (STORED, HIT)
    assert after.body == before.body


def test_a_new_release_renders_anew(db, site, process):
    ask(site, "/")
    assert ask(process(version="another"), "/").cache == STORED


def test_a_change_is_heard_in_every_process(db, site, process):
    others = [process(), process()]
    for each in (site, *others):
        ask(each, "/")
    clear(EVERYTHING)
    assert [ask(each, "/").cache for each in (others[0], site, others[1])] == [STORED, HIT, HIT]


def test_the_file_of_a_page_goes_with_it(db, site):
    ask(site, "/")
    assert "http/localhost/index.html" in public(site.store.files)
    clear(EVERYTHING)
    site.store.log.check()
    assert public(site.store.files) == {}


def test_what_changes_while_it_is_written_leaves_no_file(db, site, monkeypatch):
    """The change is committed after the render was found good, and heard of before its file is there."""
    put = site.store.files.put

    def late(stored) -> None:
        clear(EVERYTHING)
        site.store.log.check()
        put(stored)

    monkeypatch.setattr(site.store.files, "put", late)
    ask(site, "/")
    assert public(site.store.files) == {}
    monkeypatch.undo()
    assert ask(site, "/").cache == STORED


def test_a_file_that_was_lost_comes_back(db, site, process):
    """The database did not answer for a moment, so nobody could say that the page still held."""
    ask(site, "/")
    site.store.files.discard(next(iter(site.store.memory)))
    assert public(site.store.files) == {}
    assert ask(process(), "/").cache == HIT
    assert "http/localhost/index.html" in public(site.store.files)


def test_memory_is_bounded(db, process):
    site = process()
    site.store.most_bytes = 15_000
    for path in ("/", "/articles/", "/guidebooks/", "/llms.txt", "/robots.txt"):
        ask(site, path)
    assert 0 < site.store.bytes <= 15_000
    assert len(site.store.memory) < 5
    assert site.store.bytes == sum(stored.size for stored in site.store.memory.values())
    assert ask(site, "/").cache == HIT  # From the files.
