"""Addresses in mails and of forms. None needs a cookie: what a signed token opens is proof enough (`mailed_link`)."""

from django.urls import path

from core.middleware import mailed_link, public_form
from newsletter import views

app_name = "newsletter"

urlpatterns = [
    path("ask/<key:pk>/", public_form(views.AskView.as_view()), name="ask"),
    path("sign-up/", public_form(views.SignUpView.as_view()), name="sign_up"),
    path("sign-up/thanks/", views.SignUpThanksView.as_view(), name="sign_up_thanks"),
    path("confirm/<str:token>/", mailed_link(views.ConfirmView.as_view()), name="confirm"),
    path("confirm/<str:token>/again/", mailed_link(views.ConfirmAgainView.as_view()), name="confirm-again"),
    path("confirmed/", views.ConfirmedView.as_view(), name="confirmed"),
    path("download/<str:token>/", mailed_link(views.DownloadView.as_view()), name="download"),
    path("download/<str:token>/again/", mailed_link(views.DownloadAgainView.as_view()), name="download-again"),
    path("sent/<str:token>/again/", mailed_link(views.SendAgainView.as_view()), name="send-again"),
    path("sent/", views.SentAgainView.as_view(), name="sent"),
    path("unsubscribe/<str:token>/", mailed_link(views.UnsubscribeView.as_view()), name="unsubscribe"),
    path("undo/<str:token>/", mailed_link(views.UndoView.as_view()), name="undo"),
    path("restored/", views.RestoredView.as_view(), name="restored"),
    path("my-data/", public_form(views.MyDataRequestView.as_view()), name="my_data"),
    path("my-data/sent/", views.MyDataSentView.as_view(), name="my_data_sent"),
    path("my-data/erased/", views.MyDataErasedView.as_view(), name="my_data_erased"),
    path("my-data/<str:token>/", views.MyDataView.as_view(), name="my-data"),
    path("my-data/<str:token>/erase/", mailed_link(views.EraseView.as_view()), name="my_data_erase"),
    path("my-data/<str:token>/<slug:action>/", mailed_link(views.MyDataActionView.as_view()), name="my_data_action"),
    path("my-comments/<str:token>/", views.MyCommentsView.as_view(), name="my-comments"),
    path("my-comments/<str:token>/download/", mailed_link(views.MyCommentsZipView.as_view()), name="my_comments_zip"),
    path("my-comments/<str:token>/erase/", mailed_link(views.EraseMyCommentsView.as_view()), name="my_comments_erase"),
    path("change-address/<str:token>/", mailed_link(views.ChangeAddressView.as_view()), name="change-address"),
    path("address-changed/", views.AddressChangedView.as_view(), name="address_changed"),
    path("stamp/", views.StampView.as_view(), name="stamp"),
    path("popups/<key:pk>/", views.PopupView.as_view(), name="popup"),
]
