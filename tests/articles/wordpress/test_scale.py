"""Large exports: memory stays where it is, whatever the size of the file."""

import time
import tracemalloc

import pytest

from articles.models import ArticlePage
from articles.wordpress.images import Library
from articles.wordpress.people import Bylines
from articles.wordpress.posts import read_post
from articles.wordpress.reader import iterate_items, read_export
from tests.articles.wordpress.conftest import NoRecords
from tests.articles.wordpress.export import INGRID, attachment, category, post, tag, wxr

PARAGRAPHS = "\n\n".join(f"Paragraph {number}: <b>boats</b> leave on time, and so do we. " * 5 for number in range(10))


def large_export(path, posts):
    """An export of posts of some 3 KB, each with a picture, written piece by piece."""
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
    library = Library(export, None, NoRecords(), dry_run=True)
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
    assert thousand.stat().st_size > 4_000_000
    small = large_export(tmp_path / "small.xml", 50)
    read_all(small)  # What is only made once is not to be counted.
    few, many = peak_of(lambda: read_all(small)), peak_of(lambda: read_all(thousand))
    # What grows is the list of attachments, some two kilobytes each; the posts themselves leave nothing behind.
    assert many - few < 1000 * 4_000
    assert many < 8_000_000


def test_a_thousand_posts_are_read_in_seconds(thousand):
    started = time.monotonic()
    export = read_all(thousand)
    assert export.items == {"post": 1000, "attachment": 1000}
    assert time.monotonic() - started < 60


def test_one_long_post_is_read(tmp_path):
    path = tmp_path / "export.xml"
    path.write_text(wxr(post(1, content=PARAGRAPHS * 500)))
    started = time.monotonic()
    read_all(path)
    assert time.monotonic() - started < 30


@pytest.mark.django_db
def test_fifty_posts_take_the_same_number_of_queries_each(export_file, run_import, django_assert_max_num_queries):
    def items(first, last):
        return [post(number, category("sea", "Sea"), tag("tide", "tide")) for number in range(first, last + 1)]

    run_import(export_file(*items(1, 1), head=[INGRID]))
    with django_assert_max_num_queries(49 * 120):
        run_import(export_file(*items(1, 50)))
    assert ArticlePage.objects.count() == 50


@pytest.mark.django_db
def test_what_has_not_changed_is_passed_over_quickly(export_file, run_import, django_assert_max_num_queries):
    path = export_file(*(post(number) for number in range(1, 31)))
    run_import(path)
    with django_assert_max_num_queries(30 * 4 + 10):
        run_import(path)
