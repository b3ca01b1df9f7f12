"""The step after the password, and the pages on which a second factor is set up, removed, or reset for somebody."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import RedirectURLMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView
from django_otp.models import Device
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from core.models import User
from core.sign_in import SlowedView
from core.two_factor import (
    check_tries,
    device_of,
    halfway_user,
    has_second_factor,
    let_in,
    new_recovery_codes,
    offer,
    qr_code,
    recovery_codes_left,
    remove,
    set_up,
    spoken_key,
    user_of,
    verified,
)

WRONG_CODE = _("This code is not right, or was used before.")


class UsersForm(forms.Form):
    """A form of which each attempt counts."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        check_tries(self.user)
        return super().clean() or {}


class CodeForm(UsersForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": "", "spellcheck": "false"}),
    )


class StepForm(CodeForm):
    device: Device

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        device = verified(self.user, cleaned.get("code", ""))
        if not device:
            raise ValidationError(WRONG_CODE)
        self.device = device
        return cleaned


class PasswordForm(UsersForm):
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.user.check_password(cleaned.get("password", "")):
            raise ValidationError(_("This is not your password."))
        return cleaned


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class StepView(SlowedView, RedirectURLMixin, FormView):
    """Asks whoever is halfway in for a code."""

    template_name = "core/admin/two_factor.html"
    form_class = StepForm
    next_page = "wagtailadmin_home"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated or not halfway_user(request):
            return redirect("wagtailadmin_login" if request.user.is_anonymous else self.get_success_url())
        if request.method == "POST" and "leave" in request.POST:
            logout(request)
            return redirect("wagtailadmin_login")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": halfway_user(self.request)}

    def form_valid(self, form: StepForm) -> HttpResponse:
        let_in(self.request, form.user, form.device)
        return super().form_valid(form)


@method_decorator(sensitive_post_parameters(), name="dispatch")
class OwnView(SlowedView, WagtailAdminTemplateMixin, FormView):
    """A page on one's own second factor."""

    header_icon = "key"
    page_title = _("Second factor")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        account = {"url": reverse("wagtailadmin_account"), "label": gettext("Account")}
        return [*self.breadcrumbs_items, account, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": user_of(self.request)}

    def show_codes(self, codes: list[str]) -> HttpResponse:
        context = super().get_context_data(form=None, codes=codes)
        return self.response_class(self.request, "core/admin/two_factor_codes.html", context)


class SetUpView(OwnView):
    """Shows the key until its first code is typed; nothing is stored before."""

    template_name = "core/admin/two_factor_set_up.html"
    form_class = CodeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if has_second_factor(user_of(request)):
            return redirect("two_factor_manage")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, offered = user_of(self.request), self.request.POST.get("key", "")
        device = device_of(user, offered)
        if not device:
            offered = offer(user)
            device = device_of(user, offered)
        shown = {"key": offered, "qr_code": qr_code(device), "spoken_key": spoken_key(device)}
        return super().get_context_data(**kwargs, **shown)

    def form_valid(self, form: CodeForm) -> HttpResponse:
        device = device_of(form.user, self.request.POST.get("key", ""))
        codes = set_up(form.user, device, form.cleaned_data["code"]) if device else None
        if not device or not codes:
            form.add_error(None, WRONG_CODE if device else _("The page was open for too long. Please scan anew."))
            return self.form_invalid(form)
        let_in(self.request, form.user, device)
        return self.show_codes(codes)


class ManageView(OwnView):
    """New recovery codes, or no second factor any more: each for the password."""

    template_name = "core/admin/two_factor_manage.html"
    form_class = PasswordForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_second_factor(user_of(request)):
            return redirect("two_factor_set_up")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, codes_left=recovery_codes_left(user_of(self.request)))

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        if "remove" not in self.request.POST:
            return self.show_codes(new_recovery_codes(form.user))
        remove(form.user, by=form.user)
        messages.success(self.request, gettext("The second factor has been removed."))
        return HttpResponseRedirect(reverse("wagtailadmin_account"))


class ResetView(WagtailAdminTemplateMixin, TemplateView):
    """An administrator takes the second factor from somebody who has lost it."""

    template_name = "core/admin/two_factor_reset.html"
    header_icon = "key"
    page_title = _("Reset the second factor")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_superuser:
            raise PermissionDenied
        self.person = get_object_or_404(User, pk=kwargs["pk"])
        if self.person.pk == request.user.pk:
            return redirect("two_factor_manage")  # Where one's password is asked for.
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "person": self.person}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        users = {"url": reverse("wagtailusers_users:index"), "label": gettext("Users")}
        return [*self.breadcrumbs_items, users, {"url": "", "label": self.page_title}]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        remove(self.person, by=user_of(request))
        messages.success(request, gettext("%(name)s has no second factor any more.") % {"name": self.person})
        return redirect("wagtailusers_users:index")
