"""Who gave us an address, and what they agreed to. Imports nothing of the app, so that everything may stand on it."""

from typing import Any, NoReturn, Self
from uuid import uuid4

from django.contrib.admin import display
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase


class NewsletterState(models.TextChoices):
    NONE = "none", _("not asked for")
    ASKED = "asked", _("asked for, not confirmed")
    CONFIRMED = "confirmed", _("subscribed")
    WITHDRAWN = "withdrawn", _("unsubscribed")


class PersonQuerySet(models.QuerySet["Person"]):
    def to_be_mailed(self) -> Self:
        """Who gets a newsletter that is sent today: they confirmed, did not leave since, and have not paused it.

        Whoever sends one asks this and nothing else. A stop mark needs no question: only the confirmation that makes a
        subscriber lifts it.
        """
        not_paused = models.Q(paused_until=None) | models.Q(paused_until__lte=timezone.localdate())
        return self.filter(not_paused, newsletter=NewsletterState.CONFIRMED)


class Person(models.Model):
    """One row for each address. Written by `newsletter.services` only."""

    uuid = models.UUIDField(_("identifier in links"), default=uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), help_text=_("In its normal form: see core.addresses."))
    name = models.CharField(pgettext_lazy("person", "name"), max_length=200, blank=True)
    locale = models.CharField(_("language"), max_length=16, blank=True)
    newsletter = models.CharField(
        _("newsletter"),
        max_length=10,
        choices=NewsletterState,
        default=NewsletterState.NONE,
        help_text=_("What the receipts of consent come to, kept here so that lists can be filtered quickly."),
    )
    source = models.CharField(
        _("source"),
        max_length=100,
        blank=True,
        help_text=_("Where the person came from first: the campaign's source, else the site that linked here."),
    )
    first_touch = models.JSONField(_("first touch"), default=dict, blank=True)
    last_touch = models.JSONField(_("last touch"), default=dict, blank=True)
    paused_until = models.DateField(_("newsletter paused until"), null=True, blank=True)
    pending_email = models.EmailField(
        _("new address"), blank=True, help_text=_("Asked for, and not confirmed by a mail to it yet.")
    )
    created_at = models.DateTimeField(_("first seen"), auto_now_add=True, db_index=True)

    objects = PersonQuerySet.as_manager()
    tags = TaggableManager(through="newsletter.TaggedPerson", blank=True, verbose_name=_("tags"))

    # A reader is no content that something could be 'used in'.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("change", "view")
        # Rather than `unique` and `db_index`, which make a second index for LIKE on PostgreSQL: each costs every form.
        constraints = [models.UniqueConstraint(fields=["email"], name="one_person_an_address")]
        indexes = [
            models.Index(fields=["name"], name="person_by_name"),
            models.Index(fields=["newsletter"], name="person_by_newsletter"),
            models.Index(fields=["source"], name="person_by_source"),
        ]
        permissions = [
            ("erase_person", _("Can erase a lead")),
            ("merge_person", _("Can merge leads")),
            ("import_person", _("Can import leads")),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def gets_newsletter_mail(self) -> bool:
        """Whether there is something that an 'unsubscribe' in a mail could end."""
        return self.newsletter in {NewsletterState.ASKED, NewsletterState.CONFIRMED}

    # Columns of the list of leads, which prefetches what they read; see `newsletter.lead_rows` for its export

    def guidebooks(self) -> str:
        return ", ".join(dict.fromkeys(str(submission) for submission in self.submissions.all()))

    @display(description=_("tags"))
    def tag_names(self) -> str:
        return ", ".join(sorted(tag.name for tag in self.tags.all()))

    def latest_consent(self, action: str) -> "Consent | None":
        return next((consent for consent in self.consents.all() if consent.action == action), None)


class PersonTag(TagBase):
    """A word that marketing puts to people; apart from the tags of articles, which readers see."""

    class Meta:
        verbose_name = _("tag of a lead")
        verbose_name_plural = _("tags of leads")
        default_permissions = ()


class TaggedPerson(ItemBase):
    tag = models.ForeignKey(PersonTag, on_delete=models.CASCADE, related_name="people")
    content_object = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tagged")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="one_tag_a_person")]


class ReceiptChangedError(TypeError):
    """Raised on an attempt to change or delete what must stay as it was written."""


class ConsentQuerySet(models.QuerySet["Consent"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise ReceiptChangedError("A receipt of consent cannot be changed.")

    def delete(self) -> NoReturn:
        raise ReceiptChangedError("A receipt of consent is deleted only when its person is erased.")

    def after(self, consent: "Consent") -> Self:
        """What the same person said of the same purpose later."""
        return self.filter(person=consent.person_id, purpose=consent.purpose, pk__gt=consent.pk)

    def move(self, person: Person, to: Person) -> int:
        """For the merge service alone."""
        return models.QuerySet(self.model, using=self.db).filter(person=person).update(person=to)

    def delete_all_of(self, person: Person) -> int:
        """For the erase service alone."""
        return models.QuerySet(self.model, using=self.db).filter(person=person)._raw_delete(self.db)


class Consent(models.Model):
    """A receipt: what was agreed to or withdrawn, in the words that were shown. Only ever added to."""

    class Purpose(models.TextChoices):
        NEWSLETTER = "newsletter", _("newsletter")

    class Action(models.TextChoices):
        GIVEN = "given", _("given")
        CONFIRMED = "confirmed", _("confirmed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Method(models.TextChoices):
        FORM = "form", _("a ticked box in a form")
        LINK = "link", _("a button behind a mailed link")
        ONE_CLICK = "one-click", _("the button of a mail program")
        IMPORT = "import", _("an import")
        STAFF = "staff", _("a member of the staff")

    uuid = models.UUIDField(_("identifier in links"), default=uuid4, unique=True, editable=False)
    # Found by the index of `person`, `purpose` and `id`.
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="consents", db_index=False, verbose_name=_("person")
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose, default=Purpose.NEWSLETTER)
    action = models.CharField(_("action"), max_length=10, choices=Action)
    wording = models.TextField(_("wording"), help_text=_("The exact words that stood beside the box."))
    method = models.CharField(_("how"), max_length=10, choices=Method, default=Method.FORM)
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("page")
    )
    # The proof outlives the page: what it was called and where it stood are written down.
    page_title = models.CharField(_("title of the page"), max_length=255, blank=True)
    page_url = models.CharField(_("address of the page"), max_length=255, blank=True)
    page_revision = models.PositiveBigIntegerField(_("revision of the page"), null=True)
    submission = models.ForeignKey(
        "newsletter.GuidebookSubmission",
        null=True,
        on_delete=models.SET_NULL,
        related_name="consents",
        verbose_name=_("submission"),
    )
    placement = models.CharField(_("placement"), max_length=40, blank=True)
    ip_hash = models.CharField(_("hash of the IP address"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)

    objects = ConsentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["person", "purpose", "-id"], name="consent_by_person")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.get_action_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ReceiptChangedError("A receipt of consent cannot be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ReceiptChangedError("A receipt of consent is deleted only when its person is erased.")

    @property
    def is_open(self) -> bool:
        """Whether this is a request that still waits for its confirmation."""
        if self.action != self.Action.GIVEN:
            return False
        answers = (self.Action.CONFIRMED, self.Action.WITHDRAWN)
        return not Consent.objects.after(self).filter(action__in=answers).exists()
