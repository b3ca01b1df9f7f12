"""Marketing builds a landing page and offers a guidebook; editors are kept from what readers left behind."""

import pytest
from playwright.sync_api import expect

from home.models import HomePage, LandingPage
from newsletter.models import GuidebookIndexPage, GuidebookPage
from tests.e2e.admin import Desk
from tests.factories import ArticleFactory
from tests.factories.newsletter import PDF, asked

pytestmark = pytest.mark.e2e


def fill_landing_page(desk: Desk) -> None:
    """One of each: hero, feature grid, questions, sign-up, call to action."""
    hero = desk.add_block("sections", "Hero")
    desk.fill(**{f"{hero}-heading": "Lead the meeting you would like to attend"})
    grid = desk.add_block("sections", "Feature grid")
    feature = f"{grid}-features-0-value"
    desk.fill(**{f"{grid}-heading": "What you get", f"{feature}-title": "Calm", f"{feature}-text": "On Mondays too."})
    questions = desk.add_block("sections", "Questions and answers")
    desk.fill(**{f"{questions}-items-0-value-question": "Does it cost anything?"})
    desk.write(f"{questions}-items-0-value-answer", "Only your attention.")
    desk.fill(**{f"{desk.add_block('sections', 'Sign-up form')}-heading": "One letter a month"})
    action = desk.add_block("sections", "Call to action")
    desk.fill(
        **{
            f"{action}-heading": "Begin on Monday",
            f"{action}-button-label": "Read the articles",
            f"{action}-button-url": "https://www.example.com/articles/",
        }
    )


def test_marketing_builds_and_publishes_a_landing_page_without_menu(desk, marketer, reader, island):
    building = desk(marketer)
    building.new_page("home.landingpage", HomePage.objects.get(locale__language_code="en-gb"))
    building.entitle("An evening on leading")
    fill_landing_page(building)
    building.page.get_by_role("tab", name="Promote").click()
    building.page.get_by_label("Show the site's menu").uncheck()
    building.press("Publish")
    building.expect_message("published")

    assert reader.open(LandingPage.objects.get().url).status == 200
    page = reader.page
    reader.expect_heading("Lead the meeting you would like to attend")
    for heading in ("What you get", "Calm", "One letter a month", "Begin on Monday"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    expect(page.get_by_text("Only your attention.")).to_be_hidden()
    page.get_by_text("Does it cost anything?").click()
    expect(page.get_by_text("Only your attention.")).to_be_visible()
    expect(page.get_by_role("link", name="Read the articles")).to_have_attribute(
        "href", "https://www.example.com/articles/"
    )
    expect(page.get_by_role("button", name="Sign up")).to_be_visible()
    assert reader.complaints == []


def test_marketing_offers_a_guidebook_with_fields_of_its_own(desk, marketer, reader, island):
    building = desk(marketer)
    building.new_page("newsletter.guidebookpage", GuidebookIndexPage.objects.get(locale__language_code="en-gb"))
    building.entitle("Ten principles")
    building.fill(standfirst="Ten habits, one evening.", newsletter_wording="Yes, write to me.")
    building.page.get_by_role("button", name="Choose a file").click()
    building.upload({"name": "final.pdf", "mimeType": "application/pdf", "buffer": PDF}, Title="The ten principles")
    for number, (label, kind) in enumerate([("Name", "singleline"), ("I lead a team", "checkbox")]):
        building.page.get_by_role("button", name="Add field").click()
        building.fill(**{f"form_fields-{number}-label": label})
        building.page.locator(f"[name=form_fields-{number}-field_type]").select_option(kind)
    building.page.locator("[name=form_fields-1-required]").uncheck()
    building.press("Publish")
    building.expect_message("published")

    guidebook = GuidebookPage.objects.get()
    assert guidebook.guidebook_file.file.read() == PDF
    assert reader.open(guidebook.url).status == 200
    form = reader.page.locator("main form")
    labels = [label.split("\n")[0].strip() for label in form.locator("label:not([aria-hidden] *)").all_inner_texts()]
    assert [label.removesuffix(" (optional)") for label in labels] == [
        "E-mail address", "Name", "I lead a team", "Yes, write to me."
    ]  # fmt: skip
    expect(form.get_by_label("Yes, write to me.")).not_to_be_checked()


def test_marketing_sees_nothing_of_the_editing_of_articles(desk, marketer, island):
    article = ArticleFactory()
    looking = desk(marketer)
    assert {"Marketing", "Pages", "Images"} <= set(looking.menu())
    assert not {"Articles", "Topics and series"} & set(looking.menu())
    looking.open(f"pages/{article.pk}/edit/")
    looking.expect_message("do not have permission")
    looking.open(f"pages/add/articles/articlepage/{article.get_parent().pk}/")
    looking.expect_message("do not have permission")


def test_an_editor_is_refused_what_readers_left_behind(desk, editor, island):
    lead = asked("ann@example.com").person
    looking = desk(editor)
    assert "Marketing" not in looking.menu()
    ledgers = ("leads", f"leads/inspect/{lead.pk}", "guidebook-files", "guidebook-downloads", "consents", "deliveries")
    for ledger in ledgers:
        assert looking.open(f"marketing/{ledger}/") == 403, ledger
        assert lead.email not in looking.page.content()
    for form in ("csv", "xlsx"):
        assert looking.page.request.get(f"/admin/marketing/leads/?export={form}").status == 403
