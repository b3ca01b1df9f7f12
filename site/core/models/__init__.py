from core.models.assignments import Assignment
from core.models.backups import Backup
from core.models.cards import SocialCard
from core.models.clearings import Clearing
from core.models.drafts import SharedDraft
from core.models.images import SiteImage, SiteRendition
from core.models.jobs import ScheduledJob
from core.models.limits import Count
from core.models.links import ExternalAddress, LinkScan, PageLink
from core.models.mail import QueuedMail
from core.models.pages import BasePage
from core.models.settings import SiteSettings
from core.models.users import User
from core.models.versions import VersionName

__all__ = [
    "Assignment",
    "Backup",
    "BasePage",
    "Clearing",
    "Count",
    "ExternalAddress",
    "LinkScan",
    "PageLink",
    "QueuedMail",
    "ScheduledJob",
    "SharedDraft",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
    "SocialCard",
    "User",
    "VersionName",
]
