"""One form, many places: in an article, on a landing page, in the footer; one list of what comes in."""

import re
from typing import Any

import pytest
from django.template import Context, Template
from wagtail.models import PageViewRestriction, Site

from core.stamps import Stamp
from newsletter.models import Consent, FooterForm, GuidebookSubmission, NewsletterSettings
from tests.factories import ArticleFactory, ContentPageFactory, LandingPageFactory, blocks
from tests.factories.newsletter import WORDING, PopupFactory, add_fields, aged

pytestmark = pytest.mark.django_db
PLACES = {"article": ArticleFactory, "content": ContentPageFactory, "landing": LandingPageFactory}
ADDRESS = "ann@example.com"


def page_with_form(place: str, guidebook: Any, **fields: Any) -> Any:
    name = "sections" if place == "landing" else "body"
    return PLACES[place](**{name: blocks.stream(blocks.guidebook(guidebook, with_form=True))}, **fields)


@pytest.fixture
def with_footer(newsletter_settings, guidebook):
    """Sets the form that stands in every page's footer."""

    def choose(form: FooterForm) -> None:
        NewsletterSettings.objects.update(footer_form=form, guidebook=guidebook)

    return choose


def filled_in(form: Any, **answers: Any) -> dict[str, Any]:
    """What a browser without script sends of a form."""
    given = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    return {**given, "stamp": aged(given["stamp"]), "email": ADDRESS, **answers}


def rendered(rf: Any, template: str, **context: Any) -> str:
    request = rf.get("/", headers={"host": "localhost"})
    return Template("{% load newsletter_tags %}" + template).render(Context({"request": request, **context}))


@pytest.mark.parametrize("place", PLACES)
def test_the_form_stands_in_an_article_and_on_a_page_and_says_where(client, guidebook, soup, place):
    page = page_with_form(place, guidebook)
    form = soup(client.get(page.url)).select_one("main .form-panel form")
    assert form["action"] == f"/newsletter/ask/{guidebook.pk}/#form--errors"
    response = client.post(form["action"].partition("#")[0], filled_in(form, newsletter="on"))
    assert response.status_code == 303
    submission = GuidebookSubmission.objects.get()
    assert (submission.page_id, submission.placement, submission.shown_on_id) == (guidebook.pk, place, page.pk)
    assert guidebook.get_submissions().get().get_data()["shown_on"] == page.title
    assert (Consent.objects.get().placement, Consent.objects.get().wording) == (place, WORDING)


def test_a_card_without_the_form_leads_to_it(client, guidebook, soup):
    page = ArticleFactory(body=blocks.stream(blocks.guidebook(guidebook)))
    html = soup(client.get(page.url)).main
    assert not html.select(".form-panel")
    assert html.select_one(".guidebook-card a.button")["href"] == guidebook.url


def test_a_card_from_before_there_was_a_choice_has_no_form(client, guidebook, soup):
    old = blocks.block("guidebook", {"page": guidebook.pk, "text": ""})
    assert not soup(client.get(ArticleFactory(body=blocks.stream(old)).url)).main.select(".form-panel")


def test_the_form_of_a_guidebook_that_is_not_published_stands_nowhere(client, guidebook, soup):
    page = page_with_form("article", guidebook)
    guidebook.unpublish()
    assert not soup(client.get(page.url)).select(".form-panel")


@pytest.mark.parametrize("restricted", ["page", "index above it"])
@pytest.mark.parametrize("kind", ["login", "password"])
def test_the_form_of_a_guidebook_that_not_everybody_may_see_stands_nowhere(
    client, guidebook, soup, with_footer, kind, restricted
):
    with_footer(FooterForm.GUIDEBOOK)
    page, popup = page_with_form("article", guidebook), PopupFactory(guidebook=guidebook)
    assert soup(client.get("/articles/")).select_one("footer form")
    assert soup(client.get(page.url)).select_one("main .form-panel")
    locked = guidebook if restricted == "page" else guidebook.get_parent()
    PageViewRestriction.objects.create(page=locked, restriction_type=kind, password="island")
    for path in ("/articles/", page.url):
        html = soup(client.get(path))
        assert not html.select(".form-panel")
        assert not html.select(f'a[href^="{guidebook.url}"]')
    assert NewsletterSettings.objects.get().offered_guidebook is None
    assert client.get(f"/newsletter/popups/{popup.pk}/").status_code == 404


def test_the_form_in_an_article_asks_what_the_form_on_its_page_asks(client, guidebook, soup):
    add_fields(guidebook, {"label": "Company"}, {"label": "Role", "field_type": "radio", "choices": "Lead\nMember"})
    names = [
        [field["name"] for field in soup(client.get(url)).select_one("main .form-panel").select("[name]:not([hidden])")]
        for url in (guidebook.url, page_with_form("article", guidebook).url)
    ]
    assert names[0] == names[1]
    assert {"email", "company", "role"} <= set(names[0])


