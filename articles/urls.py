"""What readers send from an article, and what the mails about it lead to."""

from django.urls import path

from articles.views import comments, likes
from core.middleware import mailed_link, public_form

app_name = "readers"

urlpatterns = [
    path("like/<key:pk>/", public_form(likes.like), name="like"),
    path("comment/<key:pk>/", public_form(comments.CommentView.as_view()), name="comment"),
    path("comment/sent/", comments.SentView.as_view(), name="comment_sent"),
    path("comment/reported/", comments.ReportedView.as_view(), name="comment_reported"),
    path("comments/<key:pk>/", comments.FurtherCommentsView.as_view(), name="comments"),
    path("report/<key:pk>/", public_form(comments.ReportView.as_view()), name="report"),
    path("confirm/<str:token>/", mailed_link(comments.ConfirmView.as_view()), name="confirm"),
    path("replies/<str:token>/", mailed_link(comments.StopRepliesView.as_view()), name="replies"),
]
