from newsletter.models.guidebooks import GuidebookDownload, GuidebookFile, GuidebookSubmission
from newsletter.models.mail import Delivery
from newsletter.models.pages import GuidebookFormField, GuidebookIndexPage, GuidebookPage
from newsletter.models.people import Consent, NewsletterState, Person
from newsletter.models.settings import NewsletterSettings

__all__ = [
    "Consent",
    "Delivery",
    "GuidebookDownload",
    "GuidebookFile",
    "GuidebookFormField",
    "GuidebookIndexPage",
    "GuidebookPage",
    "GuidebookSubmission",
    "NewsletterSettings",
    "NewsletterState",
    "Person",
]
