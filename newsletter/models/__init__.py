from newsletter.models.events import Event
from newsletter.models.guidebooks import GuidebookDownload, GuidebookFile, GuidebookSubmission
from newsletter.models.mail import Delivery
from newsletter.models.pages import GuidebookFormField, GuidebookIndexPage, GuidebookPage
from newsletter.models.people import Consent, NewsletterState, Person, PersonTag, TaggedPerson
from newsletter.models.popups import Popup
from newsletter.models.records import AccessEntry, RetentionRun
from newsletter.models.settings import FooterForm, NewsletterSettings
from newsletter.models.stops import StopMark
from newsletter.models.suspects import Suspect
from newsletter.models.wordings import Wording

__all__ = [
    "AccessEntry",
    "Consent",
    "Delivery",
    "Event",
    "FooterForm",
    "GuidebookDownload",
    "GuidebookFile",
    "GuidebookFormField",
    "GuidebookIndexPage",
    "GuidebookPage",
    "GuidebookSubmission",
    "NewsletterSettings",
    "NewsletterState",
    "Person",
    "PersonTag",
    "Popup",
    "RetentionRun",
    "StopMark",
    "Suspect",
    "TaggedPerson",
    "Wording",
]
