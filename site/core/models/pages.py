"""What every page of the site has, whatever its type."""

from http import HTTPMethod
from typing import Any, Self

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import Page, PagePermissionTester, PageViewRestriction, Revision

from core import head_previews
from core.models.cards import SocialCard
from core.models.images import SiteImage
from core.models.previews import ReaderLanguageMixin
from core.page_forms import BasePageForm
from core.page_store import tags
from core.page_store.recording import depends_on
from core.publishing import RULES_OF_ALL, Fault, NotReadyError, PublishRule, faults_of, unfinished
from core.readiness import ReadinessPanel
from core.sharing import CardText, SharedPicture, picture_of_card, picture_of_image
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
        help_text=_("Shown when the page is shared. Without one, a card with the title is drawn for it."),
    )
    no_index = models.BooleanField(
        _("hide from search engines"), default=False, help_text=_("Asks search engines not to list this page.")
    )

    # Fields: what this page is excused from by somebody who may
    excused_rules = models.JSONField(_("publish although"), default=list, blank=True)
    excuse = models.CharField(
        _("reason"), max_length=300, blank=True, help_text=_("Stands in the history of the page for everybody to read.")
    )

    base_form_class = BasePageForm
    publish_rules: tuple[PublishRule, ...] = RULES_OF_ALL

    content_panels: list[Panel] = [ReadinessPanel(), *Page.content_panels]
    promote_panels: list[Panel] = [
        MultiFieldPanel(
            ["slug", FieldPanel("seo_title"), FieldPanel("search_description"), "social_image", "no_index"],
            heading=_("For search engines and sharing"),
        ),
        MultiFieldPanel(["show_in_menus"], heading=_("For site menus")),
        MultiFieldPanel(
            [
                FieldPanel("excused_rules", permission="core.excuse_publish_rules"),
                FieldPanel("excuse", permission="core.excuse_publish_rules"),
            ],
            heading=_("Publish all the same"),
        ),
    ]

    # The fields with what stands in for a description and a picture that were not written for sharing.
    summary_field: str = ""
    picture_field: str = ""
    # The page itself, and what others will show of it.
    preview_modes: list[tuple[str, Any]] = [("", _("Page")), *head_previews.MODES]
    # What `home.routing` reads together with the page, since its template shows it.
    shown_relations: tuple[str, ...] = ("locale", "social_image", "social_card")
    # What it may be asked; one with a form of its own, POST as well.
    allowed_http_methods: list[HTTPMethod] = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]
    # The parameters of its address that make it answer otherwise. `page` numbers the pages of a list.
    known_parameters: tuple[str, ...] = ()
    # Whether this page or one above it asks for a password or login, when whoever read the page has found that out.
    restricted: bool | None = None
    # The pages from the home page down to this one, when routing has read them already.
    routed_ancestors: list[Page] | None = None

    class Meta:
        abstract = True

    @classmethod
    def for_readers(cls) -> models.QuerySet[Self]:
        """The pages of this type with what their template shows."""
        return cls._default_manager.select_related(*cls.shown_relations)

    def permissions_for_user(self, user: AbstractUser | AnonymousUser) -> PagePermissionTester:
        return TypedPagePermissionTester(user, self)

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        if self.restricted is False:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def begin_translation(self) -> None:
        """Forgets what a translation has not in common with its original; a page type adds its own."""

    @property
    def is_published(self) -> bool:
        """Whether every reader may see this page: what others show of it hangs on that. Asks only if nobody has."""
        if self.live and self.restricted is None:
            self.restricted = self.get_view_restrictions().exists()
        return self.live and not self.restricted

    @property
    def publish_faults(self) -> list[Fault]:
        """What stands between this version of the page and its readers (see `core.publishing`)."""
        return faults_of(self)

    def publish(self, revision: Revision, user: AbstractUser | None = None, **kwargs: Any) -> None:
        """As Wagtail's; raises `NotReadyError` where a person publishes what is not ready, say from a list."""
        if user:
            page = revision.as_object()
            if faults := [*unfinished(page), *faults_of(page)]:
                raise NotReadyError(page, faults)
        super().publish(revision, user=user, **kwargs)

    @property
    def meta_title(self) -> str:
        """The title for search results and shared links."""
        return self.seo_title or self.title or ""

    @property
    def meta_description(self) -> str:
        """The description for search results and shared links."""
        return self.search_description or (getattr(self, self.summary_field) if self.summary_field else "")

    @property
    def own_picture(self) -> SiteImage | None:
        """The picture that the page shows, if it has one; it stands on the card that is drawn for shared links."""
        return getattr(self, self.picture_field) if self.picture_field else None

    def card_text(self) -> CardText:
        """What the card says that is drawn for shared links where no editor chose a picture (`core.cards`)."""
        return CardText(title=self.title, picture=self.own_picture, seed=self.pk or 0)

    def shared_picture(self, base_url: str) -> SharedPicture | None:
        """The picture for shared links: the chosen one, else the card, else the page's own until there is a card."""
        card = getattr(self, "social_card", None)
        if self.social_image is None and card and card.file:
            return picture_of_card(card, base_url, self.title)
        return picture_of_image(self.social_image or self.own_picture, base_url, alt=self.title)

    def make_preview_request(
        self, original_request: HttpRequest | None = None, preview_mode: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """What others will show is taken from the page as it is previewed, under the address that it is to have.

        Not by `serve_preview`, which page types with routes or forms answer themselves.
        """
        if preview_mode not in dict(head_previews.MODES):
            return super().make_preview_request(original_request, preview_mode, *args, **kwargs)
        if not self.is_site_root():
            self.set_url_path(self.get_parent())
        response = super().make_preview_request(original_request, self.default_preview_mode, *args, **kwargs)
        return head_previews.show(self, preview_mode or "", response)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `canonical_url` (absolute) and `structured_data` (a list of JSON-LD objects, https://schema.org)."""
        depends_on(tags.row(SocialCard, self.pk))  # Also while there is none.
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

    def listings(self) -> dict[str, Any]:
        """The lists that the page stands in while it is published, and by what it has its place there.

        Where either changes, all that shows the list is rendered anew (`core.page_store`).
        """
        return {tags.published(type(self)): (self.title, self.no_index)}

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        return [] if self.no_index else super().get_sitemap_urls(request)
