"""Where marketing edits the offers that come to readers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale

from newsletter.models import Popup
from tests.factories import ImageFactory, TopicFactory
from tests.factories.newsletter import GuidebookPageFactory, PopupFactory

pytestmark = pytest.mark.django_db
DESK = "/admin/marketing/popups/"


def filled_in(**facts: Any) -> dict[str, Any]:
    """The form as somebody fills it in."""
    return {
        "name": "Autumn",
        "is_live": "on",
        "guidebook": facts.pop("guidebook", None) or GuidebookPageFactory().pk,
        "heading": "Join Leaders Island",
        "shape": "slide-in",
        "trigger": "scroll",
        "threshold": "60",
        "places": ["article", "home"],
        "quiet_days": "30",
        "most_shown": "3",
        **facts,
    }


def test_marketing_makes_a_popup(marketing_client):
    topic = TopicFactory()
    response = marketing_client.post(f"{DESK}new/", filled_in(topics=[topic.pk]), follow=True)
    assert response.status_code == 200
    popup = Popup.objects.get()
    assert (popup.shape, popup.trigger, popup.threshold) == ("slide-in", "scroll", 60)
    assert popup.places == ["article", "home"]
    assert popup.topics.get() == topic
    assert not [message for message in response.context["messages"] if "published" in str(message)]


def test_a_topic_and_its_translation_can_be_told_apart(marketing_client, soup):
    topic = TopicFactory(name="Marketing")
    topic.copy_for_translation(Locale.objects.get_or_create(language_code="pl")[0]).save()
    html = soup(marketing_client.get(f"{DESK}new/"))
    boxes = html.find_all("input", attrs={"name": "topics"})
    assert [box.find_parent("label").get_text(strip=True) for box in boxes] == ["Marketing", "Marketing (Polski)"]


def test_the_picture_of_a_popup_is_made_ready(marketing_client, run_jobs):
    image = ImageFactory()
    marketing_client.post(f"{DESK}new/", filled_in(image=image.pk))
    run_jobs()
    image.refresh_from_db()
    assert image.ready_sources("inline")


def test_the_form_shows_what_was_chosen(marketing_client, soup):
    popup = PopupFactory(places=["article"])
    html = soup(marketing_client.get(f"{DESK}edit/{popup.pk}/"))
    boxes = html.find_all("input", attrs={"name": "places"})
    assert {box["value"]: box.has_attr("checked") for box in boxes} == {
        "home": False,
        "listing": False,
        "author": False,
        "article": True,
        "content": False,
    }


def test_the_list_says_what_each_popup_does(marketing_client, soup):
    PopupFactory(name="Autumn", shape="bar", trigger="scroll", threshold=60)
    text = " ".join(soup(marketing_client.get(DESK)).find("main").text.split())
    for words in ("Autumn", "bar", "60 %", "10 principles", "See it"):
        assert words in text


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"trigger": "delay", "threshold": 8}, "8 s"),
        ({"trigger": "scroll", "threshold": 60}, "60 %"),
        ({"trigger": "exit"}, "when the reader is about to leave"),
        ({"trigger": "delay", "threshold": 8, "shape": "article-end"}, ""),
    ],
)
def test_what_brings_it_up_is_said_in_words(facts, words):
    assert Popup(**facts).waits_for == words


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"ends_at": "2026-01-01 10:00", "starts_at": "2026-01-01 10:00"}, "ends_at"),
        ({"threshold": "101"}, "threshold"),
        ({"threshold": "0"}, "threshold"),
        ({"heading": ""}, "heading"),
        ({"places": ["landing"]}, "places"),
    ],
    ids=["ends as it starts", "more than the page", "no time at all", "no heading", "no such place"],
)
def test_what_cannot_be_is_said_beside_its_field(marketing_client, facts, field):
    response = marketing_client.post(f"{DESK}new/", filled_in(**facts))
    assert list(response.context["form"].errors) == [field]
    assert not Popup.objects.exists()


def test_seconds_may_be_more_than_a_hundred():
    PopupFactory(trigger="delay", threshold=120).full_clean()
    with pytest.raises(ValidationError):
        PopupFactory(trigger="scroll", threshold=120).full_clean()


def test_a_popup_may_run_from_one_day_to_another():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    PopupFactory(starts_at=start, ends_at=start + timedelta(days=1)).full_clean()


@pytest.mark.parametrize("path", ["new/", "edit/{pk}/"])
def test_a_guidebook_that_is_not_published_is_warned_of(marketing_client, path):
    draft = GuidebookPageFactory(live=False)
    popup = PopupFactory(guidebook=draft)
    response = marketing_client.post(f"{DESK}{path.format(pk=popup.pk)}", filled_in(guidebook=draft.pk), follow=True)
    assert "Readers will see it once its guidebook is published." in response.content.decode()


def test_popups_are_put_in_order_by_dragging(marketing_client):
    first, second = PopupFactory(sort_order=0), PopupFactory(sort_order=1)
    assert marketing_client.get(f"{DESK}?ordering=sort_order").status_code == 200
    assert marketing_client.post(f"{DESK}reorder/{second.pk}/?position=0").status_code == 200
    assert list(Popup.objects.all()) == [second, first]


# See it


@pytest.mark.parametrize("shape", Popup.Shape)
def test_a_popup_is_seen_by_its_editor_before_it_is_live(marketing_client, soup, shape):
    popup = PopupFactory(shape=shape, is_live=False, guidebook=GuidebookPageFactory())
    response = marketing_client.get(f"{DESK}preview/{popup.pk}/")
    html = soup(response)
    assert f'"url": "{DESK}preview/{popup.pk}/parts/"' in html.find(id="popups--facts").string
    assert '"isPreview": true' in html.find(id="popups--facts").string
    assert bool(html.find(attrs={"data-article-end-offer": True})) == (shape == Popup.Shape.ARTICLE_END)
    parts = soup(marketing_client.get(f"{DESK}preview/{popup.pk}/parts/"))
    assert popup.heading in parts.find("dialog").text
