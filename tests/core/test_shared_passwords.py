"""A page or a document behind a shared password: who guesses is slowed, and nobody else with them."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from core.shared_passwords import TRIES
from tests.conftest import new_client
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
PASSWORD = "open sesame"
HERE, ELSEWHERE = "81.2.69.142", "89.160.20.112"


def page_behind():
    page = ArticleFactory()
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="password", password=PASSWORD)
    return f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/", page.url


def document_behind():
    collection = Collection.get_first_root_node().add_child(name="Behind a password")
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password=PASSWORD
    )
    file = ContentFile(b"What was said.", name="minutes.txt")
    document = Document.objects.create(title="Minutes", file=file, collection=collection)
    return f"/documents/authenticate_with_password/{restriction.pk}/", document.url


@pytest.fixture(params=["page", "document"])
def door(request, db):
    return page_behind() if request.param == "page" else document_behind()


def knock(client, door, password="wrong", ip=HERE):
    address, leads_to = door
    return client.post(address, {"password": password, "return_url": leads_to}, REMOTE_ADDR=ip)


def test_whoever_guesses_is_slowed_and_the_right_one_does_not_show_itself(door, later):
    client = new_client()
    assert {knock(client, door).status_code for _ in range(TRIES)} == {200}
    refused = knock(client, door, PASSWORD)
    assert refused.status_code == 429
    assert b"Too many attempts" in refused.content
    assert client.get(door[1], REMOTE_ADDR=HERE).status_code in {200, 302}
    assert b"password" in client.get(door[1], REMOTE_ADDR=HERE, follow=True).content
    later(seconds=int(refused["Retry-After"]))
    assert knock(client, door, PASSWORD).status_code == 302


def test_nobody_elsewhere_waits_with_them(door):
    for _ in range(TRIES + 1):
        knock(new_client(), door)
    assert knock(new_client(), door, PASSWORD, ip=ELSEWHERE).status_code == 302


def test_the_right_one_makes_the_guesses_of_the_office_forgotten(door):
    for _ in range(2):
        for _ in range(TRIES - 1):
            assert knock(new_client(), door).status_code == 200
        assert knock(new_client(), door, PASSWORD).status_code == 302


def test_the_form_says_what_is_wrong_in_the_looks_of_the_site(door):
    answer = knock(new_client(), door)
    assert "The password you have entered is not correct" in answer.content.decode()
    assert "css/site" in answer.content.decode()
