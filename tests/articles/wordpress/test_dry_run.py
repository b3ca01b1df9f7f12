"""`--dry-run` says what would happen, in the words in which it is said when it does, and changes nothing."""

import pytest

from articles.models import ArticlePage
from tests.articles.wordpress.database import contents, files
from tests.articles.wordpress.export import ADDRESS, attachment, category, item, meta, post, tag

pytestmark = pytest.mark.django_db
BOAT = f'<img src="{ADDRESS}/wp-content/uploads/2020/05/boat.jpg" alt="">'
GULL = f'<img src="{ADDRESS}/wp-content/uploads/2020/05/lamp.jpg" alt="A lamp">'
ITEMS = (
    post(1, category("sea", "Sea"), tag("tide", "tide"), meta("_thumbnail_id", 7), content=f"One.\n\n{BOAT}{GULL}"),
    post(2, category("sea", "Sea"), status="draft", content="<table><tr><td>a</td></tr></table>"),
    post(3, status="trash"),
    post(4, title="", content=""),
    item(5, "page"),
    item(6, "nav_menu_item"),
    attachment(7, "2020/05/boat.jpg"),
    attachment(8, "2020/05/gone.jpg"),
    attachment(9, "2020/05/tides.pdf"),
)


@pytest.fixture
def export_of(export_file, uploads):
    return lambda *items: {"path": export_file(*items), "uploads": uploads}


def without_notice(report):
    return [line for line in report.splitlines() if not line.startswith("A dry run")]


def test_changes_nothing(run_import, export_of, settings, tmp_path):
    given = export_of(*ITEMS)
    before = contents(), files(settings.MEDIA_ROOT), files(tmp_path)
    report = run_import(**given, dry_run=True)
    assert (contents(), files(settings.MEDIA_ROOT), files(tmp_path)) == before
    assert "A dry run: nothing was changed. This is what would happen." in report.splitlines()


def test_says_what_happens_then(run_import, export_of):
    said = run_import(**export_of(*ITEMS), dry_run=True)
    done = run_import(**export_of(*ITEMS))
    assert without_notice(said) == without_notice(done)
    assert "Imported (5)" in done
    assert "/articles/ingrid-holm/post-1/" in said


def test_after_an_import_says_that_nothing_is_to_be_done(run_import, export_of):
    run_import(**export_of(*ITEMS))
    said = run_import(**export_of(*ITEMS), dry_run=True)
    assert without_notice(said) == without_notice(run_import(**export_of(*ITEMS)))
    assert "Imported" not in said


def test_says_what_would_be_changed_and_changes_nothing(run_import, export_of):
    run_import(**export_of(*ITEMS))
    changed = post(1, category("sea", "Sea"), category("wind", "Wind"), title="New", creator="bo")
    before = contents()
    said = run_import(**export_of(changed, *ITEMS[1:]), dry_run=True)
    assert contents() == before
    assert ArticlePage.objects.get(slug="post-1").title == "Post 1"
    assert "Changed (1)" in said
    assert "posts: New → /articles/bo/post-1/" in said
    assert without_notice(said) == without_notice(run_import(**export_of(changed, *ITEMS[1:])))


def test_says_which_pages_were_edited_here(run_import, export_of, admin):
    run_import(**export_of(*ITEMS))
    page = ArticlePage.objects.get(slug="post-1")
    page.save_revision(user=admin)
    said = run_import(**export_of(post(1, title="New"), *ITEMS[1:]), dry_run=True)
    assert "edited here too" in said
