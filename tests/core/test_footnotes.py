"""Footnotes: kept in the rich text, numbered where a whole text is shown."""

import json

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import ReferenceIndex
from wagtail.rich_text import RichText

from core.blocks import StoryBlock
from core.blocks.text import RICH_TEXT_FEATURES, RichTextBlock
from core.footnotes import Footnotes, apart, marker
from core.markdown import Writer
from core.rich_text import WORDS
from tests.factories import ArticleFactory
from tests.factories import blocks as b

TRICKY = '<p>R&amp;D said “it’s <b>bold</b>” &lt;script&gt; &amp;lt; "quoted" <a href="https://a.example/?b=1&amp;c=2">here</a></p>'


def shown(*paragraphs: str) -> BeautifulSoup:
    """The paragraphs of a text as a page shows them, with the notes at its end."""
    template = Template(
        "{% load core_tags %}<main>{% footnoted %}{% for p in texts %}{{ p }}{% endfor %}{% endfootnoted %}"
        '{% include "components/footnotes.html" %}</main>'
    )
    texts = [RichText(f"<p>{paragraph}</p>") for paragraph in paragraphs]
    return BeautifulSoup(template.render(Context({"texts": texts})), "html.parser")


def test_notes_are_numbered_in_the_order_of_the_text():
    page = shown(f"One{marker('<p>First</p>')} two{marker('<p>Second</p>')}", f"three{marker('<p>Third</p>')}")
    references = page.select("a[role=doc-noteref]")
    assert [link.text for link in references] == ["1", "2", "3"]
    notes = page.select_one("section[role=doc-endnotes]")
    assert page.find(id=notes["aria-labelledby"]).text == "Notes"
    assert [item.p.find(string=True).strip() for item in notes.select("ol > li")] == ["First", "Second", "Third"]
    for reference, item in zip(references, notes.select("li"), strict=True):
        assert reference["href"] == f"#{item['id']}"
        assert item.select_one("a[role=doc-backlink]")["href"] == f"#{reference['id']}"


def test_the_same_words_are_one_note_with_a_link_back_to_each_place():
    page = shown(f"One{marker('<p>A</p>')}", f"two{marker('<p>B</p>')}", f"three{marker('<p>A</p>')}")
    assert [link.text for link in page.select("a[role=doc-noteref]")] == ["1", "2", "1"]
    first, second = page.select("section li")
    back = first.select("a[role=doc-backlink]")
    assert [page.find(id=link["href"][1:]).text for link in back] == ["1", "1"]
    assert len({link["aria-label"] for link in back}) == 2
    assert len(second.select("a[role=doc-backlink]")) == 1
    every = [element["id"] for element in page.select("[id]")]
    assert len(every) == len(set(every))
    assert all("--" in identifier for identifier in every)


def test_a_text_without_notes_has_no_list_of_them():
    assert shown("Plain <sup>2</sup> words.").select("section") == []


def test_a_note_holds_bold_italics_and_links_and_nothing_that_was_text_becomes_markup():
    note = shown(f"One{marker(TRICKY)}").select_one("section li")
    assert note.b.text == "bold"
    assert note.find("a", href="https://a.example/?b=1&c=2").text == "here"
    assert note.find("script") is None
    assert 'R&D said “it’s bold” <script> &lt; "quoted" here' in note.text


def test_a_note_of_two_paragraphs_ends_with_its_link_back():
    note = shown(f"One{marker('<p>First.</p><p>Then.</p>')}").select_one("section li")
    assert [len(paragraph.select("a")) for paragraph in note.select("p")] == [0, 1]


def test_an_empty_note_leaves_nothing():
    page = shown(f"One{marker('')}.")
    assert page.select("a, section") == []


@pytest.mark.django_db
def test_a_note_links_to_a_page_by_its_present_address():
    target = ArticleFactory(slug="the-target")
    note = f'<p><a linktype="page" id="{target.pk}">there</a></p>'
    page = shown(f"One{marker(note)}")
    assert page.select_one("section li a")["href"] == target.url
    article = ArticleFactory(body=b.stream(b.paragraph(f"One{marker(note)}")))
    assert ReferenceIndex.get_references_to(target).filter(object_id=str(article.pk)).exists()


# Into the editor and back


def to_editor_and_back(source: str) -> str:
    converter = ContentstateConverter(RICH_TEXT_FEATURES)
    return converter.to_database_format(converter.from_database_format(source))


@given(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=40))
def test_any_note_comes_back_from_the_editor_as_it_was(words: str):
    from html import escape

    source = f"<p>One{marker(f'<p>{escape(words)}</p>')} two</p>"
    _text, note = apart(to_editor_and_back(source))
    assert BeautifulSoup(note, "html.parser").text == words


def test_the_editor_gets_the_note_as_content_of_its_own():
    content = json.loads(ContentstateConverter(RICH_TEXT_FEATURES).from_database_format(f"<p>One{marker(TRICKY)}</p>"))
    assert content["blocks"][0]["text"] == "One*"
    (entity,) = content["entityMap"].values()
    assert (entity["type"], entity["mutability"]) == ("footnote", "IMMUTABLE")
    assert entity["data"]["note"]["blocks"][0]["text"].startswith("R&D said")


def test_a_note_without_words_is_dropped_by_the_editor():
    content = json.loads(
        ContentstateConverter(RICH_TEXT_FEATURES).from_database_format(f"<p>One{marker('<p>A</p>')}</p>")
    )
    next(iter(content["entityMap"].values()))["data"]["note"]["blocks"][0]["text"] = ""
    assert "footnote" not in ContentstateConverter(RICH_TEXT_FEATURES).to_database_format(json.dumps(content))


def test_the_button_brings_an_editor_and_its_words():
    (footnote,) = [e for e in RichTextBlock().field.widget.options["entityTypes"] if e["type"] == "footnote"]
    assert {style["type"] for style in footnote["editor"]["inlineStyles"]} == {"BOLD", "ITALIC"}
    assert footnote["words"] == WORDS


# Elsewhere


def test_search_finds_the_words_of_a_note_and_not_its_marker():
    texts = RichTextBlock().get_searchable_content(RichText(f"<p>One{marker('<p>Deep <i>sea</i></p>')} two.</p>"))
    assert texts == ["One two.", "Deep sea"]


def test_markdown_has_footnotes():
    body = StoryBlock().to_python(
        json.loads(
            b.stream(
                b.paragraph(f"One{marker('<p>A <i>fine</i> note</p>')} two{marker('<p>B</p><p>and C</p>')}."),
                b.paragraph(f"<b>Three</b>{marker('<p>A <i>fine</i> note</p>')}"),
            )
        )
    )
    writer = Writer(RequestFactory().get("/"), "http://localhost/")
    assert body.stream_block.to_markdown(body, writer) == "One[^1] two[^2].\n\n**Three**[^1]"
    assert writer.footnotes() == "[^1]: A *fine* note\n[^2]: B\n    \n    and C"


def test_what_looks_like_a_footnote_of_markdown_is_escaped():
    writer = Writer(RequestFactory().get("/"), "http://localhost/")
    assert writer.rich_text("<p>See [^1]: here</p>").startswith("See \\[")


def test_a_thousand_notes_are_numbered():
    html = "".join(str(RichText(marker(f"<p>{number}</p>"))) for number in range(1000))
    footnotes = Footnotes()
    assert footnotes.numbered(html).count("doc-noteref") == 1000
    assert footnotes.notes[-1].number == 1000
