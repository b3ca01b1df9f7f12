"""From the form to the file, as a reader goes, over HTTP and by mail alone."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from newsletter.models import GuidebookPage, NewsletterSettings, Person
from tests.conftest import new_client
from tests.factories import ImageFactory
from tests.factories.newsletter import PDF, GuidebookPageFactory, add_fields, aged
from tests.factories.newsletter import fill_in as fill_in_page

pytestmark = pytest.mark.django_db


def fill_in(soup: Any, response: Any, selector: str, **answers: Any) -> tuple[str, dict[str, Any]]:
    """The address and data that a browser without a script would send from a form of the page."""
    form = soup(response).select_one(selector)
    hidden = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    hidden["stamp"] = aged(hidden["stamp"])
    names = {field["name"] for field in form.select("[name]")}
    assert set(answers) <= names
    return form["action"].partition("#")[0], {**hidden, **answers}


def link_in(message: Any) -> str:
    return re.search(r"http://localhost(/newsletter/(?:download|confirm)/\S+)", message.body)[1]


def press(soup: Any, client: Client, path: str) -> Any:
    """Opens a mailed link and presses the one button behind it."""
    (form,) = soup(client.get(path)).main.select("form")
    return client.post(form["action"])


def test_from_the_form_to_the_file_and_out_again(client, guidebook, soup, run_jobs):
    page = add_fields(guidebook, {"label": "Your name", "required": False})
    action, data = fill_in(
        soup, client.get(page.url), "main form", email="Ann@Example.com", your_name="Ann", newsletter="on"
    )
    thanks = client.post(action, data, follow=True)
    assert page.thank_you_heading in thanks.content.decode()
    run_jobs()
    (message,) = mail.outbox
    response = press(soup, client, link_in(message))
    assert b"".join(response.streaming_content) == PDF
    assert Person.objects.get().newsletter == "confirmed"
    leave = message.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    left = press(soup, client, leave)
    assert Person.objects.get().newsletter == "withdrawn"
    (undo,) = soup(left).main.select("form")
    client.post(undo["action"])
    assert Person.objects.get().newsletter == "confirmed"
    assert not client.cookies


def test_signing_up_from_a_form_that_stands_in_another_page(client, guidebook, soup, run_jobs, site_settings):
    article = client.get("/newsletter/sign-up/")
    action, data = fill_in(soup, article, "main form", email="ann@example.com", consent="on")
    assert client.post(action, data, follow=True).status_code == 200
    run_jobs()
    assert press(soup, client, link_in(mail.outbox[0])).status_code == 303
    assert Person.objects.get().newsletter == "confirmed"


def test_a_form_sent_from_elsewhere_on_the_site_says_where(client, guidebook):
    """One form in many places: the same list, each request with its placement."""
    for place in ("page", "footer", "article"):
        fill_in_page(client, guidebook.url, email=f"{place}@example.com", placement=place)
    placements = {submission.person.email: submission.placement for submission in guidebook.get_submissions()}
    assert placements == {f"{place}@example.com": place for place in ("page", "footer", "article")}


def test_two_readers_do_not_see_each_other(guidebook, run_jobs):
    readers = {name: new_client() for name in ("ann", "bob")}
    for name, reader in readers.items():
        answer = reader.get(fill_in_page(reader, guidebook.url, email=f"{name}@example.com")["Location"])
        assert "@example.com" not in answer.content.decode().split("<footer")[0]
    run_jobs()
    links = {message.to[0]: link_in(message) for message in mail.outbox}
    assert links["ann@example.com"] != links["bob@example.com"]
    for link in links.values():
        html = readers["ann"].get(link).content.decode()
        assert "ann@example.com" not in html
        assert "bob@example.com" not in html


def test_publishing_makes_the_pictures_of_the_cover_in_a_task(guidebook_index, run_jobs):
    cover = ImageFactory()
    page = GuidebookPage.objects.get(pk=GuidebookPageFactory(cover=cover).pk)
    page.save_revision().publish()
    run_jobs()
    cover.refresh_from_db()
    assert cover.ready_sources("cover")


def test_the_chosen_guidebook_is_where_a_lost_reader_is_sent(client, guidebook, newsletter_settings, soup):
    GuidebookPageFactory()
    chosen = GuidebookPageFactory(title="The chosen one")
    NewsletterSettings.objects.update(guidebook=chosen)
    assert soup(client.get("/newsletter/download/lost/")).main.select_one(f"a[href='{chosen.url}']")


def test_without_any_guidebook_a_lost_reader_is_sent_home(client, home_page, soup):
    assert soup(client.get("/newsletter/download/lost/")).main.select_one("a[href='/']")


@pytest.mark.parametrize("path", ["thanks", "confirmed", "sent", "restored", "sign-up/thanks"])
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_that_only_say_something_take_no_orders(client, home_page, path, method):
    assert getattr(client, method)(f"/newsletter/{path}/").status_code in {404, 405}


@pytest.mark.parametrize("path", ["", "confirm/", "download/", "unsubscribe/", "nothing/"])
def test_there_is_nothing_else_under_newsletter(client, home_page, path):
    assert client.get(f"/newsletter/{path}").status_code == 404
