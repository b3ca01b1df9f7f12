"""What readers see and send when they comment on an article."""

from functools import partial
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from articles import comment_mail, comments
from articles.comment_form import CommentForm, name_in_stamp
from articles.models import ArticlePage, Comment
from articles.threads import PORTION, in_order, portion
from core.limits import TooMuchHeldError
from core.pagination import paginate
from core.responses import HttpResponseSeeOther, asked_to_wait, keep_private
from core.sites import home_url
from core.stamps import fault

NOT_FOUND, CLOSED = 404, 403


class ReaderView(View):
    """A page of one heading and what belongs to it, which no cache keeps and no search engine lists."""

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        keep_private(response)
        return response

    def page(self, heading: Any, text: Any = "", template: str = "message", **context: Any) -> HttpResponse:
        status = context.pop("status", 200)
        context = {"heading": heading, "text": text, "meta_title": heading, "no_index": True, **context}
        return render(self.request, f"articles/comments/{template}.html", context, status=status)


class CommentView(ReaderView):
    """The form on a page of its own: for a reply, and for one that has to be looked at again."""

    article: ArticlePage

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.article = get_object_or_404(ArticlePage.objects.published().select_related("reception"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        reply = request.GET.get("reply", "")
        return self.form_page(CommentForm(initial={"reply": reply}, article=self.article), self.answered(reply))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = CommentForm(request.POST, article=self.article)
        parent = self.answered(request.POST.get("reply", ""))
        if not comments.are_open(self.article, request):
            return self.closed()
        if not form.is_valid():
            return self.form_page(form, parent, status=400)
        values = {name: form.cleaned_data[name] for name in ("name", "email", "text", "wants_replies")}
        wrong = fault(form.cleaned_data["stamp"], name_in_stamp(self.article))
        values |= {"parent": parent, "trap": form.cleaned_data["homepage"], "fault": wrong or ""}
        try:
            comments.take_in(self.article, request, **values)
        except TooMuchHeldError as error:
            return asked_to_wait(error, form, partial(self.form_page, parent=parent))
        return HttpResponseSeeOther(reverse("readers:comment_sent"))

    def answered(self, key: str) -> Comment | None:
        """The comment that a reply is meant for, while everybody sees it."""
        if not (key.isascii() and key.isdigit() and len(key) < 18):
            return None
        published = Comment.objects.filter(article=self.article, state=Comment.State.PUBLISHED)
        return published.select_related("parent").filter(pk=key).first()

    def form_page(self, form: CommentForm, parent: Comment | None, status: int = 200) -> HttpResponse:
        if not comments.are_open(self.article, self.request):
            return self.closed()
        heading = _("Reply to %(name)s") % {"name": parent.name} if parent else _("Write a comment")
        context = {"form": form, "answered": parent, "article": self.article}
        return self.page(heading, self.article.title, "form", status=status, **context)

    def closed(self) -> HttpResponse:
        text = _("The time for it is over. What has been written stays to be read.")
        way_back = {"link_url": self.article.get_url(self.request), "link_label": _("Back to the article")}
        return self.page(_("No more comments here"), text, status=CLOSED, **way_back)


class FurtherCommentsView(ReaderView):
    """What has no room below the article; the article's own address is the one for search engines."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        article = get_object_or_404(ArticlePage.objects.published().select_related("reception"), pk=pk)
        items = paginate(request, in_order(article.pk), PORTION)
        context = {
            "article": article,
            "further": items,
            "threads": portion(list(items)),
            "can_reply": comments.are_open(article, request),
            "canonical_url": article.get_full_url(request),
        }
        return self.page(_("What readers say"), article.title, "further", **context)


class MessageView(ReaderView):
    """Says that something is done. The same for every reader, and so no proof of anything."""

    http_method_names = ["get", "head", "options"]
    heading: Any = ""
    text: Any = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(self.heading, self.text, link_url=home_url(self.request), link_label=_("To the front page"))


class SentView(MessageView):
    heading = gettext_lazy("Look into your mail")
    text = gettext_lazy("We have sent you a link. Press the button behind it, and a moderator reads your comment.")


class ReportedView(MessageView):
    heading = gettext_lazy("Thank you for telling us")
    text = gettext_lazy("A comment that several readers report is taken down until a moderator has looked at it.")


class ReportView(ReaderView):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        readable = Comment.objects.filter(article__in=ArticlePage.objects.published(), state=Comment.State.PUBLISHED)
        comments.report(get_object_or_404(readable, pk=pk), request)
        return HttpResponseSeeOther(reverse("readers:comment_reported"))


class MailedLinkView(ReaderView):
    """A page that a mailed link opens. GET and HEAD only show it; its one button acts, by POST."""

    purpose: ClassVar[str]
    comment: Comment

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        comment = comment_mail.comment_of(self.purpose, kwargs["token"])
        if comment:
            self.comment = comment
            return super().dispatch(request, *args, **kwargs)
        text = _("It may be older than it may be, or a part of the address was lost on the way.")
        way_back = {"link_url": home_url(request), "link_label": _("To the front page")}
        response = self.page(_("This link leads nowhere"), text, status=NOT_FOUND, **way_back)
        keep_private(response)
        return response

    def way_back(self) -> dict[str, Any]:
        return {"link_url": self.comment.article.get_url(self.request), "link_label": _("To the article")}


class ConfirmView(MailedLinkView):
    purpose = comment_mail.CONFIRM

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        if self.comment.state != Comment.State.UNCONFIRMED:
            return self.done()
        text = _("This is what was written, we hope by you:")
        button = {"action": request.path, "button_label": _("Yes, this is mine")}
        return self.page(_("One press, and a moderator reads it"), text, comment=self.comment, **button)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        comments.confirm(self.comment)
        return self.done()

    def done(self) -> HttpResponse:
        text = _("Your comment is confirmed. It appears below the article once a moderator has read it.")
        return self.page(_("Thank you"), text, **self.way_back())


class StopRepliesView(MailedLinkView):
    """Answers a press of the page's button and a mail program's one-click POST (RFC 8058) alike."""

    purpose = comment_mail.REPLIES

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        if not self.comment.wants_replies:
            return self.done()
        text = _("One press is enough. The newsletter, if you get it, is another matter and stays as it is.")
        button = {"action": request.path, "button_label": _("No more mails about replies")}
        return self.page(_("Hear of no more replies?"), text, **button)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        comments.stop_replies(self.comment.email)
        return self.done()

    def done(self) -> HttpResponse:
        return self.page(_("That is all"), _("We write to you about replies no more."), **self.way_back())
