"""A moderator has an article translated, and readers change the language, at a desk and on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.browsing import Visit
from tests.e2e.reading import overflowing, violations_in_all_colours
from tests.factories import ArticleFactory, AuthorFactory, TopicFactory
from tests.factories.languages import polish, translated

pytestmark = pytest.mark.e2e
PHONE = 375


@pytest.fixture
def article(island: str) -> Any:
    author = AuthorFactory(title="Ann Berg", slug="ann")
    topic = TopicFactory(name="Decisions")
    topic.copy_for_translation(polish()).save()
    article = ArticleFactory(parent=author, title="Ask twice", slug="ask", topics=[topic])
    translated(author, slug="anna")
    return article


@pytest.fixture
def version(article: Any) -> Any:
    return translated(article, title="Pytaj dwa razy", slug="pytaj")


@pytest.mark.parametrize("width", [1440, PHONE])
def test_a_reader_goes_to_and_fro(open_browser: Callable[..., Visit], article: Any, version: Any, width: int) -> None:
    reader = open_browser(width=width)
    for here, there, name, language in (
        (article, version, "Polski", "Language"),
        (version, article, "English", "Język"),
    ):
        reader.open(here.get_url())
        if width == PHONE:
            reader.page.get_by_role("button", name="Menu", exact=True).click()
        link = reader.page.get_by_role("navigation", name=language).get_by_role("link")
        expect(link).to_have_text(name)
        expect(link).to_be_visible()
        assert violations_in_all_colours(reader.page) == []
        link.click()
        expect(reader.page.get_by_role("heading", level=1)).to_have_text(there.title)
        reader.expect_path(there.get_url())
    assert reader.complaints == reader.foreign_requests == []
    assert reader.context.cookies() == []


def test_it_fits_a_window_of_320_pixels(open_browser: Callable[..., Visit], version: Any) -> None:
    reader = open_browser(width=320, height=640)
    for path in (version.get_url(), "/pl/"):
        reader.open(path)
        assert overflowing(reader.page) == []


def test_a_moderator_translates_and_publishes(
    desk: Callable[[Any], Any], moderator: Any, reader: Visit, article: Any
) -> None:
    working = desk(moderator)
    working.open(f"reports/translations/?content_type={article.content_type_id}")
    working.page.get_by_role("row", name="Ask twice").get_by_role("link", name="missing").click()
    working.page.get_by_role("checkbox", name="Polish").check()
    working.page.get_by_role("button", name="Submit").click()
    expect(working.page.locator("[name=title]")).to_have_value("Ask twice")
    version = article.get_translation(polish())
    assert not version.live
    assert reader.open(version.get_url()).status == 404
    working.fill(title="Pytaj dwa razy")
    working.page.get_by_role("tab", name="Promote").click()
    working.fill(slug="pytaj")
    working.press("Publish")
    working.expect_message("has been published")
    reader.open(article.get_url())
    reader.page.get_by_role("link", name="Polski").click()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Pytaj dwa razy")
    working.open("reports/translations/?state=current")
    expect(working.page.get_by_role("row", name="Ask twice")).to_contain_text("up to date")
