"""Bearer tokens: what a program shows to act as its person."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import ApiToken, Scope, hash_of, new_secret
from portal.audit import ledger
from portal.lib.refusal import Refused
from portal.people.models import User

MOST = 20  # tokens that one person may hold at a time
SEEN_EVERY = timedelta(minutes=5)  # how exactly `last_used_at` is kept


@transaction.atomic
def issue(
    person: User, *, name: str, scope: Scope, days: int | None = None
) -> tuple[ApiToken, str]:
    """A new token and its text, which nobody can read again."""
    if ApiToken.objects.usable().filter(person=person).count() >= MOST:
        raise Refused(f"You hold {MOST} tokens. Revoke one first.")
    text = ApiToken.PREFIX + new_secret()
    scopes = [Scope.READ] if scope == Scope.READ else [Scope.READ, Scope.WRITE]
    token = ApiToken.objects.create(
        person=person,
        name=name,
        secret_hash=hash_of(text),
        hint=text[-4:],
        scopes=scopes,
        expires_at=timezone.now() + timedelta(days=days) if days else None,
    )
    ledger.record(person, "token.issued", token, scopes=scopes)
    return token, text


@transaction.atomic
def revoke(token: ApiToken, *, by: User) -> None:
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        ledger.record(by, "token.revoked", token)


def authenticate(text: str) -> ApiToken | None:
    """The token, if it still counts and its person still works here."""
    if not text.startswith(ApiToken.PREFIX):
        return None
    token = (
        ApiToken.objects.usable()
        .select_related("person")
        .filter(secret_hash=hash_of(text))
        .first()
    )
    if token and _is_long_ago(token):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=timezone.now())
    return token


def _is_long_ago(token: ApiToken) -> bool:
    return (
        token.last_used_at is None or timezone.now() - token.last_used_at > SEEN_EVERY
    )
