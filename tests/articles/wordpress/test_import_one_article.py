"""One article of a site as WordPress 4.3 exported it, from the file to the page that readers see."""

from pathlib import Path

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageLogEntry, ReferenceIndex

from articles.models import ArticlePage, AuthorPage, ImportedItem, Topic
from core.models import SiteImage
from tests.articles.wordpress.conftest import put_picture

EXPORT = Path(__file__).parent / "data" / "one-article.wxr.xml"
PATH = "/articles/zofia-lis/budgets-and-forecasts-or-two-maps-of-one-coast/"

NO_ALT = "The picture {name}.jpg has no alternative text, only a name (“{name}”): describe it or call it decorative."


@pytest.fixture
def pictures(tmp_path):
    """The folder that belongs to the export; its pictures are stand-ins."""
    folder = tmp_path / "wp-content" / "uploads"
    put_picture(folder / "2015" / "11" / "mapa.jpg", width=160, height=100)
    put_picture(folder / "2015" / "11" / "sonda.jpg", width=120, height=120)
    return folder


@pytest.fixture
def report(run_import, pictures, article_index):
    return run_import(EXPORT, uploads=pictures, authors_from_categories="Zofia Lis")


@pytest.fixture
def article(report):
    return ArticlePage.objects.get()


def test_stands_under_its_author_below_the_index(article, article_index):
    author = article.get_parent().specific
    assert isinstance(author, AuthorPage)
    assert (author.title, author.slug, author.live) == ("Zofia Lis", "zofia-lis", True)
    assert author.get_parent().pk == article_index.pk
    assert article.get_url() == PATH
    assert article.byline == [author]


def test_readers_see_it_with_its_trail(article, client):
    response = client.get(PATH)
    assert response.status_code == 200
    html = response.content.decode()
    trail = html[html.index('class="breadcrumbs"') : html.index("</nav>", html.index('class="breadcrumbs"'))]
    places = [trail.index(name) for name in (">Articles<", ">Zofia Lis<", 'aria-current="page">Budgets and forecasts')]
    assert places == sorted(places)
    assert "Planning" in html


def test_is_found_at_the_short_address_that_it_had(article, client):
    response = client.get("/?p=100")
    assert (response.status_code, response["Location"]) == (301, PATH)


def test_is_dated_in_the_sites_time_zone(article, client):
    assert article.published_at.isoformat() == "2015-11-12T23:12:00+00:00"
    assert article.first_published_at == article.last_published_at == article.published_at
    assert not article.is_updated
    html = client.get(PATH).content.decode()
    assert 'datetime="2015-11-13T00:12:00+01' in html
    assert "13 November 2015" in html
    assert "Updated" not in html


def test_its_text_is_in_blocks_without_empty_paragraphs(article):
    assert [block.block_type for block in article.body] == ["paragraph", "image", "paragraph", "image", "paragraph"]
    texts = [block.value.source for block in article.body if block.block_type == "paragraph"]
    assert [text.count("<p>") for text in texts] == [1, 3, 2]
    assert texts[0].startswith("<p>What is a budget for?")
    assert texts[2].endswith("what happens to the map that nobody updates.</p>")
    assert "&nbsp;" not in "".join(texts)
    assert "<p></p>" not in "".join(texts)


def test_its_pictures_stand_in_their_places_without_invented_descriptions(article):
    pictures = [block.value["image"] for block in article.body if block.block_type == "image"]
    assert [picture.title for picture in pictures] == ["mapa", "sonda"]
    assert [(picture.width, picture.height) for picture in pictures] == [(160, 100), (120, 120)]
    assert [picture.contextual_alt_text for picture in pictures] == ["", ""]
    assert [picture.decorative for picture in pictures] == [False, False]
    assert [picture.description for picture in pictures] == ["", ""]


def test_the_page_has_no_file_name_as_alternative_text(article, client):
    html = client.get(PATH).content.decode()
    assert 'alt="mapa"' not in html
    assert 'alt="sonda"' not in html


def test_the_featured_picture_is_not_shown_twice(article):
    assert article.hero_image is None
    assert article.social_image.title == "mapa"


def test_topic_tag_and_standfirst(article):
    assert list(article.topics.values_list("name", "slug")) == [("Planning", "planning")]
    assert list(article.tags.names()) == ["budget"]
    assert article.standfirst == (
        "What is a budget for? Mostly for comfort, I suspect. I will begin with a small provocation, "
        "and with a question that every finance meeting avoids with great skill."
    )
    assert Topic.objects.count() == 1


