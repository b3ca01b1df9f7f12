from core.models.images import SiteImage, SiteRendition
from core.models.jobs import ScheduledJob
from core.models.limits import Count
from core.models.mail import QueuedMail
from core.models.pages import BasePage
from core.models.settings import SiteSettings
from core.models.users import User

__all__ = ["BasePage", "Count", "QueuedMail", "ScheduledJob", "SiteImage", "SiteRendition", "SiteSettings", "User"]
