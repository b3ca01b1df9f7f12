"""Where a reader may go after an article."""

from datetime import UTC, datetime, timedelta

import pytest
from wagtail.models import PageViewRestriction, Site

from articles.further_reading import BY_AUTHOR, RELATED, further_reading
from articles.models import ArticlePage
from tests.factories import ArticleFactory, AuthorFactory, SeriesFactory, TopicFactory

pytestmark = pytest.mark.django_db
FIRST_DAY = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)


def on_day(number: float, **kwargs) -> ArticlePage:
    kwargs.setdefault("topics", [])
    return ArticleFactory(published_at=FIRST_DAY + timedelta(days=number), title=f"Day {number}", **kwargs)


def after(article: ArticlePage):
    return further_reading(ArticlePage.objects.get(pk=article.pk), Site.objects.get())


def titles(articles) -> list[str]:
    return [article.title for article in articles]


# Before and after


def test_the_neighbours_follow_the_dates():
    one, two, three = on_day(1), on_day(2), on_day(3)
    assert (after(two).previous, after(two).next) == (one, three)
    assert (after(one).previous, after(one).next) == (None, two)
    assert (after(three).previous, after(three).next) == (two, None)


def test_the_neighbours_are_the_nearest_however_many_others_there_are():
    topic, author = TopicFactory(name="Decisions"), AuthorFactory()
    articles = [on_day(day, topics=[topic], parent=author) for day in range(14)]
    assert (after(articles[3]).previous, after(articles[3]).next) == (articles[2], articles[4])


def test_drafts_and_restricted_articles_are_nobodys_neighbours():
    one, _, hidden, four = on_day(1), on_day(2, live=False), on_day(3), on_day(4)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    assert after(one).next == four
    assert after(four).previous == one


def test_an_article_alone_has_no_neighbours():
    found = after(on_day(1))
    assert (found.previous, found.next, found.related, found.by_author, found.series_parts) == (None, None, [], [], [])


def test_an_article_without_a_date_has_no_neighbours():
    on_day(1)
    draft = ArticleFactory(live=False, topics=[])
    assert (after(draft).previous, after(draft).next) == (None, None)


def test_articles_of_the_same_minute_are_all_reached_one_after_the_other():
    """As after an import, where many have one date."""
    articles = [on_day(1) for _ in range(3)]
    forward = {article.pk: after(article).next for article in articles}
    backward = {article.pk: after(article).previous for article in articles}
    assert sum(neighbour is not None for neighbour in forward.values()) == 2, "One of them is the newest."
    assert sum(neighbour is not None for neighbour in backward.values()) == 2, "One of them is the oldest."


# Series


@pytest.fixture
def series():
    return SeriesFactory(name="Handing over")


def part(series, number: int, day: float = 0, **kwargs) -> ArticlePage:
    return on_day(day or number, series=series, series_position=number, **kwargs)


def test_in_a_series_the_neighbours_are_its_parts_whatever_their_dates(series):
    three, one, two = part(series, 3, day=1), part(series, 1, day=5), part(series, 2, day=9)
    on_day(6)
    assert titles(after(two).series_parts) == titles([one, two, three])
    assert (after(two).previous, after(two).next) == (one, three)
    assert (after(one).previous, after(one).next) == (None, two)
    assert (after(three).previous, after(three).next) == (two, None)


def test_a_part_that_is_not_published_is_left_out(series):
    one, _, three = part(series, 1), part(series, 2, live=False), part(series, 3)
    assert after(one).next == three
    assert after(one).series_parts == [one, three]
    assert after(three).previous == one


def test_a_series_with_one_published_part_follows_the_dates(series):
    earlier, one, later = on_day(1), part(series, 1, day=2), on_day(3)
    part(series, 2, live=False)
    assert (after(one).previous, after(one).next) == (earlier, later)
    assert after(one).next_part is None


def test_the_note_on_what_comes_next_leads_there_once_it_is_published(series):
    one, two = part(series, 1), part(series, 2, live=False)
    assert after(one).next_part is None
    two.save_revision().publish()
    assert after(one).next_part == two
    assert after(two).next_part is None


