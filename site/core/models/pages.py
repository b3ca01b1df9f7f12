"""What every page of the site has, whatever its type."""

from typing import Any

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import Page, PagePermissionTester, PageViewRestriction

from core.models.images import SiteImage
from core.models.previews import ReaderLanguageMixin
from core.structured_data import breadcrumb_list, organisation


class TypedPagePermissionTester(PagePermissionTester):
    """Wagtail grants rights on a part of the tree; this also asks for Django's permission on the page's type.

    So Marketing, who may add landing pages below the home page, cannot touch the articles that stand below it too.
    """

    def __init__(self, user: AbstractUser | AnonymousUser, page: Page) -> None:
        super().__init__(user, page)
        self.granted: set[str] = getattr(self, "permissions", set())
        if user.is_active and not user.is_superuser and not may(user, "change", page.specific_class or type(page)):
            self.permissions = self.granted & {"add"}

    def can_add_subpage(self) -> bool:
        if not super().can_add_subpage():
            return False
        return any(may(self.user, "add", model) for model in self.page.specific_class.creatable_subpage_models())

    def can_publish_subpage(self) -> bool:
        """Whether a page that the user may add here may go live at once, whatever they may do to this page itself."""
        return self.can_add_subpage() and (self.user.is_superuser or "publish" in self.granted)

    def can_edit(self) -> bool:
        return super().can_edit() and may(self.user, "change", self.page.specific_class or type(self.page))


def may(user: AbstractUser | AnonymousUser, action: str, page_type: type[Page]) -> bool:
    """Whether the user has Django's permission for this action on this type of page."""
    return user.has_perm(f"{page_type._meta.app_label}.{action}_{page_type._meta.model_name}")


class BasePage(ReaderLanguageMixin, Page):
    """The common fields and behaviour of all page types. Abstract: Wagtail's own page model stays (decision 0001)."""

    social_image = models.ForeignKey(
        SiteImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("social image"),
        help_text=_("Shown when the page is shared. Without one, the page's own picture or the site's is used."),
    )
    no_index = models.BooleanField(
        _("hide from search engines"), default=False, help_text=_("Asks search engines not to list this page.")
    )

    promote_panels: list[Panel] = [
        MultiFieldPanel(
            ["slug", FieldPanel("seo_title"), FieldPanel("search_description"), "social_image", "no_index"],
            heading=_("For search engines and sharing"),
        ),
        MultiFieldPanel(["show_in_menus"], heading=_("For site menus")),
    ]

    # What `home.routing` reads together with the page, since its template shows it.
    shown_relations: tuple[str, ...] = ("locale", "social_image")
    # Whether this page or one above it asks for a password or login, when whoever read the page has found that out.
    restricted: bool | None = None
    # The pages from the home page down to this one, when routing has read them already.
    routed_ancestors: list[Page] | None = None

    class Meta:
        abstract = True

    def permissions_for_user(self, user: AbstractUser | AnonymousUser) -> PagePermissionTester:
        return TypedPagePermissionTester(user, self)

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        if self.restricted is False:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    @property
    def is_published(self) -> bool:
        """Whether every reader may see this page: what others show of it hangs on that. Asks only if nobody has."""
        if self.live and self.restricted is None:
            self.restricted = self.get_view_restrictions().exists()
        return self.live and not self.restricted

    @property
    def meta_title(self) -> str:
        """The title for search results and shared links."""
        return self.seo_title or self.title or ""

    @property
    def meta_description(self) -> str:
        """The description for search results and shared links."""
        return self.search_description or getattr(self, "standfirst", "") or ""

    @property
    def sharing_image(self) -> SiteImage | None:
        """The picture for shared links: the chosen one, else the page's own."""
        return self.social_image or getattr(self, "hero_image", None)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `canonical_url` (absolute) and `structured_data` (a list of JSON-LD objects, https://schema.org)."""
        context = super().get_context(request, *args, **kwargs)
        context["canonical_url"] = self.get_full_url(request)
        context["breadcrumbs"] = self.breadcrumbs(request)
        context["structured_data"] = [organisation(request), *self.structured_data(request)]
        return context

    def breadcrumbs(self, request: HttpRequest) -> list[dict[str, str]]:
        """`{title, absolute url}` of each published page from the home page, called Home, down to this one."""
        if self.routed_ancestors is None:
            ancestors = self.get_ancestors().filter(depth__gt=1) if self.path else []
        else:
            ancestors = self.routed_ancestors
        pages = [*(page for page in ancestors if page.live), self]
        trail = [{"title": page.title, "url": page.get_full_url(request) or ""} for page in pages]
        return [{**trail[0], "title": pgettext("first of the breadcrumb", "Home")}, *trail[1:]]

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        """What this page says of itself to machines; a page type adds its own to the breadcrumb."""
        return breadcrumb_list(self.breadcrumbs(request))

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        return [] if self.no_index else super().get_sitemap_urls(request)
