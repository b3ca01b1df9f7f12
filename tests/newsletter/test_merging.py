"""Two rows that are one person."""

import pytest

from newsletter import services
from newsletter.models import Consent, Event, Person
from tests.factories.newsletter import WORDING, asked, subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(guidebook) -> tuple[Person, Person]:
    """Ann, and Ann again by the address of her firm, who was there first."""
    firm = asked("ann@firm.example", page=guidebook, answers={"name": "Ann Archer"}, wording=WORDING).person
    services.tag(firm, ["Conference"])
    home = asked("ann@example.com", page=guidebook).person
    return home, firm


def test_everything_of_the_one_comes_to_the_other(two, admin):
    home, firm = two
    kept = services.merge(home, firm, admin)
    assert [person.email for person in Person.objects.all()] == ["ann@example.com"]
    for relation, number in (("submissions", 2), ("downloads", 2), ("deliveries", 2), ("consents", 1)):
        assert getattr(kept, relation).count() == number, relation
    kept.refresh_from_db()
    assert (kept.name, kept.tag_names(), kept.newsletter) == ("Ann Archer", "Conference", "asked")
    assert (Event.objects.get().kind, Event.objects.get().user) == ("merged", admin)


def test_the_earlier_beginning_is_kept(two):
    home, firm = two
    Person.objects.filter(pk=firm.pk).update(source="linkedin", first_touch={"utm_source": "linkedin"})
    Person.objects.filter(pk=home.pk).update(source="newsletter")
    kept = services.merge(home, firm)
    kept.refresh_from_db()
    assert (kept.created_at, kept.source) == (firm.created_at, "linkedin")


@pytest.mark.parametrize("who_left", [0, 1])
def test_leaving_wins_whoever_of_the_two_has_left(guidebook, who_left):
    people = [subscriber("ann@example.com"), subscriber("ann@firm.example")]
    services.unsubscribe(people[who_left])
    kept = services.merge(*people)
    kept.refresh_from_db()
    assert kept.newsletter == "withdrawn"
    assert services.is_stopped("ann@example.com")


def test_receipts_move_as_they_were_written(two):
    home, firm = two
    before = Consent.objects.values().get()
    services.merge(home, firm)
    assert Consent.objects.values().get() == {**before, "person_id": home.pk}


def test_nobody_is_merged_with_themself(two):
    with pytest.raises(ValueError, match="themself"):
        services.merge(two[0], Person.objects.get(pk=two[0].pk))
    assert Person.objects.count() == 2


def test_marketing_merges_by_the_address_of_the_duplicate(marketing_client, two):
    home, _firm = two
    path = f"/admin/marketing/leads/merge/{home.pk}/"
    assert "ann@example.com" in marketing_client.get(f"/admin/marketing/leads/inspect/{home.pk}/").content.decode()
    assert marketing_client.get(path).status_code == 200
    assert Person.objects.count() == 2
    assert marketing_client.post(path, {"address": "Ann@Firm.example"}).status_code == 302
    assert Person.objects.get() == home


@pytest.mark.parametrize("address", ["ann@example.com", "nobody@example.com", "", "no address"])
def test_an_address_that_is_no_duplicate_is_an_error_beside_the_field(marketing_client, two, address):
    response = marketing_client.post(f"/admin/marketing/leads/merge/{two[0].pk}/", {"address": address})
    assert response.status_code == 200
    assert response.context["form"].errors["address"]
    assert Person.objects.count() == 2
