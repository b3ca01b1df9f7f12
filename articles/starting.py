"""How a new article begins: with one of the templates in its language, or with nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.admin.views.pages.create import CreateView

from articles.models import ArticleTemplate

PARAMETER = "template"
NOTHING = "none"


class NewArticleView(CreateView):
    """Asks first which template to begin with, where there are any. Nothing is saved before the form is."""

    def get(self, request: HttpRequest) -> HttpResponse:
        templates = ArticleTemplate.objects.filter(locale=self.parent_page.locale)
        known = {str(template.pk): template for template in templates}
        asked = request.GET.get(PARAMETER)
        if asked in known:
            known[asked].begin(self.page)
        elif known and asked != NOTHING:
            return self.ask(request, list(templates))
        response: HttpResponse = super().get(request)
        return response

    def ask(self, request: HttpRequest, templates: list[ArticleTemplate]) -> HttpResponse:
        context: dict[str, Any] = {"templates": templates, "parent_page": self.parent_page, "nothing": NOTHING}
        return TemplateResponse(request, "articles/admin/choose_template.html", context)
