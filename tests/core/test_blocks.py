"""The vocabulary of texts: what a block holds, refuses and says."""

import pytest
from wagtail.blocks import StructBlockValidationError
from wagtail.models import Page

from core.blocks import EmbedBlock, HeadingBlock, LinkBlock, LinkColumnBlock, PictureBlock, StoryBlock, TableBlock
from core.blocks.media import EmbedValue
from core.blocks.text import RICH_TEXT_FEATURES
from tests.factories import ArticleFactory, ContentPageFactory, ImageFactory


def value_of(block, raw):
    return block.to_python(raw)


# Links


@pytest.mark.django_db
def test_a_link_to_a_page_has_its_address_and_title():
    page = ContentPageFactory(title="About us", slug="about")
    value = value_of(LinkBlock(), {"label": "", "page": page.pk, "url": ""})
    assert value.get_url() == "/about/"
    assert value.text == "About us"


@pytest.mark.django_db
def test_a_link_may_have_words_of_its_own():
    page = ContentPageFactory()
    assert value_of(LinkBlock(), {"label": "Go on", "page": page.pk, "url": ""}).text == "Go on"


@pytest.mark.django_db
def test_a_link_to_a_page_that_is_no_longer_published_leads_nowhere():
    page = ContentPageFactory(live=False)
    assert value_of(LinkBlock(), {"label": "Go on", "page": page.pk, "url": ""}).get_url() == ""


@pytest.mark.django_db
def test_a_link_to_a_page_that_was_deleted_leads_nowhere():
    value = value_of(LinkBlock(), {"label": "Go on", "page": 0, "url": ""})
    assert value.get_url() == ""
    assert value.text == "Go on"


def test_a_link_elsewhere_has_its_address():
    value = value_of(LinkBlock(), {"label": "Go on", "page": None, "url": "https://example.com/"})
    assert value.get_url() == "https://example.com/"


def test_an_empty_link_is_not_an_error_and_leads_nowhere():
    value = LinkBlock().clean(value_of(LinkBlock(), {"label": "", "page": None, "url": ""}))
    assert value.get_url() == ""
    assert value.text == ""


@pytest.mark.django_db
def test_a_link_leads_to_one_place():
    page = ContentPageFactory()
    with pytest.raises(StructBlockValidationError) as error:
        LinkBlock().clean(value_of(LinkBlock(), {"label": "x", "page": page.pk, "url": "https://example.com/"}))
    assert "not both" in str(error.value.block_errors["url"])


def test_an_address_needs_words():
    with pytest.raises(StructBlockValidationError) as error:
        LinkBlock().clean(value_of(LinkBlock(), {"label": "", "page": None, "url": "https://example.com/"}))
    assert "label" in error.value.block_errors


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "not an address"])
def test_an_address_that_runs_something_is_refused(address):
    with pytest.raises(StructBlockValidationError):
        LinkBlock().clean(value_of(LinkBlock(), {"label": "x", "page": None, "url": address}))


def test_a_column_has_a_heading_and_links():
    value = value_of(LinkColumnBlock(), {"heading": "Read", "links": [{"label": "A", "url": "https://example.com/"}]})
    assert value["heading"] == "Read"
    assert [link.text for link in value["links"]] == ["A"]


# Headings


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("What the meeting is for", "what-the-meeting-is-for"),
        ("Święty spokój", "swiety-spokoj"),
        ("«?!»", "section"),
        ("", "section"),
        (None, "section"),
    ],
)
def test_a_heading_has_an_anchor_made_of_its_words(text, anchor):
    assert value_of(HeadingBlock(), {"text": text, "level": "h2"}).anchor == anchor


def test_a_heading_that_is_there_again_has_an_anchor_of_its_own():
    value = value_of(HeadingBlock(), {"text": "Again", "level": "h2"})
    value.repetition = 3
    assert value.anchor == "again-3"


@pytest.mark.parametrize("text", ['"><script>', "a b/c#d", "<b>"])
def test_an_anchor_is_safe_in_an_attribute(text):
    anchor = value_of(HeadingBlock(), {"text": text, "level": "h2"}).anchor
    assert anchor.replace("-", "").isalnum()


# Films


