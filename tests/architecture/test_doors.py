"""No page opens without a login, unless it is on this list."""

import pytest

from tests.architecture.urls import Address, addresses

PUBLIC = {
    # how people come in
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_confirm_login_code",
    "account_reauthenticate",
    "accounts:welcome",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
    # what programs ask
    "api:api-root",
    "api:openapi-json",
    "inventory:radar_calendar",
    "jobs:healthz",
}
PROGRAMS = ("/api/v1/", "/dicomweb/")

ADDRESSES = addresses()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [one for one in ADDRESSES if one.name not in PUBLIC],
    ids=lambda one: one.name,
)
def test_a_stranger_is_sent_to_sign_in(client, address: Address):
    response = client.get(address.url)

    if address.url.startswith(PROGRAMS) and address.name != "api:docs":
        assert response.status_code in {401, 405}
    else:
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/")


def test_the_list_names_only_pages_that_exist():
    assert PUBLIC - {one.name for one in ADDRESSES} == set()
