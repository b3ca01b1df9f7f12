"""Pictures whose licence ends: named before it does, and refused afterwards."""

import csv
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from articles.models import ArticlePage, Topic
from core.publishing import broken_rules
from tests.core.test_desk import desk
from tests.factories import ArticleFactory, ContentPageFactory, ImageFactory, blocks
from tests.form_data import page_form

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/reports/licences/"


def day(days):
    return timezone.localdate() + timedelta(days=days)


def picture(days, **values):
    return ImageFactory(use_until=day(days), **values)


def faults(page):
    return [(fault.code, fault.path) for fault in broken_rules(page)]


def draft(**values):
    return ArticleFactory(live=False, **{"hero_alt_text": "A harbour", **values})


def publish(client, page, **changes):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = page_form(client.get(url).content.decode(), page, **{"action-publish": "1"}, **changes)
    return client.post(url, data)


def listed(client, query=""):
    """What the report lists: `{title: what uses it}`."""
    response = client.get(f"{ADDRESS}{query}")
    assert response.status_code == 200
    return {image.title: [use.title for use in image.uses] for image in response.context["object_list"]}


@pytest.mark.parametrize(
    ("days", "state"), [(None, ""), (-1, "ended"), (0, "ending"), (30, "ending"), (31, "")], ids=str
)
def test_the_last_day_is_a_day_of_use_and_thirty_before_it_are_notice(days, state):
    image = ImageFactory(use_until=None if days is None else day(days))
    assert image.licence_state == state


# The gate


def test_no_page_comes_out_with_a_picture_whose_licence_has_ended():
    ended, good = picture(-1), picture(0)
    assert faults(draft(hero_image=good)) == []
    assert faults(draft(hero_image=ended)) == [("picture-licence", "hero_image")]
    assert faults(draft(social_image=ended)) == [("picture-licence", "social_image")]
    block, film = blocks.image(ended), blocks.block("embed", {"url": "", "title": "", "poster": ended.pk})
    assert faults(ContentPageFactory(body=blocks.stream(block, film))) == [
        ("picture-licence", f"body.{block['id']}.image"),
        ("picture-licence", f"body.{film['id']}.poster"),
    ]


def test_a_page_that_is_planned_is_asked_for_its_day():
    ending = picture(3)
    assert faults(draft(hero_image=ending, go_live_at=timezone.now() + timedelta(days=2))) == []
    assert faults(draft(hero_image=ending, go_live_at=timezone.now() + timedelta(days=5))) != []
    assert faults(draft(hero_image=ending, go_live_at=timezone.now() - timedelta(days=900))) == []


def test_the_editor_is_told_at_the_field_and_may_publish_once_the_licence_is_extended(moderator_client):
    image = picture(-1)
    article = draft(hero_image=image)
    response = publish(moderator_client, article)
    assert set(response.context["form"].errors) == {"hero_image"}
    assert date_format(day(-1)) in response.context["form"].errors["hero_image"][0]
    assert not ArticlePage.objects.get(pk=article.pk).live
    image.use_until = day(100)
    image.save()
    assert publish(moderator_client, article).status_code == 302
    assert ArticlePage.objects.get(pk=article.pk).live


# The picture's own page


def test_whoever_opens_the_picture_is_warned(editor_client):
    def words(image):
        return editor_client.get(reverse("wagtailimages:edit", args=[image.pk])).content.decode()

    assert "The licence of this picture ended on" in words(picture(-1))
    assert "The licence of this picture ends on" in words(picture(9))
    assert "The licence of this picture" not in words(picture(40))
    assert "The licence of this picture" not in words(ImageFactory())


def test_an_editor_writes_down_licence_and_last_day(editor_client):
    image = ImageFactory()
    url = reverse("wagtailimages:edit", args=[image.pk])
    page = editor_client.get(url)
    assert "initDateChooser" in str(page.context["form"]["use_until"])
    data = {**page.context["form"].initial, "licence": "Agency, 4711", "use_until": "2031-05-06", "credit": "Ann"}
    response = editor_client.post(url, {name: value for name, value in data.items() if value and name != "file"})
    assert response.status_code == 302
    image.refresh_from_db()
    assert (image.licence, str(image.use_until), image.credit) == ("Agency, 4711", "2031-05-06", "Ann")