@pytest.mark.parametrize(
    ("url", "provider", "player"),
    [
        (
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "YouTube",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1",
        ),
        (
            "https://youtu.be/dQw4w9WgXcQ?si=abc",
            "YouTube",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1",
        ),
        (
            "https://m.youtube.com/watch?list=x&v=dQw4w9WgXcQ",
            "YouTube",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1",
        ),
        (
            "https://www.youtube.com/shorts/dQw4w9WgXcQ",
            "YouTube",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1",
        ),
        ("https://vimeo.com/76979871", "Vimeo", "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1"),
    ],
)
def test_a_film_is_played_by_its_provider_without_cookies(url, provider, player):
    value = EmbedBlock().clean(value_of(EmbedBlock(), {"url": url, "title": "A film"}))
    assert (value.provider, value.player_url) == (provider, player)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/film",
        "https://evil.example/https://vimeo.com/76979871",
        "https://vimeo.com.evil.example/76979871",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/@channel",
        "http://vimeo.com/76979871",
    ],
)
def test_a_film_from_anywhere_else_is_refused_with_an_example(url):
    with pytest.raises(StructBlockValidationError) as error:
        EmbedBlock().clean(value_of(EmbedBlock(), {"url": url, "title": "A film"}))
    assert "https://vimeo.com/76979871" in str(error.value.block_errors["url"])


def test_a_film_without_an_address_has_no_player():
    value = EmbedValue(EmbedBlock(), {"url": None})
    assert value.provider == ""
    assert value.player_url == ""


# Pictures, tables, and the rest


@pytest.mark.django_db
def test_a_picture_needs_words_or_the_word_that_it_is_decorative():
    image = ImageFactory()

    def clean(alt_text, decorative):
        chosen = {"image": image.pk, "alt_text": alt_text, "decorative": decorative}
        block = PictureBlock()
        return block.clean(value_of(block, {"image": chosen, "caption": "", "credit": "", "width": "inline"}))

    assert clean("A harbour", False)["image"].contextual_alt_text == "A harbour"
    assert clean("", True)["image"].decorative is True
    with pytest.raises(StructBlockValidationError):
        clean("", False)


def test_a_picture_stands_as_the_text_unless_told_otherwise():
    assert value_of(PictureBlock(), {}).get("width") == "inline"


def test_a_table_has_a_caption():
    with pytest.raises(StructBlockValidationError) as error:
        TableBlock().clean(value_of(TableBlock(), {"caption": "", "table": {"columns": [], "rows": []}}))
    assert "caption" in error.value.block_errors


@pytest.mark.parametrize("kind", ["text", "number", "rich_text"])
@pytest.mark.parametrize("headings", [["", "Minutes"], ["Opening", "Minutes"]])
def test_an_empty_cell_of_a_table_is_empty(kind, headings):
    columns = [{"type": kind, "heading": heading} for heading in headings]
    table = {"columns": columns, "rows": [{"values": [None, None]}]}
    block = TableBlock()
    assert "None" not in block.render(value_of(block, {"caption": "Two ways", "table": table}))


def test_running_text_has_no_headings_that_the_contents_would_miss():
    assert not {"h1", "h2", "h3", "image", "embed"} & set(RICH_TEXT_FEATURES)


def test_a_story_knows_the_whole_vocabulary():
    assert set(StoryBlock().child_blocks) == {
        "paragraph",
        "heading",
        "image",
        "pull_quote",
        "key_takeaways",
        "table",
        "embed",
        "questions",
        "guidebook",
        "divider",
        "preformatted",
        "remainder",
    }


@pytest.mark.parametrize("name", StoryBlock().child_blocks)
def test_an_editor_sees_what_a_block_is_before_choosing_it(name):
    block = StoryBlock().child_blocks[name]
    assert block.is_previewable
    assert block.meta.group
    assert block.get_description()


@pytest.mark.django_db
def test_a_card_can_show_every_page_type_that_is_an_offer_and_no_other(article_index):
    chooser = StoryBlock().child_blocks["guidebook"].child_blocks["page"]
    assert [model.__name__ for model in chooser.target_models] == ["GuidebookPage"]
    article = ArticleFactory()
    assert not isinstance(Page.objects.get(pk=article.pk).specific, tuple(chooser.target_models))
