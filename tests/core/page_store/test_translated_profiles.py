"""Stored pages name a co-author by the profile in their language once the worker has seen that there is one."""

import pytest

from tests.core.page_store.conftest import ask
from tests.factories import ArticleFactory, AuthorFactory
from tests.factories.languages import translated

pytestmark = pytest.mark.django_db


def test_a_profile_that_is_translated_after_an_article_is_named_there_and_lists_it(site, run_jobs):
    ben = AuthorFactory(slug="ben")
    article = ArticleFactory(slug="ask", authors=[ben])
    version = translated(article, slug="pytaj", title="Pytaj dwa razy")
    profile = translated(ben)
    addresses = [version.get_url(), profile.get_url(), article.get_url()]
    before = [ask(site, address).body.decode() for address in addresses]
    assert 'href="/articles/ben/" rel="author"' in before[0]
    assert version.title not in before[1]
    run_jobs()
    after = [ask(site, address).body.decode() for address in addresses]
    assert 'href="/pl/articles/ben/" rel="author"' in after[0]
    assert version.title in after[1]
    assert 'href="/articles/ben/" rel="author"' in after[2]
