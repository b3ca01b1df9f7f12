"""Large exports: memory stays where it is, whatever the size of the file."""

import time
import tracemalloc

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import ArticlePage
from articles.wordpress.images import Library
from articles.wordpress.people import Bylines
from articles.wordpress.posts import read_post
from articles.wordpress.reader import iterate_items, read_export
from articles.wordpress.uploads import Folder
from tests.articles.wordpress.conftest import NoRecords
from tests.articles.wordpress.export import attachment, category, post, tag, wxr

WORDS = "The <b>boats</b> leave on time, " + "and so do we, most days and in most winds, " * 22 + "and that is all."
PARAGRAPHS = f"{WORDS}\n\n{WORDS}"


def large_export(path, posts):
    """An export of posts of some 2 KB, each with a picture, written piece by piece."""
    start, end = wxr("@@").split("@@")
    with path.open("w") as file:
        file.write(start)
        for number in range(1, posts + 1):
            file.write(post(number, category("sea", "Sea"), tag("tide", "tide"), content=PARAGRAPHS))
            file.write(attachment(posts + number, f"2020/05/boat-{number}.jpg", parent=number))
        file.write(end)
    return path


def peak_of(work):
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def read_all(path):
    export = read_export(path)
    library = Library(export, Folder(path.parent), NoRecords(), dry_run=True)
    bylines = Bylines(export, [], "The House")
    posts = [
        item for item in iterate_items(path) if item.type == "post" and not read_post(item, export, library, bylines)
    ]
    assert posts == []
    return export


@pytest.fixture(scope="module")
def thousand(tmp_path_factory):
    return large_export(tmp_path_factory.mktemp("large") / "export.xml", 1000)


def test_a_thousand_posts_are_read_in_bounded_memory(thousand, tmp_path):
    assert thousand.stat().st_size > 2_000_000
    small = large_export(tmp_path / "small.xml", 50)
    read_all(small)  # What is only made once is not to be counted.
    few, many = peak_of(lambda: read_all(small)), peak_of(lambda: read_all(thousand))
    # What grows is the list of attachments, a kilobyte each; of the posts nothing stays.
    assert many - few < 1000 * 2_000
    assert read_export(thousand).items == {"post": 1000, "attachment": 1000}


def test_one_long_post_is_read(tmp_path):
    path = tmp_path / "export.xml"
    path.write_text(wxr(post(1, content=f"{WORDS}\n\n" * 3000)))
    started = time.monotonic()
    read_all(path)
    assert time.monotonic() - started < 60


@pytest.mark.django_db
def test_a_post_takes_as_many_queries_however_many_are_here(export_file, run_import):
    def queries(*numbers):
        with CaptureQueriesContext(connection) as captured:
            run_import(export_file(*(post(number, category("sea", "Sea"), tag("tide", "tide")) for number in numbers)))
        return len(captured)

    queries(1)
    few = queries(2)
    queries(*range(3, 13))
    assert ArticlePage.objects.count() == 12
    assert queries(13) <= few + 2


@pytest.mark.django_db
def test_what_has_not_changed_is_passed_over_quickly(export_file, run_import, django_assert_max_num_queries):
    path = export_file(*(post(number) for number in range(1, 7)))
    run_import(path)
    with django_assert_max_num_queries(6 * 7 + 20):
        run_import(path)
