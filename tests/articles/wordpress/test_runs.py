"""Imports that the worker runs: one at a time, in turns, to be stopped, and gone on with after a death."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from articles import tasks
from articles.models import ArticlePage, ImportedItem, ImportEntry, ImportRun
from articles.wordpress import importer, runs
from articles.wordpress.stream import ImportRefusedError
from tests.articles.wordpress.export import attachment, category, item, post, wxr

pytestmark = pytest.mark.django_db
State = ImportRun.State
ITEMS = (
    post(1, category("sea", "Sea")),
    post(2),
    item(3, "page"),
    attachment(4, "2020/05/boat.jpg"),
    item(5, "product"),
)


@pytest.fixture(autouse=True)
def own_desk(monkeypatch):
    monkeypatch.setattr(tasks, "DESK", runs.Desk())


@pytest.fixture
def begin():
    """Sends an export as the form does."""

    def run(*items, name="export.xml", categories="", content=None):
        data = wxr(*(items or ITEMS)).encode() if content is None else content
        return runs.begin(ContentFile(data, name=name), author_categories=categories, user=None)

    return run


def again(run):
    run.refresh_from_db()
    return run


def turn(desk, steps):
    """One turn of so many items."""
    left = iter(range(steps))
    return desk.work(lambda: next(left, None) is not None)


class TestTheWay:
    def test_goes_from_a_dry_run_by_a_start_to_the_end(self, begin, run_jobs):
        run = begin()
        path = Path(run.file.path)
        run_jobs()
        assert again(run).state == State.CHECKED
        assert (run.done, run.total) == (5, 5)
        assert not ArticlePage.objects.exists()
        assert not ImportedItem.objects.exists()
        said = runs.report_of(run).table()
        assert runs.start(run)
        run_jobs()
        assert again(run).state == State.DONE
        assert ArticlePage.objects.count() == 2
        assert [kind for kind, _numbers in runs.report_of(run).table()] == [kind for kind, _numbers in said]
        assert runs.report_of(run).verdict() == "The file holds 5 items; each is named above."
        assert not path.exists()
        assert run.file == ""

    def test_the_report_agrees_with_that_of_the_command_line(self, begin, run_jobs, run_import, export_file, uploads):
        run = begin()
        run_jobs()
        runs.start(run)
        run_jobs()
        mine = runs.report_of(again(run)).render()
        ImportedItem.objects.all().delete()
        ArticlePage.objects.all().delete()
        assert len(mine.splitlines()) > 10
        other = ImportRun.objects.exclude(pk=run.pk)
        run_import(export_file(*ITEMS))
        assert runs.report_of(other.get()).table() == runs.report_of(run).table()

    def test_a_file_that_is_none_is_refused_in_a_sentence(self, begin, run_jobs):
        run = begin(content=b"<rss", name="../../evil name.xml")
        run_jobs()
        assert again(run).state == State.REFUSED
        assert run.message.startswith("evil_name.xml ends too early")
        assert run.file == ""
        assert runs.working() is None

    def test_categories_can_name_authors(self, begin, run_jobs):
        run = begin(categories=" Sea ,")
        run_jobs()
        runs.start(run)
        run_jobs()
        assert ArticlePage.objects.get(slug="post-1").get_parent().title == "Sea"

    def test_an_empty_queue_costs_one_query(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert not tasks.import_from_wordpress(lambda: True)


class TestOnlyOne:
    def test_is_open_at_a_time(self, begin, run_jobs):
        run = begin()
        assert begin() is None
        run_jobs()
        assert begin() is None
        runs.stop(run)
        assert begin()

    def test_worker_takes_a_run(self, begin):
        begin()
        assert turn(runs.Desk(), 2)
        other = runs.Desk()
        assert not other.work(lambda: True)
        assert other.turns is None

    def test_the_command_waits_for_the_worker(self, begin, export_file):
        begin()
        with pytest.raises(ImportRefusedError, match=r"Another import is running: export\.xml"):
            runs.run_here(export_file(post(9)), None, "", lambda done, total: None)

    def test_command_runs(self, export_file):
        with runs.only_one(), pytest.raises(ImportRefusedError, match="Another import is running"):
            runs.run_here(export_file(post(9)), None, "", lambda done, total: None)

    def test_a_run_is_started_once(self, begin, run_jobs):
        run = begin()
        assert not runs.start(run)
        run_jobs()
        assert runs.start(run)
        assert not runs.start(run)


class TestStopped:
    def test_leaves_what_was_imported_and_the_next_goes_on(self, begin, run_jobs):
        run = begin()
        run_jobs()
        runs.start(run)
        desk = runs.Desk()
        turn(desk, 2)
        runs.stop(run)
        assert not desk.work(lambda: True)
        assert desk.turns is None
        assert again(run).state == State.STOPPED
        assert ArticlePage.objects.count() == 1
        run = begin()
        run_jobs()
        runs.start(run)
        run_jobs()
        assert ArticlePage.objects.count() == 2

    def test_in_the_middle_of_a_turn_ends_it(self, begin, monkeypatch):
        run = begin()
        monkeypatch.setattr(runs, "WORD_EVERY", -1)
        desk = runs.Desk()
        answers = iter([True, True])

        def may_go_on():
            runs.stop(run) if next(answers, None) is None else None
            return True

        assert not desk.work(may_go_on)
        assert again(run).state == State.STOPPED


class TestADeadWorker:
    def test_is_followed_by_another_that_goes_on(self, begin, run_jobs, later):
        run = begin()
        run_jobs()
        runs.start(run)
        turn(runs.Desk(), 3)
        assert 0 < again(run).done < 5
        before = set(ImportEntry.objects.filter(run=run).values_list("pk", flat=True))
        later(minutes=4)
        run_jobs()
        assert again(run).state == State.DONE
        assert ImportEntry.objects.filter(run=run).count() == 5
        assert before < set(ImportEntry.objects.filter(run=run).values_list("pk", flat=True))
        assert runs.report_of(run).count(importer.Outcome.IMPORTED) == 3

    def test_loses_its_run_to_the_other(self, begin, later):
        begin()
        dead = runs.Desk()
        turn(dead, 1)
        later(minutes=4)
        turn(runs.Desk(), 1)
        assert not dead.work(lambda: True)
        assert dead.turns is None

    def test_of_the_command_line_leaves_its_run_stopped(self, begin, run_jobs):
        lost = ImportRun.objects.create(
            name="lost.xml", state=State.IMPORTING, worked_at=timezone.now() - timedelta(hours=1)
        )
        begin()
        run_jobs()
        assert again(lost).state == State.STOPPED


def test_an_item_and_its_entry_are_stored_both_or_neither(begin, run_jobs, monkeypatch):
    run = begin(post(1))
    run_jobs()
    runs.start(run)

    def die(self, entry):
        raise KeyboardInterrupt

    monkeypatch.setattr(runs.Stored, "append", die)
    with pytest.raises(KeyboardInterrupt):
        runs.Desk().work(lambda: True)
    assert not ArticlePage.objects.exists()
