"""The pages on which guidebooks are offered. A form that is sent is handed to `newsletter.services`."""

from dataclasses import replace
from functools import partial
from http import HTTPMethod
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.forms.models import AbstractFormField, FormMixin
from wagtail.contrib.forms.panels import FormSubmissionsPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from core import head_previews
from core.blocks import SteadyStreamBlock
from core.limits import TooMuchHeldError
from core.models import BasePage, SiteImage
from core.offers import Offer
from core.pagination import paginate
from core.querysets import PublishedPageManager
from core.responses import HttpResponseSeeOther, asked_to_wait, keep_private
from core.sharing import CardText
from core.stamps import Stamp
from core.structured_data import collection_page, web_page
from newsletter import intake, known, tokens
from newsletter.admin_forms import GuidebookPageForm
from newsletter.blocks import ContentsItemBlock
from newsletter.forms import GuidebookForm, GuidebookFormBuilder
from newsletter.models.guidebooks import GuidebookFile, GuidebookSubmission
from newsletter.stamps import guidebook_form
from newsletter.tokens import Purpose

# For each guidebook the state that was published last, and the class of its form.
FORM_CLASSES: dict[Any, tuple[Any, type[GuidebookForm]]] = {}


class GuidebookIndexPage(BasePage):
    """All guidebooks."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["newsletter.GuidebookPage"]
    max_count_per_parent = 1
    page_description = _("All guidebooks")
    known_parameters = ("page",)

    summary_field = "introduction"
    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, "introduction"]

    class Meta:
        verbose_name = _("guidebook index")
        verbose_name_plural = _("guidebook indexes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `guidebooks`, a page of them."""
        guidebooks = GuidebookPage.objects.published().child_of(self).select_related("cover").order_by("path")
        guidebooks = paginate(request, guidebooks)
        context = super().get_context(request, *args, **kwargs)
        context["structured_data"].append(self.collection(request, guidebooks))
        return {**context, "guidebooks": guidebooks}

    def collection(self, request: HttpRequest, guidebooks: Any) -> dict[str, Any]:
        """What this page lists, for machines."""
        url = self.get_full_url(request) or ""
        if guidebooks.number > 1:
            url = f"{url}?page={guidebooks.number}"
        items = [(guidebook.title, guidebook.get_full_url(request) or "") for guidebook in guidebooks]
        language = self.locale.language_code if self.locale_id else ""
        return collection_page(url, self.meta_title, self.meta_description, language, items, guidebooks.start_index())


class GuidebookFormField(AbstractFormField):
    """A field that marketing added. The address is always there and no field of this kind."""

    page = ParentalKey("newsletter.GuidebookPage", on_delete=models.CASCADE, related_name="form_fields")

    def get_field_clean_name(self) -> str:
        """A draft may hold several fields without a label yet, so each of them has a name for the time being."""
        return super().get_field_clean_name() if self.label else f"unnamed_{id(self)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the name for good only once there is a label to make it from."""
        if self.label:
            super().save(*args, **kwargs)
        else:
            super(AbstractFormField, self).save(*args, **kwargs)


