"""Guidebooks in the report on content health: those that nobody asks for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsletter import services
from newsletter.models import GuidebookSubmission
from tests.factories.newsletter import GuidebookPageFactory, asked

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/reports/content-health/?finding=unasked"


def guidebook(title, days=200, **facts):
    return GuidebookPageFactory(title=title, first_published_at=timezone.now() - timedelta(days=days), **facts)


def ask(page, days, address="ann@example.com"):
    row = asked(address, page)
    GuidebookSubmission.objects.filter(pk=row.pk).update(submit_time=timezone.now() - timedelta(days=days))
    return row.person


def listed(client):
    response = client.get(ADDRESS)
    assert response.status_code == 200
    return sorted(page.title for page in response.context["object_list"])


def test_a_guidebook_that_nobody_has_asked_for_in_90_days_is_listed(moderator_client):
    guidebook("Never asked for")
    guidebook("New", days=89)
    ask(guidebook("Asked for once"), days=91)
    ask(guidebook("Asked for"), days=89)
    assert listed(moderator_client) == ["Asked for once", "Never asked for"]


def test_who_is_erased_has_asked_all_the_same(moderator_client):
    services.erase(ask(guidebook("Asked for"), days=10))
    assert listed(moderator_client) == []


def test_nothing_is_said_where_requests_are_not_kept_for_so_long(moderator_client):
    guidebook("Forgets soon", keep_days=89)
    guidebook("Forgets late", keep_days=90)
    assert listed(moderator_client) == ["Forgets late"]


def test_the_desk_counts_it(moderator_client):
    guidebook("Never asked for")
    assert "Nobody has asked for it in 90 days" in moderator_client.get("/admin/").content.decode()
