from newsletter.views.again import SendAgainView
from newsletter.views.ask import AskView
from newsletter.views.confirm import ConfirmAgainView, ConfirmedView, ConfirmView
from newsletter.views.download import DownloadAgainView, DownloadView, SentAgainView
from newsletter.views.my_comments import EraseMyCommentsView, MyCommentsView, MyCommentsZipView
from newsletter.views.my_data import (
    AddressChangedView,
    ChangeAddressView,
    EraseView,
    MyDataActionView,
    MyDataErasedView,
    MyDataRequestView,
    MyDataSentView,
    MyDataView,
)
from newsletter.views.popups import PopupView
from newsletter.views.sign_up import SignUpThanksView, SignUpView
from newsletter.views.stamps import StampView
from newsletter.views.unsubscribe import RestoredView, UndoView, UnsubscribeView

__all__ = [
    "AddressChangedView",
    "AskView",
    "ChangeAddressView",
    "ConfirmAgainView",
    "ConfirmView",
    "ConfirmedView",
    "DownloadAgainView",
    "DownloadView",
    "EraseMyCommentsView",
    "EraseView",
    "MyCommentsView",
    "MyCommentsZipView",
    "MyDataActionView",
    "MyDataErasedView",
    "MyDataRequestView",
    "MyDataSentView",
    "MyDataView",
    "PopupView",
    "RestoredView",
    "SendAgainView",
    "SentAgainView",
    "SignUpThanksView",
    "SignUpView",
    "StampView",
    "UndoView",
    "UnsubscribeView",
]
