from django.db import models


class ListedArticle(models.Model):
    """An article's place in one of the lists that readers see below one page.

    Kept by `articles.listing.relist`, so that any page of a list is found in an index, however many articles there are.
    """

    wagtail_reference_index_ignore = True

    below = models.PositiveBigIntegerField()  # The key of a page that the article stands below.
    name = models.CharField(max_length=60)  # As `articles.lists` has it.
    at = models.DateTimeField()
    # The release before deletes articles without knowing of these rows, while an upgrade goes on.
    article = models.ForeignKey(
        "articles.ArticlePage", on_delete=models.CASCADE, related_name="listed", db_constraint=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["below", "name", "at", "article"], name="place_in_list")]

    def __str__(self) -> str:
        return f"{self.name} below {self.below}"
