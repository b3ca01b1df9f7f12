"""Links from one post to another, to pages, files and listings lead to what these became here."""

import json

import pytest
from wagtail.documents import get_document_model
from wagtail.models import ReferenceIndex

from articles.models import ArticlePage, ImportedItem, Series
from articles.wordpress.importer import Importer
from tests.articles.wordpress.export import ADDRESS, attachment, category, item, meta, post, tag, term

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(export_file, uploads):
    (uploads / "2020" / "05" / "tides.pdf").write_bytes(b"%PDF-1.4")

    def run(*items, **head):
        return Importer(export_file(*items, **head), uploads).run()

    return run


def link(href, words="there"):
    return f'<p>See <a href="{href}">{words}</a>.</p>'


def html_of(slug="post-1"):
    return ArticlePage.objects.get(slug=slug).body[0].value.source


@pytest.mark.parametrize(
    "href",
    [
        f"{ADDRESS}/post-2/",
        f"{ADDRESS.replace('https', 'http')}/post-2",
        f"{ADDRESS.replace('//', '//www.')}/post-2/#end",
        "/post-2/",
        f"{ADDRESS}/?p=2",
        f"{ADDRESS}/old-name/",
    ],
)
def test_to_a_post_that_comes_later_in_the_file(load, client, href):
    load(post(1, content=link(href)), post(2, meta("_wp_old_slug", "old-name")))
    other = ArticlePage.objects.get(slug="post-2")
    assert html_of() == f'<p>See <a linktype="page" id="{other.pk}">there</a>.</p>'
    assert ReferenceIndex.get_references_to(other).filter(model_path__startswith="body").exists()
    article = ArticlePage.objects.get(slug="post-1")
    assert f'href="{other.get_url()}"' in client.get(article.get_url()).content.decode()
    assert json.loads(article.latest_revision.content["body"]) == list(article.body.raw_data)


def test_to_files_pages_and_listings(load):
    content = link(f"{ADDRESS}/wp-content/uploads/2020/05/tides.pdf") + link(f"{ADDRESS}/about/")
    content += link(f"{ADDRESS}/category/sea/") + link(f"{ADDRESS}/") + link("https://other.example/post-1/")
    about = item(3, "page", slug="about", link=f"{ADDRESS}/about/")
    load(post(1, category("sea", "Sea"), content=content), about, attachment(4, "2020/05/tides.pdf"))
    html = html_of()
    document = get_document_model().objects.get()
    assert f'<a linktype="document" id="{document.pk}">' in html
    assert html.count('linktype="page"') == 2  # The page that kept its address, and the home page.
    assert '<a href="/articles/topics/sea/">' in html
    assert '<a href="https://other.example/post-1/">' in html


def test_to_what_is_not_here_stay_and_are_told_until_it_comes(load):
    first = post(1, content=link(f"{ADDRESS}/post-2/"))
    report = load(first)
    assert f'<a href="{ADDRESS}/post-2/">' in html_of()
    assert report.remarks == ["“Post 1” still links to the other site, to what is not here: /post-2."]
    load(post(2))
    assert 'linktype="page"' in html_of()
    assert not ImportedItem.objects.filter(has_old_links=True).exists()


def test_in_a_page_that_was_edited_here_stay(load, admin):
    load(post(1, content=link(f"{ADDRESS}/post-2/")))
    ArticlePage.objects.get().save_revision(user=admin)
    load(post(2))
    assert f'<a href="{ADDRESS}/post-2/">' in html_of()


def test_importing_again_changes_nothing(load):
    items = (post(1, content=link(f"{ADDRESS}/post-2/")), post(2))
    load(*items)
    before = html_of()
    assert {entry.outcome.value for entry in load(*items).entries} == {"skipped"}
    assert html_of() == before


def test_within_a_text_lead_to_its_headings_and_nowhere_else(load):
    content = '<p><a href="#top">Up</a> <a href="#ebb">Ebb</a></p><h2 id="ebb">Ebb and flood</h2>'
    load(post(1, content=content))
    assert html_of() == '<p>Up <a href="#ebb-and-flood">Ebb</a></p>'


