"""An article: its date, its length, its contents."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from articles.models import ArticlePage
from articles.models.articles import CONTENTS_FROM_HEADINGS, WORDS_PER_MINUTE
from tests.factories import ArticleFactory, AuthorFactory, TopicFactory
from tests.factories import blocks as b

pytestmark = pytest.mark.django_db
SPRING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def again(article: ArticlePage) -> ArticlePage:
    return ArticlePage.objects.get(pk=article.pk)


# The date that readers see


def test_a_draft_has_no_date():
    assert ArticleFactory(live=False).published_at is None


def test_the_date_is_that_of_the_first_publishing():
    article = ArticleFactory(live=False)
    with time_machine.travel(SPRING, tick=False):
        article.save_revision().publish()
    assert again(article).published_at == SPRING


def test_publishing_again_leaves_the_date():
    article = ArticleFactory(live=False)
    with time_machine.travel(SPRING, tick=False):
        article.save_revision().publish()
    article = again(article)
    with time_machine.travel(SPRING + timedelta(days=9), tick=False):
        article.title = "A better headline"
        article.save_revision().publish()
    assert again(article).published_at == SPRING
    assert again(article).title == "A better headline"


def test_withdrawing_and_publishing_again_leaves_the_date():
    article = ArticleFactory(live=False)
    with time_machine.travel(SPRING, tick=False):
        article.save_revision().publish()
    article = again(article)
    article.unpublish()
    with time_machine.travel(SPRING + timedelta(days=9), tick=False):
        again(article).save_revision().publish()
    assert again(article).published_at == SPRING


def test_an_editor_may_give_another_date():
    article = ArticleFactory(live=False, published_at=SPRING - timedelta(days=900))
    article.save_revision().publish()
    assert again(article).published_at == SPRING - timedelta(days=900)


def test_an_article_that_was_live_before_there_was_a_date_has_that_of_its_first_publishing():
    article = ArticleFactory(first_published_at=SPRING)
    assert article.published_at == SPRING


def test_what_is_scheduled_has_the_date_at_which_it_goes_out():
    from core.tasks import publish_scheduled_pages

    article = ArticleFactory(live=False)
    with time_machine.travel(SPRING, tick=False) as clock:
        article.go_live_at = SPRING + timedelta(hours=5)
        article.save_revision().publish()
        assert again(article).published_at is None
        clock.shift(timedelta(hours=6))
        publish_scheduled_pages()
    assert again(article).published_at == SPRING + timedelta(hours=6)


@pytest.mark.parametrize(
    ("days", "is_updated"),
    [(0, False), (1, True), (400, True), (-5, False)],
)
def test_it_counts_as_updated_when_it_was_published_again_on_a_later_day(days, is_updated):
    article = ArticleFactory(published_at=SPRING, last_published_at=SPRING + timedelta(days=days))
    assert article.is_updated is is_updated


def test_without_dates_it_is_not_updated():
    assert ArticlePage().is_updated is False
    assert ArticlePage(last_published_at=SPRING).is_updated is False


def test_a_change_within_the_same_evening_is_no_update_where_readers_are():
    """Half past ten and half past midnight in Warsaw are two days; in UTC they are one."""
    evening = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
    morning = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    assert timezone.localtime(evening).date() != timezone.localtime(morning).date()
    assert ArticleFactory(published_at=evening, last_published_at=morning).is_updated is True


# Its length


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        (1, 1),
        (WORDS_PER_MINUTE, 1),
        (WORDS_PER_MINUTE * 3, 3),
        (WORDS_PER_MINUTE * 3 + WORDS_PER_MINUTE // 2 + 1, 4),
        (WORDS_PER_MINUTE * 12, 12),
    ],
)
def test_reading_takes_a_minute_for_so_many_words(words, minutes):
    article = ArticleFactory(body=b.stream(b.paragraph("word " * words)))
    assert article.reading_time == minutes


def test_an_article_without_a_text_takes_a_minute_to_see():
    assert ArticleFactory(body=b.stream()).reading_time == 1
    assert ArticleFactory(body=b.stream()).word_count == 0


def test_words_are_counted_in_every_block_that_has_some():
    body = b.stream(
        b.heading("Two words"),
        b.paragraph("Three <b>more</b> words"),
        b.pull_quote("Four words are quoted", "Somebody"),
        b.key_takeaways("Two points", "And another"),
        b.questions(What="One answer here"),
    )
    counted = ArticleFactory(body=body).word_count
    assert counted >= 2 + 3 + 4 + 4 + 3


def test_markup_is_not_counted_as_words():
    plain = ArticleFactory(body=b.stream(b.paragraph("one two three")))
    marked = ArticleFactory(body=b.stream(b.paragraph('<b>one</b> <a href="https://example.com/a b c">two</a> three')))
    assert plain.word_count == marked.word_count == 3


def test_a_new_text_has_a_new_length():
    article = ArticleFactory()
    article.body = b.stream(b.paragraph("word " * WORDS_PER_MINUTE * 7))
    article.save_revision().publish()
    assert again(article).reading_time == 7


def test_saving_some_fields_only_does_not_touch_the_rest(django_assert_num_queries):
    article = ArticleFactory()
    ArticlePage.objects.filter(pk=article.pk).update(reading_time=42)
    article = again(article)
    article.hero_caption = "By the harbour"
    article.save(update_fields=["hero_caption"])
    assert again(article).reading_time == 42


# Its contents


def headings(*texts: str, level: str = "h2") -> str:
    return b.stream(*(b.heading(text, level) for text in texts))


def test_a_long_article_has_a_table_of_contents():
    article = ArticleFactory(body=headings("One", "Two", "Three"))
    assert [(heading["text"], heading.anchor) for heading in article.contents] == [
        ("One", "one"),
        ("Two", "two"),
        ("Three", "three"),
    ]


def test_a_short_article_has_none():
    assert ArticleFactory(body=headings(*["One"] * (CONTENTS_FROM_HEADINGS - 1))).contents == []
    assert ArticleFactory(body=b.stream()).contents == []


def test_headings_with_the_same_words_have_anchors_of_their_own():
    article = ArticleFactory(body=headings("Again", "Again", "Again"))
    assert [heading.anchor for heading in article.contents] == ["again", "again-2", "again-3"]


def test_a_heading_that_looks_like_a_numbered_one_does_not_share_its_anchor():
    article = ArticleFactory(body=headings("Part", "Part", "Part 2", "Part"))
    anchors = [heading.anchor for heading in article.contents]
    assert len(set(anchors)) == 4, anchors


def test_subsections_are_not_in_the_contents_but_have_anchors_of_their_own():
    body = b.stream(b.heading("Same"), b.heading("Same", "h3"), b.heading("Two"), b.heading("Three"), b.heading("Same"))
    article = ArticleFactory(body=body)
    assert [heading.anchor for heading in article.contents] == ["same", "two", "three", "same-3"]


def test_the_page_shows_the_anchors_that_its_contents_lead_to(client):
    article = ArticleFactory(body=headings("Again", "Again", "Święty spokój"))
    html = client.get(article.get_url()).content.decode()
    for anchor in ("again", "again-2", "swiety-spokoj"):
        assert f'href="#{anchor}"' in html
        assert html.count(f'id="{anchor}"') == 1


def test_anchors_of_an_article_without_contents_are_unique_too(client):
    article = ArticleFactory(body=headings("Again", "Again"))
    html = client.get(article.get_url()).content.decode()
    assert html.count('id="again"') == 1
    assert html.count('id="again-2"') == 1


# What it is about


def test_the_first_topic_stands_on_its_card():
    first, second = TopicFactory(name="Decisions"), TopicFactory(name="Teams")
    first.sort_order, second.sort_order = 1, 2
    first.save()
    second.save()
    assert ArticleFactory(topics=[second, first]).first_topic == first
    assert ArticleFactory(topics=[]).first_topic is None


def test_a_decorative_picture_has_no_words():
    assert ArticlePage(hero_alt_text="A harbour").hero_alt == "A harbour"
    assert ArticlePage(hero_alt_text="A harbour", hero_decorative=True).hero_alt == ""


def test_a_topic_is_asked_for_only_when_an_article_is_published():
    form_class = ArticlePage.get_edit_handler().get_form_class()
    form = form_class(instance=ArticlePage(), parent_page=AuthorFactory())
    assert form.fields["topics"].required
    form.defer_required_fields()
    assert not form.fields["topics"].required
    assert not form.fields["standfirst"].required
