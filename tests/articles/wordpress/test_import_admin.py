"""The import in the admin: who may, and the way from the file to the report."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles import import_views, tasks
from articles.models import ArticlePage, ImportRun
from articles.wordpress import runs
from tests.articles.wordpress.export import post, wxr

pytestmark = pytest.mark.django_db
INDEX = "/admin/wordpress/"
State = ImportRun.State


@pytest.fixture(autouse=True)
def own_desk(monkeypatch):
    monkeypatch.setattr(tasks, "DESK", runs.Desk())


def export(*items):
    return SimpleUploadedFile("harbour.xml", wxr(*(items or (post(1), post(2, status="trash")))).encode())


def send(client, **data):
    return client.post(INDEX, {"file": export(), "author_categories": "", **data})


@pytest.fixture
def run(moderator_client):
    send(moderator_client)
    return ImportRun.objects.get()


class TestWhoMay:
    VIEWS = ("articles_import", "articles_import_start", "articles_import_stop", "articles_import_report")

    @pytest.mark.parametrize(
        ("who", "may"),
        [("admin_client", True), ("moderator_client", True), ("editor_client", False), ("marketing_client", False)],
    )
    def test_import(self, request, who, may):
        client = request.getfixturevalue(who)
        run = ImportRun.objects.create(name="x.xml", state=State.DONE)
        addresses = [INDEX, *(reverse(name, args=[run.pk]) for name in self.VIEWS)]
        for address in addresses:
            answer = client.post(address) if address.endswith(("/start/", "/stop/")) else client.get(address)
            allowed = answer.status_code == 200 or answer.headers.get("Location", "") == f"{INDEX}{run.pk}/"
            assert allowed is may, address
        assert ("Move from WordPress" in client.get("/admin/").content.decode()) is may

    def test_not_a_reader(self, client, run):
        for address in [INDEX, *(reverse(name, args=[run.pk]) for name in self.VIEWS)]:
            assert client.get(address)["Location"].startswith("/admin/login/")

    def test_nothing_is_done_by_looking(self, moderator_client, run):
        for name in ("articles_import_start", "articles_import_stop"):
            assert moderator_client.get(reverse(name, args=[run.pk])).status_code == 405


class TestTheWay:
    def test_from_the_file_to_the_report(self, moderator_client, run_jobs):
        run_page = send(moderator_client)["Location"]
        html = moderator_client.get(run_page).content.decode()
        assert "<progress" in html
        assert "js/import.js" in html
        run_jobs()
        html = moderator_client.get(run_page).content.decode()
        assert "Nothing was changed yet" in html
        assert "Post 1 → /articles/ingrid-holm/post-1/" in html
        assert not ArticlePage.objects.exists()
        assert moderator_client.post(f"{run_page}start/")["Location"] == run_page
        run_jobs()
        html = moderator_client.get(run_page).content.decode()
        article = ArticlePage.objects.get()
        assert f"/admin/pages/{article.pk}/edit/" in html
        assert "The file holds 2 items; each is named above." in html
        skipped = moderator_client.get(f"{run_page}?outcome=skipped").content.decode()
        assert "its status is “trash”" in skipped
        assert "Post 1 →" not in skipped
        answer = moderator_client.get(f"{run_page}report.txt")
        assert answer["Content-Disposition"].startswith("attachment")
        text = b"".join(answer.streaming_content).decode()
        assert "Imported (1)" in text
        assert text.strip().endswith("The file holds 2 items; each is named above.")

    def test_while_one_is_open_there_is_no_form(self, moderator_client, run):
        html = moderator_client.get(INDEX).content.decode()
        assert 'name="file"' not in html
        assert f"{INDEX}{run.pk}/" in html
        assert send(moderator_client)["Location"] == INDEX
        assert ImportRun.objects.count() == 1

    def test_a_broken_file_is_said_to_be_so(self, moderator_client, run_jobs):
        page = send(moderator_client, file=SimpleUploadedFile("a.xml", b"<rss>"))["Location"]
        run_jobs()
        html = moderator_client.get(page).content.decode()
        assert "a.xml ends too early" in html
        assert "Start the import" not in html

    def test_it_can_be_given_up(self, moderator_client, run, run_jobs):
        moderator_client.post(reverse("articles_import_stop", args=[run.pk]))
        run_jobs()
        assert ImportRun.objects.get().state == State.STOPPED

    def test_a_file_too_large_is_refused_in_the_form(self, moderator_client, monkeypatch):
        monkeypatch.setattr(import_views, "LARGEST_EXPORT", 10)
        assert "larger than 1 GB" in send(moderator_client).content.decode()
        assert not ImportRun.objects.exists()

    @pytest.mark.parametrize("query", ["outcome=none", "p=99", "p=x"])
    def test_a_made_up_query_is_answered(self, moderator_client, run, query):
        assert moderator_client.get(f"{INDEX}{run.pk}/?{query}").status_code == 200

    def test_a_script_in_a_title_is_text(self, moderator_client, run_jobs):
        page = send(moderator_client, file=export(post(1, title="A &lt;script&gt;alert(1)&lt;/script&gt;")))["Location"]
        run_jobs()
        assert "<script>alert" not in moderator_client.get(page).content.decode()


class TestRemainders:
    ADDRESS = "/admin/reports/remainders/"

    @pytest.fixture
    def imported(self, export_file, run_import):
        run_import(export_file(post(1, content="<p>One.</p><form>x</form>"), post(2)))

    def test_are_listed_until_an_editor_has_replaced_them(self, imported, moderator_client):
        html = moderator_client.get(self.ADDRESS).content.decode()
        assert "Post 1" in html
        assert "Post 2" not in html
        page = ArticlePage.objects.get(slug="post-1")
        page.body = [("paragraph", "<p>One.</p>")]
        page.save_revision().publish()
        assert "Post 1" not in moderator_client.get(self.ADDRESS).content.decode()

    def test_are_seen_in_the_editor_and_not_by_readers(self, imported, admin_client, client):
        page = ArticlePage.objects.get(slug="post-1")
        assert "Remainder of an import" in admin_client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
        html = client.get(page.get_url()).content.decode()
        assert "One." in html
        assert "<form>x" not in html

    def test_are_listed_for_those_who_may_write(self, imported, editor_client, marketing_client):
        assert "Post 1" in editor_client.get(self.ADDRESS).content.decode()
        assert "Post 1" not in marketing_client.get(self.ADDRESS).content.decode()
