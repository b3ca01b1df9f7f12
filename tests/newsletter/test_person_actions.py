"""What marketing does with one person: tags, erasing, filters by what is known."""

from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist

from newsletter import services
from newsletter.models import Event, Person
from tests.factories.newsletter import asked, latest_download

pytestmark = pytest.mark.django_db


def test_tags_are_put_to_a_person_and_stand_in_list_filter_and_export(marketing_client, guidebook):
    ann, _bob = (asked(f"{name}@example.com", page=guidebook).person for name in ("ann", "bob"))
    path = f"/admin/marketing/leads/edit/{ann.pk}/"
    assert marketing_client.post(path, {"name": "Ann", "tags": "Conference, Board"}).status_code == 302
    ann.refresh_from_db()
    assert (ann.name, ann.tag_names()) == ("Ann", "Board, Conference")
    found = marketing_client.get("/admin/marketing/leads/", {"tags": ann.tags.first().pk}).content.decode()
    assert "ann@example.com" in found
    assert "bob@example.com" not in found
    exported = b"".join(marketing_client.get("/admin/marketing/leads/?export=csv").streaming_content).decode()
    assert "Board, Conference" in exported


def test_leads_are_found_by_source_placement_and_download(marketing_client, guidebook):
    asked("ann@example.com", page=guidebook, origin=services.Origin("footer"))
    asked("bob@example.com", page=guidebook, origin=services.Origin("popup"))
    services.record_download(latest_download())
    Person.objects.filter(email="ann@example.com").update(source="linkedin")

    def found(**query: Any) -> set[str]:
        html = marketing_client.get("/admin/marketing/leads/", query).content.decode()
        return {name for name in ("ann", "bob") if f"{name}@example.com" in html}

    assert found(source="linkedin") == {"ann"}
    assert found(placement="popup") == {"bob"}
    assert found(fetched="yes") == {"bob"}
    assert found(fetched="no", placement="footer") == {"ann"}


def test_erasing_asks_first_and_then_leaves_nothing(marketing_client, marketer, ann):
    path = f"/admin/marketing/leads/erase/{ann.pk}/"
    assert "cannot be brought back" in marketing_client.get(path).content.decode()
    assert Person.objects.exists()
    assert marketing_client.post(path).status_code == 302
    with pytest.raises(ObjectDoesNotExist):
        ann.refresh_from_db()
    assert Event.objects.filter(kind="erased", person=None, user=marketer).exists()
    assert marketing_client.post(path).status_code == 404


def test_the_page_of_a_person_offers_what_one_may_do(marketing_client, admin_client, ann):
    for client in (marketing_client, admin_client):
        html = client.get(f"/admin/marketing/leads/inspect/{ann.pk}/").content.decode()
        for action in ("erase", "merge", "export"):
            assert f"/admin/marketing/leads/{action}/{ann.pk}/" in html


def test_the_list_of_leads_leads_to_the_import(marketing_client):
    assert "/admin/marketing/leads/import/" in marketing_client.get("/admin/marketing/leads/").content.decode()
