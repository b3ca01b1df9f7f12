"""Every page and state that a reader can meet, furnished with all that can stand on it."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from core.footnotes import marker
from core.models import SiteSettings
from newsletter import known, services, tokens
from newsletter.models import Consent, FooterForm, GuidebookPage, NewsletterSettings
from newsletter.tokens import Purpose
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    ContentPageFactory,
    ImageFactory,
    LandingPageFactory,
    SeriesFactory,
    TopicFactory,
    blocks,
)
from tests.factories.newsletter import WORDING, GuidebookPageFactory, add_fields, asked, latest_download, subscriber

LONG_HEADLINE = "Święty spokój Konstantynopolitańczykowianeczki: dlaczego zespół nie potrzebuje źródeł natchnień"
STORM = "storm"  # A search for it breaks the server (see `conftest.storm`).
FIELDS = (
    {"label": "Name", "required": True, "help_text": "So that we can greet you."},
    {"label": "Your story", "field_type": "multiline", "required": False},
    {"label": "Team", "field_type": "number", "required": False},
    {"label": "Website", "field_type": "url", "required": False},
    {"label": "Role", "field_type": "dropdown", "choices": "Lead\nMember", "required": True},
    {"label": "Day", "field_type": "radio", "choices": "Monday\nFriday", "required": True},
    {"label": "Topics", "field_type": "checkboxes", "choices": "People\nDecisions", "required": True},
    {"label": "Places", "field_type": "multiselect", "choices": "Harbour\nIsland", "required": False},
    {"label": "I lead a team", "field_type": "checkbox", "required": False},
    {"label": "First day", "field_type": "date", "required": False},
    {"label": "Call me", "field_type": "datetime", "required": False},
    {"label": "Campaign", "field_type": "hidden", "default_value": "autumn"},
)


@dataclass(frozen=True)
class State:
    """An address as a reader meets it, after they have sent its form with these answers, if any."""

    path: str
    status: int = 200
    sent: dict[str, str] | None = field(default=None)


def furnish() -> dict[str, State]:
    """Fills the tree, and says where everything is."""
    picture = ImageFactory(width=900, height=600, credit="The archive", description="A quiet harbour")
    offer = furnish_guidebook(picture)
    sections = blocks.stream(*blocks.whole_landing_page(picture, offer))
    landing = LandingPageFactory(title="An evening on leading", sections=sections)
    furnish_frame(picture, offer, landing)
    return {
        **furnish_articles(picture, offer),
        **furnish_pages(picture, offer),
        "landing page": State(landing.url),
        "guidebooks": State("/guidebooks/"),
        "guidebook": State(offer.url),
        "guidebook with errors": State(offer.url, 400, {"email": "ann@example"}),
        "saved": State("/saved/"),
        "search": State("/search/"),
        "search with results": State("/search/?q=meeting"),
        "search without results": State("/search/?q=xylophone"),
        "search too long": State(f"/search/?q={'word+' * 60}", 400),
        "not found": State("/articles/nobody/", 404),
        "bad request": State("/search/?q=%00", 400),
        "server error": State(f"/search/?q={STORM}", 500),
        **furnish_letters(offer),
    }


def furnish_guidebook(picture: Any) -> GuidebookPage:
    page = GuidebookPageFactory(title="10 principles of an effective manager", slug="principles", cover=picture)
    GuidebookPageFactory(title="A second guidebook without a cover")
    return add_fields(page, *FIELDS)


def furnish_frame(picture: Any, offer: GuidebookPage, landing: Any) -> None:
    """Masthead, footer, front page, and the newsletter's words."""
    privacy = ContentPageFactory(title="Privacy notice", slug="privacy")
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.tagline = "Ten quiet minutes for people who lead people"
    settings.masthead_label, settings.masthead_page, settings.privacy_page = "Get the guidebook", offer, privacy
    settings.social_image = picture
    settings.footer_note = "All rights reserved."
    links = [blocks.link("Privacy", privacy), blocks.link("An evening", landing)]
    settings.footer_columns = json.dumps([{"type": "column", "value": {"heading": "About", "links": links}}])
    settings.save()
    newsletter = NewsletterSettings.for_site(settings.site)
    newsletter.wording, newsletter.guidebook, newsletter.footer_form = WORDING, offer, FooterForm.NEWSLETTER
    newsletter.save()
    home = settings.site.root_page.specific
    home.sections = blocks.stream(*blocks.whole_home_page(offer))
    home.save()