class GuidebookPage(FormMixin, Offer, BasePage):
    """A guidebook: what is in it, a part of it to read, and the form that has its link mailed."""

    parent_page_types = ["newsletter.GuidebookIndexPage"]
    subpage_types: list[str] = []
    page_description = _("A file that readers ask for by mail")
    known_parameters = (known.PARAMETER, "thanks")
    allowed_http_methods = [*BasePage.allowed_http_methods, HTTPMethod.POST]
    base_form_class = GuidebookPageForm

    # Fields: what is offered
    standfirst = models.TextField(
        _("standfirst"), max_length=400, help_text=_("What the reader gets out of it. Shown on cards too.")
    )
    cover = models.ForeignKey(
        SiteImage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("cover")
    )
    contents = StreamField(
        SteadyStreamBlock([("chapter", ContentsItemBlock())]), blank=True, verbose_name=_("contents")
    )
    sample_heading = models.CharField(
        _("heading of the sample"), max_length=120, blank=True, default="Read a page of it"
    )
    sample = RichTextField(
        _("sample"), blank=True, features=["h3", "bold", "italic", "ol", "ul", "blockquote"],
        help_text=_("Readable without giving an address."),
    )  # fmt: skip
    guidebook_file = models.ForeignKey(
        GuidebookFile, null=True, on_delete=models.SET_NULL, related_name="pages", verbose_name=_("file")
    )
    link_valid_days = models.PositiveSmallIntegerField(
        _("days that the link is valid"), default=7, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )

    # Fields: the form
    newsletter_wording = models.TextField(
        _("words beside the newsletter box"),
        max_length=1000,
        blank=True,
        help_text=_("Empty: no box. It is never ticked beforehand."),
    )
    double_opt_in = models.BooleanField(
        _("confirm the newsletter by mail"),
        default=True,
        help_text=_("Whoever ticks the box is on the list once they press a button behind the mailed link."),
    )
    keep_days = models.PositiveSmallIntegerField(
        _("days that requests are kept"),
        null=True,
        blank=True,
        help_text=_("After them a request and all that belongs to it is removed. Empty: kept until the person leaves."),
    )
    mail_note = models.TextField(
        _("what mail follows"),
        max_length=400,
        default="You get one mail, with the link to your copy. Nothing more, unless you ask for it.",
        help_text=_("Stands at the form, so that readers know what they agree to."),
    )
    button_label = models.CharField(_("words on the button"), max_length=60, default="Send me the guidebook")

    # Fields: the mail and the thank-you page
    mail_text = models.TextField(
        _("words in the mail"),
        max_length=1000,
        blank=True,
        help_text=_("Stand above the button that leads to the file."),
    )
    thank_you_heading = models.CharField(_("heading"), max_length=120, default="Thank you. The mail is on its way.")
    thank_you_text = RichTextField(
        _("text"),
        blank=True,
        features=["bold", "italic", "link", "ol", "ul"],
        default="<p>Open it, follow the link, and the guidebook is yours. If nothing has come in five minutes, look in "
        "your spam folder.</p>",
    )

    objects = PublishedPageManager()
    summary_field, picture_field = "standfirst", "cover"
    shown_relations = (*BasePage.shown_relations, "cover", "guidebook_file")
    preview_modes = [*FormMixin.preview_modes, *head_previews.MODES]

    content_panels = [
        *BasePage.content_panels,
        "standfirst",
        "cover",
        "contents",
        MultiFieldPanel(["sample_heading", "sample"], heading=_("Sample")),
        MultiFieldPanel(["guidebook_file", "link_valid_days"], heading=_("The file")),
        MultiFieldPanel(
            [
                HelpPanel(_("The e-mail address is always asked for, and first.")),
                InlinePanel("form_fields", heading=_("Further fields"), label=_("field")),
                "newsletter_wording",
                "double_opt_in",
                "mail_note",
                "button_label",
                "keep_days",
            ],
            heading=_("Form"),
        ),
        MultiFieldPanel(["thank_you_heading", "thank_you_text", "mail_text"], heading=_("What is said afterwards")),
        FormSubmissionsPanel(),
    ]

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("standfirst", boost=2),
        index.SearchField("contents"),
        index.SearchField("sample"),
    ]

    class Meta:
        verbose_name = _("guidebook")
        verbose_name_plural = _("guidebooks")

    def card_text(self) -> CardText:
        return replace(super().card_text(), eyebrow=gettext("Free guidebook"))

    def structured_data(self, request: HttpRequest) -> list[dict[str, Any]]:
        return [*super().structured_data(request), *web_page(self, request)]

    # The form

    @property
    def form_action(self) -> str:
        """Where the form is sent, wherever it stands; a page that was never saved has no answer."""
        return reverse("newsletter:ask", args=[self.pk]) if self.pk else ""

    def get_form_class(self) -> type[GuidebookForm]:
        return GuidebookFormBuilder(self.get_form_fields(), self.newsletter_wording.strip()).get_form_class()

    def get_published_form_class(self) -> type[GuidebookForm]:
        """The same, made once for each state of the page that was published; for pages as they are in the database."""
        state = (self.live_revision_id, self.last_published_at)
        known_state, form_class = FORM_CLASSES.get(self.pk, (None, GuidebookForm))
        if None in state or known_state != state:
            form_class = self.get_form_class()
            FORM_CLASSES[self.pk] = (state, form_class)
        return form_class

    def get_form(
        self, *args: Any, placement: str = "page", shown_on: Page | None = None, **kwargs: Any
    ) -> GuidebookForm:
        """The form as it stands in some place, by default on this page, with a stamp that says so."""
        form_class = kwargs.pop("form_class", None) or self.get_form_class()
        shown_on_id = shown_on.pk if shown_on else None
        wording = self.newsletter_wording.strip()
        kwargs.setdefault("auto_id", f"guidebook--{placement}-%s")
        stamp = Stamp(guidebook_form(self.pk), wording, self.live_revision_id, placement, shown_on_id)
        return form_class(*args, stamp=stamp, **{**kwargs, "page": self})

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, the same for everyone; the answer to it; or the thanks. Asks for no session and no user."""
        if request.method == "POST":
            return self.answer(request)
        if self.was_thanked(request.GET.get("thanks", "")):
            return self.render_landing_page(request)
        return self.render_form(request, self.form_for(request))

    def answer(self, request: HttpRequest) -> HttpResponse:
        """To the form, wherever it stood: it is stored and thanked for, or shown again here with what is wrong."""
        form = self.form_for(request, request.POST)
        if not form.is_valid():
            return self.render_form(request, form, status=400)
        try:
            key = intake.take_in(request, form, self, locale=self.locale.language_code)
        except TooMuchHeldError as error:
            return asked_to_wait(error, form, partial(self.render_form, request))
        thanks = tokens.make(Purpose.THANKS, key, form.cleaned_data["email"])
        return HttpResponseSeeOther(f"{self.get_url()}?thanks={thanks}")

    def form_for(self, request: HttpRequest, *data: Any) -> GuidebookForm:
        """The form as it stands on this page, without what we know of somebody who came by a link of their own."""
        form = self.get_form(*data, form_class=self.get_published_form_class() if data else None)
        person = known.person_in(request)
        if person:
            known.leave_out(form, person)
        return form

    def was_thanked(self, token: str) -> bool:
        """Whether the address was made by us, of late, for someone who sent a form."""
        try:
            tokens.read(Purpose.THANKS, token)
        except (tokens.ForgedError, tokens.ExpiredError):
            return False
        return True

    def render_form(self, request: HttpRequest, form: GuidebookForm, status: int = 200) -> TemplateResponse:
        context = {**self.get_context(request), "form": form}
        person = known.person_in(request)
        if person:
            url = known.link_for(person, self.get_url(request) or "")
            context = {**context, "action": url, "known_as": known.hint(person.email), "no_index": True}
        response = TemplateResponse(request, self.get_template(request), context, status=status)
        if {known.PARAMETER, "thanks"} & request.GET.keys():
            keep_private(response)
        return response

    def render_landing_page(
        self, request: HttpRequest, form_submission: GuidebookSubmission | None = None, *args: Any, **kwargs: Any
    ) -> TemplateResponse:
        token = request.GET.get("thanks")
        again = reverse("newsletter:send-again", args=[token]) if token else ""
        context = {**self.get_context(request), "no_index": True, "again": again}
        response = TemplateResponse(request, self.get_landing_page_template(request), context)
        keep_private(response)
        return response

    # What has come in

    def get_submission_class(self) -> type[GuidebookSubmission]:
        return GuidebookSubmission

    def get_submissions(self) -> models.QuerySet[GuidebookSubmission]:
        return super().get_submissions().select_related("person", "shown_on").prefetch_related("consents")

    def get_data_fields(self) -> list[tuple[str, Any]]:
        first, *added = super().get_data_fields()
        return [
            first,
            ("email", _("E-mail address")),
            *added,
            ("newsletter", _("Newsletter")),
            ("placement", _("Placement")),
            ("shown_on", _("Shown on")),
        ]

    def get_submissions_list_view_class(self) -> type:
        from newsletter.submissions import GuidebookSubmissionsView

        return GuidebookSubmissionsView
