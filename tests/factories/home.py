import factory
import wagtail_factories

from home.models import ContentPage, HomePage, LandingPage
from tests.factories.blocks import paragraph, stream


class LandingPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = LandingPage

    parent = factory.LazyFunction(lambda: HomePage.objects.get())
    title = factory.Sequence(lambda number: f"Offer {number}")


class ContentPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = ContentPage

    parent = factory.LazyFunction(lambda: HomePage.objects.get())
    title = factory.Sequence(lambda number: f"About {number}")
    body = factory.LazyFunction(lambda: stream(paragraph("We keep what we promise.")))
