from articles.models.articles import ArticleAuthor, ArticlePage, ArticleTag
from articles.models.authors import AuthorPage
from articles.models.comments import Comment
from articles.models.imports import ImportedItem, ImportEntry, ImportRun
from articles.models.index import ArticleIndexPage
from articles.models.likes import Like, Reception
from articles.models.listing import ListedArticle
from articles.models.taxonomy import Series, Tag, Topic
from articles.models.templates import ArticleTemplate

__all__ = [
    "ArticleAuthor",
    "ArticleIndexPage",
    "ArticlePage",
    "ArticleTag",
    "ArticleTemplate",
    "AuthorPage",
    "Comment",
    "ImportEntry",
    "ImportRun",
    "ImportedItem",
    "Like",
    "ListedArticle",
    "Reception",
    "Series",
    "Tag",
    "Topic",
]