def test_the_form_says_what_mail_follows_and_links_to_the_privacy_notice(client, guidebook, site_settings, soup):
    site_settings.privacy_page = ContentPageFactory(slug="privacy")
    site_settings.save()
    panel = soup(client.get(page_with_form("article", guidebook).url)).select_one(".form-panel")
    assert guidebook.mail_note in panel.get_text()
    assert panel.select("a[href='/privacy/']")


@pytest.mark.parametrize("chosen", FooterForm)
def test_marketing_chooses_the_form_in_the_footer(client, guidebook, soup, with_footer, chosen):
    with_footer(chosen)
    forms = soup(client.get("/articles/")).select("footer form[method=post]")
    assert len(forms) == (chosen != FooterForm.NONE)
    for form in forms:
        client.post(form["action"].partition("#")[0], filled_in(form, consent="on"))
    places = [*Consent.objects.values_list("placement"), *GuidebookSubmission.objects.values_list("placement")]
    assert places == [("footer",)] * len(forms)


@pytest.mark.parametrize("chosen", [FooterForm.NEWSLETTER, FooterForm.GUIDEBOOK])
def test_a_page_that_is_about_a_form_has_no_other_in_the_footer(client, guidebook, soup, with_footer, chosen):
    with_footer(chosen)
    for path in (guidebook.url, "/newsletter/sign-up/", "/newsletter/confirmed/", "/newsletter/confirm/forged/"):
        assert not soup(client.get(path)).select("footer form[method=post]"), path


def test_the_newsletter_is_not_offered_twice_on_one_page(client, soup, with_footer):
    with_footer(FooterForm.NEWSLETTER)
    landing = LandingPageFactory(sections=blocks.stream(blocks.sign_up()))
    for page in (ArticleFactory(), landing):
        html = soup(client.get(page.url))
        assert len(html.select("form[action^='/newsletter/sign-up/']")) == 1
        assert not html.select(".footer form[method=post]")


def test_ids_never_clash_though_several_forms_stand_on_one_page(client, guidebook, with_footer):
    with_footer(FooterForm.GUIDEBOOK)
    twice = [blocks.guidebook(guidebook, with_form=True), blocks.sign_up()] * 2
    html = client.get(LandingPageFactory(sections=blocks.stream(*twice)).url).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert len([name for name in ids if name.endswith("-email")]) == 5
    for names in re.findall(r'(?:for|aria-labelledby|aria-describedby)="([^"]+)"', html):
        assert set(names.split()) <= set(ids)


def test_a_field_may_be_called_like_a_part_of_the_form(client, guidebook):
    page = add_fields(guidebook, {"label": "Heading"}, {"label": "Errors"}, {"label": "Action"})
    html = client.post(page.url, {}).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_a_form_in_any_template_takes_its_placement_from_there(rf, guidebook):
    html = rendered(rf, '{% guidebook_form guidebook "popup" heading="Join us" level=3 %}', guidebook=guidebook)
    assert Stamp.read(re.search(r'name="stamp" value="([^"]+)"', html)[1]).placement == "popup"
    assert re.search(r"<h3[^>]+>Join us</h3>", html)
    assert rendered(rf, "{% guidebook_form nothing %}") == ""


def test_a_form_outside_a_page_stands_in_a_block(rf, newsletter_settings):
    assert 'id="sign-up--block-email"' in rendered(rf, "{% newsletter_sign_up %}")


def test_a_form_in_every_place_costs_no_query_of_its_own(client, guidebook, with_footer, django_assert_max_num_queries):
    """A page of a listing, whose footer holds the guidebook's form, and an article that holds it once more."""
    with_footer(FooterForm.GUIDEBOOK)
    add_fields(guidebook, {"label": "Company"}).save_revision().publish()
    article = page_with_form("article", guidebook)
    for path in ("/", "/articles/", article.get_parent().url, article.url):
        client.get(path)
        with django_assert_max_num_queries(12):
            client.get(path)


def test_a_changed_form_is_shown_at_once(client, guidebook, soup):
    page = page_with_form("article", guidebook)
    assert not soup(client.get(page.url)).select("[name=company]")
    guidebook.form_fields.add(guidebook.form_fields.model(label="Company", field_type="singleline"))
    guidebook.save_revision().publish()
    assert soup(client.get(page.url)).select("[name=company]")


def test_every_site_may_have_its_own_form_in_the_footer(rf, guidebook, newsletter_settings):
    assert NewsletterSettings.for_site(Site.objects.get()).footer_form == FooterForm.NONE
    assert rendered(rf, "{% footer_form %}") == ""
    assert Template("{% load newsletter_tags %}{% footer_form %}").render(Context()) == ""
