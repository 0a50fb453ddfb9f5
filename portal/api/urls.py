"""/api/v1/: what each app brought, behind one door."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path
from django.utils.module_loading import autodiscover_modules
from ninja import NinjaAPI

from portal.api import people, routers
from portal.api.auth import BrowserAuth, PersonThrottle, TokenAuth
from portal.api.problems import explain
from portal.api.views import docs

autodiscover_modules("api")
routers.add("/people", people.router)
api = NinjaAPI(
    title="Reading Room",
    version="1",
    description="Training and support of radiology IT.",
    auth=[TokenAuth(), BrowserAuth()],
    throttle=[PersonThrottle(settings.API_RATE)],
    urls_namespace="api",
    docs_url=None,
)
explain(api)
for prefix, router in routers.every().items():
    api.add_router(prefix, router)

app_name = "api"
urlpatterns = [entry for entry in api.urls[0] if isinstance(entry, URLPattern)]
for pattern in urlpatterns:  # programs bring a token instead of a login
    pattern.callback = login_not_required(pattern.callback)
urlpatterns.append(path("docs", docs, {"api": api}, name="docs"))
