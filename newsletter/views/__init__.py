from newsletter.views.confirm import ConfirmAgainView, ConfirmedView, ConfirmView
from newsletter.views.download import DownloadAgainView, DownloadView, SentAgainView
from newsletter.views.sign_up import SignUpThanksView, SignUpView
from newsletter.views.unsubscribe import RestoredView, UndoView, UnsubscribeView

__all__ = [
    "ConfirmAgainView",
    "ConfirmView",
    "ConfirmedView",
    "DownloadAgainView",
    "DownloadView",
    "RestoredView",
    "SentAgainView",
    "SignUpThanksView",
    "SignUpView",
    "UndoView",
    "UnsubscribeView",
]
