"""From a form in a request to what the services store: everything is prepared here, before the transaction begins."""

import json
from typing import Any
from uuid import UUID, uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from wagtail.models import Page

from core.http import client_ip, connection_of, ip_hash
from newsletter import attribution, services, spam
from newsletter.forms import StampedForm
from newsletter.services import FilledForm, Origin


def take_in(request: HttpRequest, form: StampedForm, guidebook: Any = None, **values: Any) -> UUID:
    """Stores a valid form, or quarantines it; the answer is what names it in the address of the thanks.

    A form that looks as if no person had sent it gets the same answer: whoever sent it learns nothing.
    """
    data, address = form.cleaned_data, form.cleaned_data["email"]
    answers = json.loads(json.dumps(form.answers, cls=DjangoJSONEncoder))
    key = key_of(form, answers)
    filled = FilledForm(
        key=key.hex,
        address=address,
        guidebook_id=guidebook.pk if guidebook else None,
        wording=form.agreed_wording,
        answers=answers,
        origin=origin_of(request, form, guidebook),
        **values,
    )
    signs = spam.signs(trap=data["homepage"], sent_stamp=data["stamp"], form=form.own_stamp.form, address=address)
    limits = spam.limits(sent_stamp=data["stamp"], address=address, ip=client_ip(request), is_suspect=bool(signs))
    services.take_in(filled, guidebook, signs, limits, connection_of(client_ip(request)))
    return key


def key_of(form: StampedForm, answers: dict[str, Any]) -> UUID:
    """The same for one copy of a form that is sent twice with the same answers; of any other there is no second."""
    stamp = form.cleaned_data["stamp"]
    if not stamp:
        return uuid4()
    sent = json.dumps([stamp, form.cleaned_data["email"], form.agreed_wording, answers])
    return UUID(bytes=salted_hmac("newsletter.intake", sent, algorithm="sha256").digest()[:16], version=4)


def origin_of(request: HttpRequest, form: StampedForm, guidebook: Any) -> Origin:
    """Where the form stood, as its stamp says. Without a stamp it stood nowhere that we know of."""
    stamp = form.sent_stamp
    shown_on = page_shown(stamp.shown_on, guidebook) if stamp else None
    page = guidebook or shown_on
    first_touch, last_touch = attribution.read(form.data, request.headers.get("Referer", ""))
    return Origin(
        placement=stamp.placement if stamp else "",
        ip_hash=ip_hash(request),
        page_id=page.pk if page else None,
        page_revision=stamp.revision if stamp else None,
        page_title=page.title if page else "",
        page_url=(page.get_url() or "") if page else "",
        shown_on_id=shown_on.pk if shown_on else None,
        first_touch=first_touch,
        last_touch=last_touch,
    )


def page_shown(pk: int | None, guidebook: Any) -> Page | None:
    """The page in which the form stood, while it is there; a guidebook's own is at hand."""
    if pk is None or (guidebook and pk == guidebook.pk):
        return guidebook
    return Page.objects.filter(pk=pk).first()
