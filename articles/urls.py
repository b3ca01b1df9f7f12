"""What readers send from an article."""

from django.urls import path

from articles import views
from core.middleware import public_form

app_name = "readers"

urlpatterns = [
    path("like/<key:pk>/", public_form(views.like), name="like"),
]
