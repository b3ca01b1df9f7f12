"""An editor writes, a moderator publishes, and readers find it."""

import re
import time
from contextlib import suppress
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import Error, FrameLocator, Page, expect
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView

from articles.models import ArticlePage
from tests.e2e.admin import Desk
from tests.e2e.browsing import Visit, wait_for
from tests.factories import ArticleFactory, AuthorFactory, TopicFactory

pytestmark = pytest.mark.e2e

HEADLINE = "The quiet half minute"
STANDFIRST = "What happens when nobody fills the silence."


@pytest.fixture
def author(island: str) -> Any:
    TopicFactory(name="Leading people")
    return AuthorFactory(title="Zofia Żeromska", slug="zofia")


def write_article(desk: Desk, author: Any) -> None:
    """Heading, text, two pictures and a pull quote, under the author's profile."""
    desk.new_page("articles.articlepage", author)
    desk.entitle(HEADLINE)
    desk.fill(standfirst=STANDFIRST)
    desk.page.locator("[name=topics]").select_option(label="Leading people")
    desk.fill(**{f"{desk.add_block('body', 'Heading')}-text": "Thirty seconds are long"})
    desk.write(desk.add_block("body", "Text"), "Count them once, with your mouth closed.")
    first, second = desk.add_block("body", "Picture"), desk.add_block("body", "Picture")
    desk.upload_picture(f"{first}-image-image", "DSC_1.jpg", "teal", alt="Nine people round a table")
    desk.upload_picture(f"{second}-image-image", "DSC_2.jpg", "coral", alt="A clock without hands")
    desk.fill(**{f"{desk.add_block('body', 'Pull quote')}-quote": "Ask, then wait."})


def expect_article_everywhere(reader: Visit, author: Any) -> None:
    """On its own page, on the front page, on its author's profile and in the feed."""
    reader.open(f"{author.url}the-quiet-half-minute/")
    article = reader.page.get_by_role("article").first
    expect(article.get_by_role("heading", name="Thirty seconds are long")).to_be_visible()
    expect(article.get_by_text("Count them once, with your mouth closed.")).to_be_visible()
    for words in ("Nine people round a table", "A clock without hands"):
        expect(article.get_by_role("img", name=words)).to_be_visible()
    expect(article.get_by_role("blockquote")).to_contain_text("Ask, then wait.")
    for path in ("/", author.url):
        reader.open(path)
        expect(reader.page.get_by_role("link", name=HEADLINE)).to_be_visible()
    assert HEADLINE in reader.page.request.get("/articles/feed/").text()
    assert reader.complaints == []


def test_an_editor_writes_and_a_moderator_publishes(desk, author, editor, moderator, reader):
    writing = desk(editor)
    write_article(writing, author)
    writing.press("Submit to Moderators approval")
    writing.expect_message("has been submitted for moderation")
    assert reader.open(f"{author.url}the-quiet-half-minute/").status == 404

    deciding = desk(moderator)
    deciding.page.get_by_role("link", name=HEADLINE).first.click()
    deciding.page.wait_for_url("**/edit/")
    deciding.wait_until_watched()
    deciding.press("Approve and Publish")
    expect(deciding.page).to_have_url(re.compile(rf"/admin/pages/{author.pk}/$"))
    deciding.expect_message(HEADLINE)
    expect_article_everywhere(reader, author)
    assert not writing.visit.foreign_requests


def test_a_decision_is_carried_out_once_however_slow_the_answer(desk, author, editor, moderator, monkeypatch):
    """The press changes the form, which must not be saved by itself while the answer is awaited."""
    posts = []

    def slow_post(self: EditView, request: Any, page_id: int) -> Any:
        posts.append(request.POST.get("workflow-action-name"))
        if not self.expects_json_response:
            time.sleep(2)
        return quick_post(self, request, page_id)

    quick_post = EditView.post
    monkeypatch.setattr(EditView, "post", slow_post)
    article = ArticleFactory(parent=author, live=False)
    article.save_revision(user=editor)
    article.get_workflow().start(article, editor)
    deciding = desk(moderator)
    deciding.edit(article)
    deciding.wait_until_watched()
    deciding.press("Approve and Publish")
    deciding.page.wait_for_url(f"**/admin/pages/{author.pk}/")
    assert posts == ["approve"]
    assert ArticlePage.objects.get().live