def whole_body(picture: Any, article: Any, offer: GuidebookPage) -> Any:
    """Every block, and enough headings for a table of contents."""
    return blocks.stream(
        *blocks.whole_vocabulary(picture, article, offer),
        blocks.heading("The third section"),
        blocks.heading("A part of it", "h3"),
        blocks.paragraph("See <a href='https://www.example.com/'>what others say</a> of meetings."),
        blocks.paragraph(f"One{marker('<p>A <b>note</b>.</p>')} and two{marker('<p>Another.</p>')}."),
        blocks.guidebook(offer, with_form=True),
        blocks.image(picture, width="full", decorative=True),
        blocks.image(picture),
    )


def furnish_articles(picture: Any, offer: GuidebookPage) -> dict[str, State]:
    people = TopicFactory(introduction="<p>What a <b>team</b> needs.</p>", image=picture)
    empty = TopicFactory(name="Empty")
    author = AuthorFactory(
        title="Zofia Święcicka",
        slug="zofia",
        portrait=picture,
        biography="<p>Reads <a href='/articles/'>everything</a>.</p>",
        links=blocks.stream(blocks.block("link", {"name": "Own site", "url": "https://www.example.com/"})),
    )
    second = AuthorFactory(title="Rafael Montesdeoca", slug="rafael")
    series = SeriesFactory(name="The second meeting")
    parts = [
        ArticleFactory(parent=author, title=f"Part {number}", series=series, series_position=number, topics=[people])
        for number in (1, 2)
    ]
    whole = ArticleFactory(
        parent=author,
        title=LONG_HEADLINE,
        slug="everything",
        standfirst="Why the second meeting matters more than the first.",
        hero_image=picture,
        hero_alt_text="Boats at anchor",
        hero_caption="Before sunrise",
        authors=[second],
        topics=[people],
        tags=["meetings"],
        series=series,
        series_position=3,
        coming_next="Part four, in spring",
        body=whole_body(picture, parts[0], offer),
    )
    for number in range(12):
        ArticleFactory(parent=second, title=f"On meetings {number}", topics=[people], tags=["meetings"])
    return {
        **ways_through(series, timezone.localtime(whole.published_at)),
        "home": State("/"),
        "articles": State("/articles/"),
        "older articles": State("/articles/?page=2"),
        "topic": State(f"/articles/topics/{people.slug}/"),
        "topic without articles": State(f"/articles/topics/{empty.slug}/"),
        "tag": State("/articles/tags/meetings/"),
        "author": State(author.url),
        "author without articles": State(AuthorFactory(title="Nobody yet", slug="nobody-yet").url),
        "article": State(whole.url),
        "bare article": State(parts[0].url),
    }


def ways_through(series: Any, published: Any) -> dict[str, State]:
    return {
        "topics": State("/articles/topics/"),
        "authors": State("/articles/authors/"),
        "all series": State("/articles/series/"),
        "series": State(f"/articles/series/{series.slug}/"),
        "archive": State("/articles/archive/"),
        "year": State(f"/articles/archive/{published:%Y}/"),
        "month": State(f"/articles/archive/{published:%Y/%m}/"),
    }


