"""Signing in at the organisation's own provider: the way there, and back."""

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from requests import RequestException

from charter.access import public, safe_next
from charter.identity.organisation import NO_ANSWER, OrganisationEndpoints, fault_of, refusal_page
from charter.settings.openid import PROVIDER


@public("people sign in here", cache=False)
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Go to the provider; 404 when none is configured. A plain link: the page before it may be cached."""
    provider = OrganisationEndpoints(request, PROVIDER).get_provider()
    try:
        answer: HttpResponse = provider.redirect(request, "login", safe_next(request, "") or None)
    except RequestException:
        return refusal_page(request, NO_ANSWER, status=503)
    except OAuth2Error as error:
        return refusal_page(request, fault_of(error))
    return answer


@public("the provider sends people back here", cache=False)
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """Come back from the provider: signed in, or told in words why not."""
    endpoints = OrganisationEndpoints(request, PROVIDER)
    endpoints.get_provider()
    view = OAuth2CallbackView.adapter_view(endpoints)
    try:
        answer: HttpResponse = view(request)
    except (OAuth2Error, RequestException) as error:
        return refusal_page(request, fault_of(error))
    return answer
