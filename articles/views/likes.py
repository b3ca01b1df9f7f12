"""What readers do with an article beside reading it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST

from articles import likes
from articles.models import ArticlePage


@require_POST
def like(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts a like, and leads back to the article; a script gets the number in words."""
    article = get_object_or_404(ArticlePage.objects.published(), pk=pk)
    number = likes.like(article, request)
    if request.headers.get("Accept") == "application/json":
        words = render_to_string("components/like_count.html", {"likes": number}, request).strip()
        response: HttpResponse = JsonResponse({"likes": number, "words": words})
    else:
        response = HttpResponseRedirect(f"{article.get_url(request)}#article--likes")
        response.status_code = 303
    add_never_cache_headers(response)
    return response