def test_its_old_address_leads_to_it(article, client):
    for address in (
        "/budgets-and-forecasts-or-two-maps-of-one-coast/",
        "/budgets-and-forecasts-or-two-maps-of-one-coast",
    ):
        response = client.get(address)
        assert response.status_code == 301
        assert response["Location"] == PATH
    assert Redirect.objects.get(old_path="/?p=100").link == PATH


def test_it_is_published_the_way_wagtail_does(article):
    assert article.live
    assert not article.has_unpublished_changes
    assert article.live_revision == article.latest_revision
    assert article.reading_time == 1
    actions = PageLogEntry.objects.filter(page=article.pk).values_list("action", flat=True)
    assert sorted(actions) == ["wagtail.create", "wagtail.publish"]
    assert ReferenceIndex.get_references_to(SiteImage.objects.get(title="sonda")).count() == 1


def test_it_is_found_by_search_and_in_listings(article, client):
    assert list(ArticlePage.objects.live().search("provocation")) == [article]
    for address in ("/articles/", "/articles/zofia-lis/", "/articles/topics/planning/", "/articles/feed/"):
        assert "Budgets and forecasts" in client.get(address).content.decode()


def test_its_renditions_are_made_by_a_task(article, run_jobs):
    assert any("make_page_renditions" in result.task_path for result in run_jobs())
    assert SiteImage.objects.get(title="sonda").ready_sources("inline")


def test_it_can_be_edited(article, admin_client):
    response = admin_client.get(f"/admin/pages/{article.pk}/edit/")
    assert response.status_code == 200


def test_the_report_names_everything(report):
    assert report.splitlines()[0] == (
        "WordPress import of “Pilot Notes” (https://pilotnotes.example) from one-article.wxr.xml"
    )
    for line in (
        f"  posts: Budgets and forecasts, or two maps of one coast → {PATH}",
        "    - The standfirst was derived from the beginning of the text, since the post has no excerpt.",
        "    - " + NO_ALT.format(name="mapa"),
        "    - " + NO_ALT.format(name="sonda"),
        "  pictures: 2015/11/mapa.jpg",
        "    Zofia Lis",
        "    Planning",
        f"    /budgets-and-forecasts-or-two-maps-of-one-coast → {PATH}",
        f"    /?p=100 → {PATH}",
        "The file holds 3 items; each is named above.",
    ):
        assert line in report.splitlines()
    assert "Dry run" not in report


def test_every_thing_is_remembered_by_its_name_over_there(article):
    found = ImportedItem.objects.values_list("kind", "key").order_by("kind", "key")
    assert list(found) == [
        ("article", "100"),
        ("author", "category:zofia-lis"),
        ("picture", "101"),
        ("picture", "102"),
        ("topic", "planning"),
    ]
    assert set(ImportedItem.objects.values_list("source", flat=True)) == {"pilotnotes.example"}
    record = ImportedItem.objects.get(kind="article")
    assert record.target == article
    assert record.revision == article.latest_revision
    assert str(record) == "pilotnotes.example article 100"


class TestWithoutAuthorsFromCategories:
    def test_the_nameless_user_is_the_house_and_the_category_a_topic(self, run_import, pictures, site_settings):
        site_settings.organisation_name = "Harbour House Ltd"
        site_settings.save()
        run_import(EXPORT, uploads=pictures)
        article = ArticlePage.objects.get()
        assert article.get_parent().title == "Harbour House Ltd"
        assert sorted(article.topics.values_list("name", flat=True)) == ["Planning", "Zofia Lis"]


class TestWithoutUploads:
    def test_links_stand_where_the_pictures_were(self, run_import):
        report = run_import(EXPORT, authors_from_categories="Zofia Lis")
        article = ArticlePage.objects.get()
        assert [block.block_type for block in article.body] == ["paragraph"]
        address = "https://pilotnotes.example/wp-content/uploads/2015/11/mapa.jpg"
        assert f'<p><a href="{address}">Picture: mapa.jpg</a></p>' in article.body[0].value.source
        assert article.social_image is None
        assert not SiteImage.objects.exists()
        assert "pictures: 2015/11/mapa.jpg (pilotnotes.example cannot be found)" in report
        assert "Missing pictures (pilotnotes.example cannot be found); links to where they were" in report

    def test_they_are_put_in_when_the_folder_is_given_later(self, run_import, pictures):
        run_import(EXPORT, authors_from_categories="Zofia Lis")
        report = run_import(EXPORT, uploads=pictures, authors_from_categories="Zofia Lis")
        article = ArticlePage.objects.get()
        assert [block.block_type for block in article.body].count("image") == 2
        assert article.social_image.title == "mapa"
        assert not article.is_updated
        assert "Changed (1)" in report
        assert "Imported (2)" in report