def furnish_pages(picture: Any, offer: GuidebookPage) -> dict[str, State]:
    *vocabulary, _ = blocks.whole_vocabulary(picture, None, offer)  # All but the article that belongs to articles.
    content = ContentPageFactory(title="About us", standfirst="Who we are.", body=blocks.stream(*vocabulary))
    quiet = [blocks.hero(picture), blocks.sign_up(), blocks.call_to_action()]
    plain = [blocks.feature_grid("Direction"), blocks.guidebook(offer, with_form=True), blocks.text()]
    locked = ContentPageFactory(title="For partners")
    PageViewRestriction.objects.create(page=locked, restriction_type=PageViewRestriction.PASSWORD, password="harbour")
    return {
        "content page": State(content.url),
        "landing page without menu": State(LandingPageFactory(show_menu=False, sections=blocks.stream(*quiet)).url),
        "landing page without hero": State(LandingPageFactory(sections=blocks.stream(*plain)).url),
        "page behind a password": State(locked.url),
    }


def furnish_letters(offer: GuidebookPage) -> dict[str, State]:
    """The pages behind mailed links, in each state that a link can be in."""

    def address(purpose: Purpose, row: Any) -> str:
        mailed_to = "gil@example.org" if purpose == Purpose.CHANGE_ADDRESS else getattr(row, "person", row).email
        return f"/newsletter/{purpose}/{tokens.make(purpose, row.uuid, mailed_to)}/"

    thanked = asked("ann@example.com", offer, answers={"name": "Ann"})
    plain = latest_download()
    asked("bob@example.com", offer, wording=WORDING)
    with_newsletter = latest_download()
    asked("cleo@example.com", offer)
    services.record_download(used := latest_download())
    waiting = services.sign_up(address="dan@example.com", wording=WORDING)
    staying, leaving = subscriber("eve@example.com"), subscriber("fay@example.com")
    services.unsubscribe(leaving)
    moving = subscriber("gil@example.com")
    services.ask_for_new_address(moving, "gil@example.org")
    confirmed = Consent.objects.filter(person=staying, action=Consent.Action.GIVEN).get()
    return {
        "thank-you": State(f"{offer.url}?thanks={tokens.make(Purpose.THANKS, thanked.uuid, thanked.person.email)}"),
        "guidebook of somebody known": State(known.link_for(used.person, offer.url)),
        "download": State(address(Purpose.DOWNLOAD, plain)),
        "download and newsletter": State(address(Purpose.DOWNLOAD, with_newsletter)),
        "used link": State(address(Purpose.DOWNLOAD, used), 410),
        "forged link": State("/newsletter/download/forged/", 404),
        "new link sent": State("/newsletter/sent/"),
        "own data": State(address(Purpose.MY_DATA, staying)),
        "own data of somebody who left": State(f"{address(Purpose.MY_DATA, leaving)}?done=unsubscribe"),
        "erasing oneself": State(f"{address(Purpose.MY_DATA, staying)}erase/"),
        "link to own data": State("/newsletter/my-data/"),
        "link to own data sent": State("/newsletter/my-data/sent/"),
        "own data erased": State("/newsletter/my-data/erased/"),
        "new address": State(address(Purpose.CHANGE_ADDRESS, moving)),
        "address changed": State("/newsletter/address-changed/"),
        "sign-up": State("/newsletter/sign-up/"),
        "sign-up with errors": State("/newsletter/sign-up/", 400, {"email": "dan"}),
        "signed up": State("/newsletter/sign-up/thanks/"),
        "confirm": State(address(Purpose.CONFIRM, waiting)),
        "confirmed": State("/newsletter/confirmed/"),
        "confirmed before": State(address(Purpose.CONFIRM, confirmed), 410),
        "unsubscribe": State(address(Purpose.UNSUBSCRIBE, staying)),
        "unsubscribed": State(address(Purpose.UNSUBSCRIBE, leaving)),
        "nothing to leave": State(address(Purpose.UNSUBSCRIBE, thanked.person)),
        "restored": State("/newsletter/restored/"),
    }
