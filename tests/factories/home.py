import factory
import wagtail_factories

from home.models import ContentPage, HomePage, LandingPage, SavedSection
from tests.factories.blocks import call_to_action, paragraph, stream


class LandingPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = LandingPage

    parent = factory.LazyFunction(lambda: HomePage.objects.get(locale__language_code="en-gb"))
    title = factory.Sequence(lambda number: f"Offer {number}")


class ContentPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ContentPage

    parent = factory.LazyFunction(lambda: HomePage.objects.get(locale__language_code="en-gb"))
    title = factory.Sequence(lambda number: f"About {number}")
    body = factory.LazyFunction(lambda: stream(paragraph("We keep what we promise.")))


class SavedSectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SavedSection

    name = factory.Sequence(lambda number: f"Section {number}")
    sections = factory.LazyFunction(lambda: stream(call_to_action("Take it with you")))
