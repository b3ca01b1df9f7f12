"""A person gets through where a script does not, and never meets the trap."""

from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_network

import pytest
from playwright.sync_api import expect

from core import stamps
from newsletter.models import GuidebookSubmission, Person, Suspect
from tests.conftest import new_client
from tests.e2e.browsing import Visit
from tests.factories.newsletter import GuidebookPageFactory

pytestmark = pytest.mark.e2e


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch, quick_people: None) -> None:
    """The time that production asks for."""
    monkeypatch.setattr(stamps, "SHORTEST_AGE", timedelta(seconds=1))


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_person_gets_through(open_browser: Callable[..., Visit], island, script):
    guidebook = GuidebookPageFactory()
    reader = open_browser(java_script_enabled=script)
    reader.open(guidebook.url)
    reader.page.get_by_label("E-mail address").fill("ann@example.com")
    reader.page.wait_for_timeout(1200)
    reader.press(guidebook.button_label)
    expect(reader.page.get_by_text(guidebook.thank_you_heading)).to_be_visible()
    assert GuidebookSubmission.objects.get().placement == "page"
    assert not Suspect.objects.exists()


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("script", [True, False], ids=["with script, one connection", "without script, one each"])
def test_a_page_that_a_cache_keeps_serves_many_readers(open_browser: Callable[..., Visit], island, settings, script):
    guidebook = GuidebookPageFactory()
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]
    copy = new_client().get(guidebook.url).content.decode()
    for number in range(8):
        connection = {"X-Forwarded-For": "8.8.8.8" if script else f"8.8.8.{number}"}
        reader = open_browser(java_script_enabled=script, extra_http_headers=connection)
        reader.page.route(f"**{guidebook.url}", lambda route: route.fulfill(body=copy, content_type="text/html"))
        reader.open(guidebook.url)
        reader.page.wait_for_timeout(0 if number else 1200)
        reader.page.get_by_label("E-mail address").fill(f"reader{number}@example.com")
        reader.press(guidebook.button_label)
        expect(reader.page.get_by_text(guidebook.thank_you_heading)).to_be_visible()
        reader.context.close()
    assert GuidebookSubmission.objects.count() == Person.objects.count() == 8
    assert not Suspect.objects.exists()


def test_nobody_meets_the_trap_by_sight_or_by_keyboard(reader, island):
    guidebook = GuidebookPageFactory()
    reader.open(guidebook.url)
    trap = reader.page.locator("main [name=homepage]")
    expect(trap).to_have_count(1)
    box = trap.locator("xpath=..").bounding_box()
    assert box is None or box["width"] * box["height"] <= 1
    assert trap.get_attribute("tabindex") == "-1"
    assert reader.page.get_by_role("textbox", name="Leave this field empty").count() == 0
    reader.page.get_by_label("E-mail address").focus()
    seen = []
    for _ in range(6):
        reader.page.keyboard.press("Tab")
        seen.append(reader.page.evaluate("document.activeElement.name"))
    assert "homepage" not in seen


def test_a_form_that_fills_the_trap_is_thanked_and_held(reader, island):
    guidebook = GuidebookPageFactory()
    reader.open(guidebook.url)
    reader.page.get_by_label("E-mail address").fill("bot@example.com")
    reader.page.evaluate("document.querySelector('main [name=homepage]').value = 'x'")
    reader.press(guidebook.button_label)
    expect(reader.page.get_by_text(guidebook.thank_you_heading)).to_be_visible()
    assert Suspect.objects.get().reasons == ["trap"]
    assert not Person.objects.exists()
