from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who works on the site. Readers are `newsletter.Person` and have no account."""

    class Meta(AbstractUser.Meta):
        permissions = [("excuse_publish_rules", _("Can publish a page against the rules, with a reason"))]

    @property
    def language(self) -> str:
        """That of the desk they sit at, and so of the mails that they get."""
        profile = getattr(self, "wagtail_userprofile", None)
        return str(profile.get_preferred_language()) if profile else settings.LANGUAGE_CODE
