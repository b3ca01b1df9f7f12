import sys; sys.path.insert(0,"/work/main/tests/home")
import pytest
from tests.home.test_roles import *
pytestmark = pytest.mark.django_db
def test_dbg(client, editor_client, moderator_client, pages):
    author = pages[AuthorPage]
    r=editor_client.post(add_url(ArticlePage, author), article_form())
    article = ArticlePage.objects.get(slug="ask-twice")
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    r=moderator_client.post(url, article_form(**{"action-publish": "1"}))
    print(r.status_code, r.get("Location"), r.context and r.context["form"].errors)
    print(re.findall) if 0 else None
    if r.context: print([ (n, f.errors) for n,f in r.context["form"].formsets.items()])
    assert 0
