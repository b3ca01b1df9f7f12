"""People, guidebooks and what passes between them. People are made by the services, as the forms make them."""

from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import factory
import wagtail_factories
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.test import Client

from core.stamps import Stamp
from newsletter import letters, services
from newsletter.letters import Letter
from newsletter.models import (
    Delivery,
    GuidebookDownload,
    GuidebookFile,
    GuidebookFormField,
    GuidebookIndexPage,
    GuidebookPage,
    GuidebookSubmission,
    Person,
    Popup,
)
from tests.factories.blocks import stream

WORDING = "Yes, write to me once a month."
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def zip_bytes(**members: bytes) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


class GuidebookFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuidebookFile

    title = factory.Sequence(lambda number: f"Ten principles {number}")
    version = "1st edition"
    file = factory.LazyFunction(lambda: ContentFile(PDF, "manuscript, final.pdf"))
    page_count = 12


class GuidebookPageFactory(wagtail_factories.PageFactory):
    """A published guidebook with a file, a newsletter box, and no field beside the address."""

    class Meta:
        model = GuidebookPage

    parent = factory.LazyFunction(lambda: GuidebookIndexPage.objects.get(locale__language_code="en-gb"))
    title = factory.Sequence(lambda number: f"10 principles {number}")
    slug = factory.Sequence(lambda number: f"principles-{number}")
    standfirst = "Ten habits, one evening."
    contents = factory.LazyFunction(
        lambda: stream({"type": "chapter", "value": {"title": "Say what you decided", "text": "And what not."}})
    )
    sample = "<p>The first page of it.</p>"
    guidebook_file = factory.SubFactory(GuidebookFileFactory)
    newsletter_wording = WORDING


def add_fields(page: GuidebookPage, *fields: dict[str, Any]) -> GuidebookPage:
    """Gives the page form fields, each `{label, field_type, …}`, as the form builder does."""
    for order, field in enumerate(fields):
        GuidebookFormField.objects.create(page=page, sort_order=order, **{"field_type": "singleline", **field})
    return GuidebookPage.objects.get(pk=page.pk)


def asked(address: str = "ann@example.com", page: GuidebookPage | None = None, **kwargs: Any) -> GuidebookSubmission:
    """Somebody asks for a guidebook; with `wording=…`, for the newsletter too."""
    page = page or GuidebookPage.objects.first() or GuidebookPageFactory()
    return services.request_guidebook(page, address=address, answers=kwargs.pop("answers", {}), **kwargs)


def subscriber(address: str = "ann@example.com", wording: str = WORDING) -> Person:
    """Somebody who signed up and confirmed."""
    consent = services.sign_up(address=address, wording=wording)
    services.confirm(consent)
    return Person.objects.get(pk=consent.person_id)


def latest_download() -> GuidebookDownload:
    return GuidebookDownload.objects.latest("pk")


def latest_mail() -> Delivery:
    return Delivery.objects.latest("pk")


def fill_in(client: Client, path: str, *, seconds: float = 5, placement: str = "", **answers: Any) -> Any:
    """What a browser does with the form of a page: it sends what came with it, after the time that a person takes.

    With `placement`, as if the form had stood somewhere else.
    """
    form = BeautifulSoup(client.get(path).content, "html.parser").select_one("main form[method=post]")
    came_with_it = {field["name"]: field.get("value", "") for field in form.select("[type=hidden], [tabindex='-1']")}
    changes = {"placement": placement} if placement else {}
    stamp = aged(came_with_it["stamp"], seconds, **changes)
    return client.post(form["action"].partition("#")[0], {**came_with_it, "stamp": stamp, **answers})


def aged(stamp: str, seconds: float = 5, **changes: Any) -> str:
    """The stamp as if it had been made so long ago."""
    read = Stamp.read(stamp)
    assert read
    return replace(read, time=read.time - seconds, **changes).sign()


def letter_of(delivery: Delivery) -> Letter:
    """What a mail would say if it were sent now."""
    values, person = delivery.context["values"], delivery.person
    return letters.compose(delivery.kind, person.locale, values, letters.urls(delivery), letters.brand())


class PopupFactory(factory.django.DjangoModelFactory):
    """A live popup that any reader may see once they have read a bit."""

    class Meta:
        model = Popup
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Popup {number}")
    is_live = True
    guidebook = factory.SubFactory(GuidebookPageFactory)
    heading = "Join Leaders Island and receive a free book of guidelines"
    text = "Ten habits, each with an exercise for tomorrow."

    @factory.post_generation
    def topics(self, create: bool, topics: Any, **kwargs: Any) -> None:
        if create and topics:
            self.topics.set(topics)