def test_what_is_published_while_a_save_is_under_way_is_one_page(desk, author, admin, monkeypatch):
    """The first save of a new page makes it; a press before its answer must not make it again."""
    pressed = Event()

    def late_post(self: CreateView, request: Any) -> Any:
        if self.expects_json_response:
            pressed.wait(20)
        return quick_post(self, request)

    quick_post = CreateView.post
    monkeypatch.setattr(CreateView, "post", late_post)
    writing = desk(admin)
    writing.new_page("articles.articlepage", author)
    writing.wait_until_watched()
    with writing.page.expect_request(lambda request: request.method == "POST" and "/add/" in request.url):
        writing.entitle(HEADLINE)
    writing.fill(standfirst=STANDFIRST)
    writing.page.locator("[name=topics]").select_option(label="Leading people")
    writing.write(writing.add_block("body", "Text"), "Count them once.")
    writing.press("Publish")
    pressed.set()
    writing.expect_message("published")
    article = ArticlePage.objects.get()
    assert (article.live, article.standfirst) == (True, STANDFIRST)


def test_an_administrator_writes_and_publishes_in_one_go(desk, author, admin, reader, run_jobs):
    writing = desk(admin)
    write_article(writing, author)
    writing.press("Publish")
    writing.expect_message("published")
    expect_article_everywhere(reader, author)

    run_jobs()
    reader.open(f"{author.url}the-quiet-half-minute/")
    picture = reader.page.get_by_role("img", name="A clock without hands")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert re.search(r"\.avif$", picture.evaluate("image => image.currentSrc"))


def test_a_headline_alone_can_be_saved_and_previewed(desk, author, editor):
    writing = desk(editor)
    writing.new_page("articles.articlepage", author)
    writing.entitle(HEADLINE)
    writing.press("Save draft")
    writing.expect_message(HEADLINE)
    draft = ArticlePage.objects.get()
    assert (draft.title, draft.live) == (HEADLINE, False)
    expect(writing.open_preview().get_by_role("heading", name=HEADLINE, level=1)).to_be_visible()


def wider_preview(preview: FrameLocator, before: int, page: Page) -> int:
    """Waits for a preview that is wider than before. Each change of it may bring another frame in place of this one."""
    widths = [before]

    def is_wider() -> bool:
        with suppress(Error):
            widths.append(preview.locator("html").evaluate("html => html.clientWidth"))
        return widths[-1] > before

    wait_for(is_wider, page)
    return widths[-1]


def test_the_preview_follows_what_is_typed_at_three_widths(desk, author, editor):
    writing = desk(editor)
    writing.new_page("articles.articlepage", author)
    writing.wait_until_watched()
    writing.entitle(HEADLINE)
    preview = writing.open_preview()
    expect(preview.get_by_role("heading", name=HEADLINE, level=1)).to_be_visible()
    writing.write(writing.add_block("body", "Text"), "Count them once.")
    expect(preview.get_by_text("Count them once.")).to_be_visible()
    width = 0
    for device in ("mobile", "tablet", "desktop"):
        writing.preview_width(device).check(force=True)
        width = wider_preview(preview, width, writing.page)


def test_all_that_is_typed_is_kept_without_a_press(desk, author, editor):
    """With the preview open too, so that two requests read and write at once."""
    writing = desk(editor)
    answers: list[tuple[int, str]] = []
    writing.page.on("response", lambda response: answers.append((response.status, response.url)))
    writing.new_page("articles.articlepage", author)
    writing.wait_until_watched()
    preview = writing.open_preview()
    writing.entitle(HEADLINE)
    writing.expect_autosave(HEADLINE)
    writing.page.wait_for_url(re.compile(r"/edit/$"))
    for number in range(1, 6):
        writing.write(writing.add_block("body", "Text"), f"Thought number {number}.")
        writing.page.wait_for_timeout(300)
    writing.page.wait_for_timeout(1500)
    writing.write(writing.add_block("body", "Text"), "The last thought.")
    writing.expect_autosave("The last thought.")
    expect(preview.get_by_text("The last thought.")).to_be_visible()
    assert [answer for answer in answers if answer[0] >= 400] == []

    writing.edit(ArticlePage.objects.get())
    for words in ("Thought number 1.", "Thought number 5.", "The last thought."):
        expect(writing.page.get_by_role("textbox").get_by_text(words)).to_be_visible()


def test_what_is_typed_while_a_save_is_under_way_is_kept_too(desk, author, editor, monkeypatch):
    """Without a further key: the answer to the earlier save must not be taken for one to the later words."""

    typed = Event()

    def late_post(self: EditView, request: Any, page_id: int) -> Any:
        answer = quick_post(self, request, page_id)
        typed.wait(20)
        return answer

    quick_post = EditView.post
    monkeypatch.setattr(EditView, "post", late_post)
    article = ArticleFactory(parent=author, live=False, title="Before")
    writing = desk(editor)
    writing.edit(article)
    writing.wait_until_watched()
    with writing.page.expect_request(lambda request: request.method == "POST" and request.url.endswith("/edit/")):
        writing.fill(standfirst="The first words.")
    writing.fill(standfirst="The first words, and the last.")
    typed.set()
    writing.expect_autosave("The first words, and the last.")