def test_the_page_shows_what_comes_next_as_words_and_then_as_a_link(client, series):
    one = part(series, 1, coming_next="Next week: how it stays handed over.")
    two = part(series, 2, live=False)
    two_link = f'href="{two.get_url()}"'
    html = client.get(one.get_url()).content.decode()
    assert "Next week: how it stays handed over." in html
    assert two_link not in html
    two.save_revision().publish()
    html = client.get(one.get_url()).content.decode()
    assert two_link in html


def test_parts_without_a_number_come_first_in_the_order_they_were_written(series):
    unnumbered = on_day(9, series=series)
    one = part(series, 1)
    assert after(one).series_parts == [unnumbered, one]


def test_a_draft_is_shown_its_place_in_the_series_in_the_preview(series):
    one, three = part(series, 1), part(series, 3)
    draft = part(series, 2, live=False)
    assert after(draft).series_parts == [one, draft, three]
    assert (after(draft).previous, after(draft).next) == (one, three)


# On the same topic, by the same author


def test_related_articles_share_a_topic_the_newest_first():
    topic, other = TopicFactory(name="Decisions"), TopicFactory(name="Teams")
    article = on_day(50, topics=[topic])
    on_day(51, topics=[])
    on_day(49, topics=[other])
    for day in (1, 2, 3, 4, 5, 6):
        on_day(day, topics=[topic])
    assert titles(after(article).related) == ["Day 6", "Day 5", "Day 4"]
    assert len(after(article).related) == RELATED


def test_an_article_that_shares_two_topics_is_related_once():
    first, second = TopicFactory(name="Decisions"), TopicFactory(name="Teams")
    article = on_day(50, topics=[first, second])
    for day in (1, 2, 3, 4, 51):
        on_day(day, topics=[first, second])
    related = titles(after(article).related)
    assert len(related) == len(set(related)) == RELATED


def test_more_by_the_author_is_the_newest_first_and_counts_co_authors():
    author = AuthorFactory()
    article = on_day(50, parent=author)
    on_day(51)
    on_day(49)
    for day in (1, 2, 3):
        on_day(day, parent=author)
    on_day(4, authors=[author])
    assert titles(after(article).by_author) == ["Day 4", "Day 3", "Day 2"]
    assert len(after(article).by_author) == BY_AUTHOR


def test_no_article_is_shown_in_two_places(series):
    author, topic = AuthorFactory(), TopicFactory(name="Decisions")
    articles = [on_day(day, parent=author, topics=[topic]) for day in range(10)]
    part(series, 1, day=20, parent=author, topics=[topic])
    two = part(series, 2, day=21, parent=author, topics=[topic])
    for article in (articles[5], two):
        found = after(article)
        shown = [found.previous, found.next, *found.related, *found.by_author]
        shown = [other for other in shown if other] + [
            other for other in found.series_parts if other not in (article, found.previous, found.next)
        ]
        assert len(shown) == len({other.pk for other in shown})
        assert article not in shown
        assert len(found.related) == RELATED
        assert len(found.by_author) == BY_AUTHOR


def test_drafts_and_restricted_articles_are_not_recommended():
    author, topic = AuthorFactory(), TopicFactory(name="Decisions")
    article, _, hidden = (
        on_day(1, parent=author, topics=[topic]),
        on_day(2, parent=author, topics=[topic], live=False),
        on_day(3, parent=author, topics=[topic]),
    )
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    found = after(article)
    assert (found.related, found.by_author) == ([], [])


# What it costs


@pytest.mark.parametrize("number", [2, 30])
def test_it_costs_the_same_however_large_the_archive(number, django_assert_num_queries):
    author, topic = AuthorFactory(), TopicFactory(name="Decisions")
    articles = [on_day(day, parent=author, topics=[topic]) for day in range(number)]
    article = ArticlePage.for_readers().get(pk=articles[0].pk)
    site = Site.objects.select_related("root_page").get()
    with django_assert_num_queries(3):
        found = further_reading(article, site)
        for other in [found.next, *found.related, *found.by_author]:
            assert other is None or (other.byline and other.first_topic)


def test_the_bodies_of_other_articles_stay_in_the_database():
    one, two = on_day(1), on_day(2)
    assert "body" in after(one).next.get_deferred_fields()
    assert after(one).next == two


def test_an_article_that_is_not_saved_yet_can_be_previewed():
    topic = TopicFactory(name="Decisions")
    other = on_day(1, topics=[topic])
    article = ArticlePage(title="New")
    article.topics.set([topic])
    assert further_reading(article, Site.objects.get()).related == [other]