# The report


def test_the_report_names_what_has_ended_first_and_where_it_is_used(moderator_client):
    ended, soon = picture(-40, title="Harbour"), picture(20, title="Lighthouse")
    picture(90, title="Later")
    ImageFactory(title="Ours")
    ArticleFactory(title="Tides", hero_image=soon, hero_alt_text="A lighthouse")
    ContentPageFactory(title="About us", body=blocks.stream(blocks.image(ended), blocks.image(ended)))
    Topic.objects.create(name="Coasts", slug="coasts", image=ended)
    found = listed(moderator_client)
    assert list(found) == ["Harbour", "Lighthouse"]
    assert sorted(found["Harbour"])[0] == "About us"
    assert len(found["Harbour"]) == 2
    assert found["Lighthouse"] == ["Tides"]
    assert date_format(day(20)) in moderator_client.get(ADDRESS).content.decode()
    assert list(listed(moderator_client, "?state=ended")) == ["Harbour"]
    assert list(listed(moderator_client, "?state=ending")) == ["Lighthouse"]


def test_what_the_user_may_not_edit_is_named_by_its_kind_alone(marketing_client):
    ArticleFactory(title="Secret plans", live=False, hero_image=picture(-1, title="Harbour"))
    assert listed(marketing_client) == {"Harbour": ["Article"]}


def test_the_report_leaves_as_csv_with_the_places(moderator_client):
    ContentPageFactory(title="About us", body=blocks.stream(blocks.image(picture(-1, title="Harbour", licence="No 7"))))
    response = moderator_client.get(f"{ADDRESS}?export=csv")
    (row,) = csv.DictReader(response.getvalue().decode("utf-8-sig").splitlines())
    assert (row["Picture"], row["By what right"], row["Used in"]) == ("Harbour", "No 7", "About us")
    assert row["Licence"] == "Has ended"
    assert row["May be used until"] == str(day(-1))


def test_the_report_is_for_those_who_work_with_pictures(client, member_of, editor_client):
    from django.contrib.auth.models import Group, Permission

    assert editor_client.get(ADDRESS).status_code == 200
    assert f'"{ADDRESS}"' in editor_client.get("/admin/").content.decode()
    group = Group.objects.create(name="Guests")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(member_of("Guests"))
    assert client.get(ADDRESS).status_code == 302
    assert f'"{ADDRESS}"' not in client.get("/admin/").content.decode()


def test_more_pictures_cost_no_further_queries(moderator_client):
    def add():
        for _number in range(4):
            ContentPageFactory(body=blocks.stream(blocks.image(picture(-1))))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            listed(moderator_client)
        return len(queries)

    add()
    cost()
    before = cost()
    add()
    assert cost() == before


# The front of the admin


def test_the_desk_counts_them_and_leads_to_the_report(editor_client):
    assert "Picture licences" not in desk(editor_client)["content-health"]
    picture(-1)
    picture(30)
    picture(31)
    assert "Picture licences that end 2" in desk(editor_client)["content-health"]
    assert f'href="{ADDRESS}"' in editor_client.get("/admin/").content.decode()


# Readers


def test_readers_see_the_credit_of_a_picture_and_never_its_licence(client):
    image = ImageFactory(credit="Ann Adams / Coast", licence="Contract 4711")
    film = blocks.block("embed", {"url": "https://vimeo.com/76979871", "title": "Waves", "poster": image.pk})
    article = ArticleFactory(hero_image=image, hero_alt_text="A harbour", body=blocks.stream(film, blocks.image(image)))
    page = client.get(article.get_url()).content.decode()
    assert page.count("Ann Adams / Coast") == 3
    assert "Ann Adams / Coast" in client.get("/articles/feed/").content.decode()
    assert "4711" not in page
