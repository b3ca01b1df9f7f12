import pytest
from tests.factories import ArticleFactory
pytestmark = pytest.mark.e2e

@pytest.mark.parametrize("n", range(3))
def test_home(reader, n):
    from home.models import HomePage
    assert HomePage.objects.count() == 1
    ArticleFactory()
    reader.open("/")
    assert reader.heading() == "Leaders Island"
    reader.open("/articles/")
    print(reader.complaints, len(reader.requests), reader.foreign_requests, reader.requests)
