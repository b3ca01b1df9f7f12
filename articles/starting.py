"""How a new article begins: with nothing, or with one of the templates in its language."""

from django.http import HttpRequest, HttpResponse
from wagtail.admin.views.pages.create import CreateView

from articles.models import ArticleTemplate
from articles.panels import PARAMETER


class NewArticleView(CreateView):
    """Fills the form with the template that the address names, and offers all. Nothing is saved before the form is."""

    def get(self, request: HttpRequest) -> HttpResponse:
        self.page.beginnings = ArticleTemplate.objects.filter(locale=self.locale)
        for template in self.page.beginnings:
            if str(template.pk) == request.GET.get(PARAMETER):
                template.begin(self.page)
        response: HttpResponse = super().get(request)
        return response