class TestOldAddresses:
    @pytest.fixture
    def moved(self, load):
        terms = (
            "<wp:category><wp:term_id>5</wp:term_id><wp:category_nicename>sea</wp:category_nicename>"
            "<wp:category_parent>world</wp:category_parent><wp:cat_name>Sea</wp:cat_name></wp:category>"
            "<wp:author><wp:author_id>3</wp:author_id><wp:author_login>ingrid</wp:author_login>"
            "<wp:author_display_name>Ingrid Holm</wp:author_display_name></wp:author>",
        )
        address = f"{ADDRESS}/2020/05/06/tides/"
        load(post(1, category("sea", "Sea"), tag("ebb", "Ebb"), link=address, slug="tides"), head=terms)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("/2020/05/06/tides/", "/articles/ingrid-holm/tides/"),
            ("/2020/05/06/tides/amp/", "/articles/ingrid-holm/tides/"),
            ("/2020/05/06/tides/feed/", "/articles/ingrid-holm/tides/"),
            ("/2020/05/06/tides/comment-page-2/", "/articles/ingrid-holm/tides/"),
            ("/?p=1", "/articles/ingrid-holm/tides/"),
            ("/category/world/sea/", "/articles/topics/sea/"),
            ("/category/world/sea/page/3/", "/articles/topics/sea/"),
            ("/category/world/sea/feed/", "/articles/topics/sea/feed/"),
            ("/?cat=5", "/articles/topics/sea/"),
            ("/tag/ebb/", "/articles/tags/ebb/"),
            ("/?tag=ebb", "/articles/tags/ebb/"),
            ("/author/ingrid/", "/articles/ingrid-holm/"),
            ("/author/ingrid/feed/", "/articles/ingrid-holm/"),
            ("/?author=3", "/articles/ingrid-holm/"),
            ("/2020/", "/articles/"),
            ("/2020/05/page/2/", "/articles/"),
            ("/?m=202005", "/articles/"),
            ("/feed/", "/articles/feed/"),
            ("/?feed=rss2", "/articles/feed/"),
        ],
    )
    def test_lead_to_what_stood_there(self, moved, client, old, new):
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, new)
        assert client.get(new).status_code == 200

    @pytest.mark.parametrize("path", ["/nothing/feed/", "/nothing/page/2/", "/?p=99", "/page/2/"])
    def test_of_nothing_lead_nowhere(self, moved, client, path):
        assert client.get(path).status_code == (200 if path.startswith("/?") else 404)

    def test_of_files_lead_to_the_files(self, load, client):
        load(attachment(4, "2020/05/tides.pdf"), attachment(5, "2020/05/boat.jpg"))
        document = get_document_model().objects.get()
        assert client.get("/wp-content/uploads/2020/05/tides.pdf")["Location"] == document.url
        assert "/media/" in client.get("/wp-content/uploads/2020/05/boat.jpg")["Location"]


class TestSeries:
    def test_come_with_their_parts(self, load):
        terms = (
            "<wp:term><wp:term_id>8</wp:term_id><wp:term_taxonomy>series</wp:term_taxonomy><wp:term_slug>tides"
            "</wp:term_slug><wp:term_name>Tides</wp:term_name><wp:term_description>Two parts.</wp:term_description>"
            "</wp:term>",
        )
        tides = term("series", "tides", "Tides")
        load(post(1, tides, meta("_series_part_8", 2)), post(2, tides, meta("_series_part_8", 1)), head=terms)
        series = Series.objects.get()
        assert (series.name, series.description) == ("Tides", "Two parts.")
        parts = ArticlePage.objects.order_by("series_position")
        assert [(part.title, part.series_position, part.series) for part in parts] == [
            ("Post 2", 1, series),
            ("Post 1", 2, series),
        ]


def test_co_authors_share_the_byline(load):
    from tests.articles.wordpress.export import author

    terms = (term("author", "cap-bo", "bo"), term("author", "cap-guest", "Ann Guest"))
    load(post(1, *terms), head=[author("bo", "Bo Berg")])
    assert [name.title for name in ArticlePage.objects.get().byline] == ["Bo Berg", "Ann Guest"]
