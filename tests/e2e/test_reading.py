"""How it is to read: by keyboard, on a phone, in the dark, on paper, and without being watched."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Site

from core.models import SiteSettings
from tests.e2e.browsing import Visit, wait_for
from tests.e2e.reading import violations_in_all_colours
from tests.factories import ArticleFactory, AuthorFactory, ImageFactory, blocks
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.e2e

HEADLINE = "The quiet half minute"


@pytest.fixture
def article(island: str) -> str:
    """The address of an article with a table of contents and a film, on a site with a masthead action."""
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.masthead_label, settings.masthead_page = "Get the guidebook", GuidebookPageFactory()
    settings.save()
    sections = [
        part
        for words in ("Before", "During", "After")
        for part in (blocks.heading(words), *(blocks.paragraph("Nobody speaks. " * 60) for _ in range(4)))
    ]
    film = blocks.embed("https://vimeo.com/76979871", title="Ten seconds of silence")
    body = blocks.stream(film, *sections)
    article = ArticleFactory(parent=AuthorFactory(title="Zofia Żeromska"), title=HEADLINE, body=body)
    article.save_revision().publish()
    return article.url


def focused(page: Page) -> str:
    """What a screen reader would say of the element that has the focus."""
    return page.evaluate("document.activeElement.innerText.trim() || document.activeElement.getAttribute('aria-label')")


def tab(page: Page, times: int = 1) -> list[str]:
    said = []
    for _ in range(times):
        page.keyboard.press("Tab")
        said.append(focused(page))
    return said


# By keyboard


def test_the_keyboard_goes_through_the_masthead_in_order(reader, article):
    reader.open(article)
    assert tab(reader.page, 8) == [
        "Skip to the text",
        "Leaders Island",
        "Articles",
        "Guidebooks",
        "Search",
        "Dark colours",
        "Get the guidebook",
        "Home",
    ]


def test_the_skip_link_leads_to_the_text(reader, article):
    reader.open(article)
    tab(reader.page)
    skip = reader.page.get_by_role("link", name="Skip to the text")
    expect(skip).to_be_in_viewport()
    reader.page.keyboard.press("Enter")
    expect(reader.page.get_by_role("main")).to_be_focused()
    assert tab(reader.page) == ["Home"]


def test_the_table_of_contents_leads_to_its_section(reader, article):
    reader.open(article)
    contents = reader.page.get_by_role("navigation", name="In this article")
    contents.get_by_role("link", name="After").focus()
    reader.page.keyboard.press("Enter")
    heading = reader.page.get_by_role("heading", name="After")
    expect(heading).to_be_in_viewport()
    expect(contents.get_by_role("link", name="After")).to_have_attribute("aria-current", "true")
    assert heading.bounding_box()["y"] >= 0


def test_focus_is_seen_wherever_it_goes(reader, article):
    """Each stop has an outline, and none is covered by something else (WCAG 2.4.7, 2.4.11)."""
    reader.open(article)
    for _ in range(25):
        reader.page.keyboard.press("Tab")
        shown = reader.page.evaluate(
            """() => {
                const element = document.activeElement, box = element.getBoundingClientRect();
                const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
                const { outlineStyle, outlineWidth } = getComputedStyle(element);
                return {
                    name: element.outerHTML.slice(0, 120),
                    outline: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
                    uncovered: top === null || element.contains(top) || top.contains(element),
                };
            }"""
        )
        assert shown["outline"], shown["name"]
        assert shown["uncovered"], shown["name"]


def test_the_breadcrumb_says_where_one_is(reader, article):
    reader.open(article)
    breadcrumb = reader.page.get_by_role("navigation", name="Breadcrumb").get_by_role("listitem")
    expect(breadcrumb).to_have_text(["Home", "Articles", "Zofia Żeromska", HEADLINE])
    expect(breadcrumb.last.locator("[aria-current=page]")).to_have_text(HEADLINE)


# On a phone


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_menu_opens_on_a_phone(open_browser, article, script):
    phone = open_browser(width=375, height=700, java_script_enabled=script)
    phone.open(article)
    menu = phone.page.get_by_role("navigation", name="Main")
    expect(menu).to_be_hidden()
    phone.press("Menu", exact=True)
    expect(menu.get_by_role("link", name="Articles")).to_be_visible()
    phone.press("Close the menu")
    expect(menu).to_be_hidden()
    phone.press("Menu", exact=True)
    menu.get_by_role("link", name="Articles").click()
    phone.expect_path("/articles/")


def test_open_menu_and_open_search_are_accessible(open_browser, article):
    phone = open_browser(width=375, height=700)
    phone.open(article)
    for button, close in (("Menu", "Close the menu"), ("Search", "Close the search")):
        phone.press(button, exact=True)
        expect(phone.page.get_by_role("button", name=close)).to_be_visible()
        assert violations_in_all_colours(phone.page) == []
        phone.page.keyboard.press("Escape")
        expect(phone.page.get_by_role("button", name=close)).to_be_hidden()
        expect(phone.page.get_by_role("button", name=button, exact=True)).to_be_focused()


# Light and dark

FIRST_PAINT = """new MutationObserver((changes, observer) => {
    if (!document.body) return;
    observer.disconnect();
    window.themeAtFirst = document.documentElement.dataset.theme;
}).observe(document, { childList: true, subtree: true });"""


def ground(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


def test_the_chosen_colours_stay_and_never_flash(open_browser, article):
    reader = open_browser(color_scheme="light")
    reader.page.add_init_script(FIRST_PAINT)
    reader.open(article)
    light = ground(reader.page)
    toggle = reader.page.get_by_role("button", name="Dark colours")
    expect(toggle).to_have_attribute("aria-pressed", "false")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    dark = ground(reader.page)
    assert dark != light
    for path in (article, "/", "/articles/"):
        reader.open(path)
        assert reader.page.evaluate("window.themeAtFirst") == "dark", "The theme must stand before there is a body."
        assert ground(reader.page) == dark
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "false")
    reader.page.reload()
    assert ground(reader.page) == light
    assert reader.context.cookies() == []


def test_without_a_choice_the_system_decides_even_without_script(open_browser, article):
    grounds = set()
    for scheme in ("light", "dark"):
        reader = open_browser(color_scheme=scheme, java_script_enabled=False)
        reader.open(article)
        expect(reader.page.get_by_role("button", name="Dark colours")).to_be_hidden()
        grounds.add(ground(reader.page))
    assert len(grounds) == 2


# Searching


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_search_finds_an_article_by_its_words_and_its_author(open_browser, article, script):
    reader = open_browser(java_script_enabled=script)
    for words in ("quiet half", "Żeromska"):
        reader.open("/")
        reader.press("Search", exact=True)
        field = reader.page.get_by_role("combobox" if script else "searchbox", name="Search the site").first
        if script:
            expect(field).to_be_focused()
        field.fill(words)
        field.press("Enter")
        expect(reader.page.get_by_role("main").get_by_role("status").first).to_contain_text(words)
        reader.page.get_by_role("main").get_by_role("link", name=HEADLINE).click()
        reader.expect_heading(HEADLINE)


@pytest.mark.parametrize("width", [768, 1440])
def test_an_error_leaves_the_filters_of_a_search_in_line(reader, article, width):
    reader.page.set_viewport_size({"width": width, "height": 900})
    reader.open("/search/?q=speaks&year=soon")
    expect(reader.page.locator(".search-filters .field__error")).to_be_visible()
    tops = "fields => fields.map(field => field.getBoundingClientRect().top)"
    assert len(set(reader.page.locator(".search-filters select").evaluate_all(tops))) == 1


def test_search_says_when_nothing_is_found(reader, article):
    reader.open("/search/?q=xylophone")
    expect(reader.page.get_by_role("status")).to_have_text(re.compile("Nothing here speaks of “xylophone”"))
    reader.page.get_by_role("main").get_by_role("link", name="look through all articles").click()
    reader.expect_path("/articles/")


# On paper


def test_paper_shows_the_article_and_no_chrome(reader, article):
    reader.open(article)
    page = reader.page
    chrome = [
        page.get_by_role("button", name="Search"),
        page.get_by_role("button", name="Dark colours"),
        page.get_by_role("link", name="Get the guidebook").first,
        page.get_by_role("navigation", name="Main"),
        page.get_by_role("navigation", name="Breadcrumb"),
        page.get_by_role("navigation", name="In this article"),
        page.get_by_role("button", name="Sign up"),
        page.get_by_role("link", name="RSS feed"),
    ]
    for element in chrome:
        expect(element).to_be_visible()
    page.emulate_media(media="print")
    for element in chrome:
        expect(element).to_be_hidden()
    expect(page.get_by_role("heading", name=HEADLINE)).to_be_visible()
    expect(page.get_by_text("Nobody speaks.").first).to_be_visible()
    expect(page.locator("html")).to_have_css("background-color", "rgb(255, 255, 255)")


# Quick and steady

SHIFTS = """window.shift = 0;
new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });"""


@pytest.mark.parametrize("width", [375, 1440])
def test_nothing_jumps_and_no_picture_is_larger_than_needed(open_browser, island, run_jobs, width):
    """Row R3: layout shift below 0.1, and no picture more than twice as wide as the box it fills."""
    picture = ImageFactory(width=1700, height=1200)
    body = blocks.stream(
        blocks.image(picture), blocks.image(picture, width="wide"), blocks.image(picture, width="full")
    )
    article = ArticleFactory(hero_image=picture, hero_decorative=True, body=body)
    article.save_revision().publish()
    run_jobs()
    reader = open_browser(width=width)
    reader.page.add_init_script(SHIFTS)
    reader.open(article.url)
    pictures = reader.page.get_by_role("main").locator("article img")
    expect(pictures).to_have_count(4)
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        natural, shown = picture.evaluate("image => [image.naturalWidth, image.clientWidth]")
        assert natural <= 2 * shown, picture.evaluate("image => image.currentSrc")
    assert reader.page.evaluate("window.shift") < 0.1


def test_an_article_needs_few_requests(reader, article):
    """At most twelve without its pictures, as the issue asks."""
    reader.open(article)
    reader.page.wait_for_load_state("networkidle")
    assert len([url for url in reader.requests if "/media/" not in url]) <= 12, reader.requests


# A film from elsewhere


def test_a_film_asks_nothing_of_its_host_until_it_is_wanted(reader, article):
    """The other host is played by this test: no request leaves the machine."""
    wanted = []
    reader.page.route(re.compile("player.vimeo.com"), lambda route: (wanted.append(route.request.url), route.abort()))
    reader.open(article)
    reader.page.mouse.wheel(0, 20_000)
    reader.page.wait_for_load_state("networkidle")
    assert reader.foreign_requests == []
    reader.page.get_by_role("link", name="Ten seconds of silence").click()
    frame = reader.page.locator("iframe")
    expect(frame).to_have_attribute("title", "Ten seconds of silence")
    expect(frame).to_be_focused()
    wait_for(lambda: bool(wanted), reader.page)
    assert [url.partition("?")[0] for url in wanted] == ["https://player.vimeo.com/video/76979871"]


def test_without_script_a_film_is_a_link(open_browser: Callable[..., Visit], article: str) -> None:
    reader = open_browser(java_script_enabled=False)
    reader.open(article)
    film = reader.page.get_by_role("link", name="Ten seconds of silence")
    expect(film).to_have_attribute("href", "https://vimeo.com/76979871")
    assert reader.foreign_requests == []
